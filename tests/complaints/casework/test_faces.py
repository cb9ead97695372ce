"""What a clock says on which day."""

from datetime import date, timedelta
from unittest import TestCase

from django.test import TestCase as DatabaseTestCase

from complaints.cases import Case, Outcome, State
from complaints.casework.faces import face, headline, working_days_left
from complaints.topics import Kind, Topic
from portal.workdays.seeding import seed_calendar

DUE = date(2021, 8, 3)


def case(state=State.INVESTIGATING, **facts):
    return Case(state=state, due_on=DUE, **facts)


class Faces(TestCase):
    def test_tone_and_number_follow_the_day(self):
        for days, tone, number in (
            (-12, "calm", "12"),
            (-4, "calm", "4"),
            (-3, "soon", "3"),
            (-1, "soon", "1"),
            (0, "soon", ""),
            (1, "late", "1"),
            (30, "late", "30"),
        ):
            with self.subTest(days=days):
                drawn = face(case(), DUE + timedelta(days=days))
                assert drawn.tone == tone
                assert "".join(filter(str.isdigit, drawn.words)) == number

    def test_an_ended_case_is_late_no_more(self):
        for state in (State.CONCLUDED, State.DECLINED):
            assert face(case(state), DUE + timedelta(days=9)).tone == "done"
        concluded = case(State.CONCLUDED, outcome="substantiated")
        assert face(concluded, DUE).words == Outcome.SUBSTANTIATED.label

    def test_without_a_topic_the_kind_names_it(self):
        assert headline(case(kind=Kind.REPORT, topic="sublet")) == Topic.SUBLET.label
        assert headline(case(kind=Kind.REPORT, topic=""))


class WorkingDays(DatabaseTestCase):
    @classmethod
    def setUpTestData(cls):
        seed_calendar()

    def test_make_up_days_count_and_holidays_do_not(self):
        autumn = Case(state=State.ACCEPTED, due_on=date(2021, 9, 26))
        assert working_days_left(autumn, date(2021, 9, 17)) == 5

    def test_a_clock_that_ran_out_or_stopped_has_none(self):
        assert working_days_left(case(), DUE + timedelta(days=1)) is None
        assert working_days_left(case(State.CONCLUDED), DUE) is None

    def test_one_reading_of_the_calendar(self):
        with self.assertNumQueries(2):
            assert working_days_left(case(), DUE) == 0
