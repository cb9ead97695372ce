from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from complaints import clocks, workflow
from complaints.cases import Case
from complaints.clocks import (
    DayUnit,
    DeadlinePolicy,
    Matter,
    Term,
    check_policies,
    due,
    matter_of,
    missing_policies,
    policy_for,
    seed_policies,
)
from complaints.topics import OWN_COMPLAINTS, TOPICS, Kind, Topic
from portal.workdays import clock
from portal.workdays.models import LoadedYear, Workday
from portal.workdays.seeding import seed_calendar
from tests.complaints.house import HouseTest

OLD, NEW = date(2021, 6, 11), date(2024, 3, 5)


def facts(kind=Kind.REPORT, topic="", received_on=NEW):
    return SimpleNamespace(kind=kind, topic=topic, received_on=received_on)


@pytest.fixture
def house(db):
    seed_calendar()
    seed_policies()


class TestMatter:
    @pytest.mark.parametrize("topic", TOPICS[Kind.REPORT])
    def test_of_reports(self, topic):
        own = topic in OWN_COMPLAINTS
        expected = Matter.COMPLAINT if own else Matter.VIOLATION
        assert matter_of(Kind.REPORT, topic) == expected

    def test_of_the_rest(self):
        assert matter_of(Kind.REPORT, "") == Matter.VIOLATION
        assert matter_of(Kind.OFFICIAL, Topic.BRIBERY) == Matter.OFFICIAL
        assert matter_of(Kind.SUGGESTION, "") == Matter.SUGGESTION
        assert matter_of(Kind.DECLARATION, Topic.CAR) == Matter.DECLARATION


@pytest.mark.usefixtures("house")
class TestSeededPolicies:
    @pytest.mark.parametrize(
        ("term", "kind", "topic", "received_on", "days", "unit", "article"),
        [
            ("decide", "report", "", NEW, 15, "calendar", "工作条例》第二十二条"),
            ("decide", "official", "", OLD, 15, "calendar", "《信访条例》第二十一条"),
            ("conclude", "report", "rent", NEW, 60, "calendar", "工作条例》第三十四条"),
            ("conclude", "report", "rent", OLD, 60, "calendar", "《信访条例》第三十三"),
            ("conclude", "report", "sublet", NEW, 90, "calendar", "行政处罚法》第六十"),
            ("conclude", "report", "", date(2021, 7, 15), 90, "calendar", "行政处罚法"),
            ("conclude", "report", "sublet", OLD, 90, "calendar", "本县承诺"),
            ("conclude", "suggestion", "", NEW, 60, "calendar", "本县承诺"),
            ("conclude", "declaration", "", NEW, 30, "calendar", "本县承诺"),
            ("decide", "declaration", "car", NEW, 5, "working", "本县承诺"),
            ("conclude", "official", "", NEW, 60, "calendar", "本县承诺"),
            ("extension", "report", "", NEW, 30, "calendar", "工作条例》第三十四条"),
            ("return", "report", "", NEW, 5, "working", "工作条例》第二十三条"),
        ],
    )
    def test_table(self, term, kind, topic, received_on, days, unit, article):
        policy = policy_for(facts(kind, topic, received_on), term)
        assert (policy.days, policy.unit) == (days, unit)
        assert article in policy.article

    @pytest.mark.parametrize("day", [date(2005, 5, 1), date(2022, 4, 30),
                                     date(2022, 5, 1), date(2030, 1, 1)])  # fmt: skip
    def test_nothing_is_missing(self, day):
        assert missing_policies(day) == []

    def test_seeding_again_keeps_what_was_edited(self):
        policy = DeadlinePolicy.objects.get(matter="", term=Term.CONCLUDE)
        policy.days = 30
        policy.save()
        assert seed_policies() == 0
        policy.refresh_from_db()
        assert policy.days == 30

    def test_they_pass_their_own_check(self):
        seeded = DeadlinePolicy.objects.all()
        assert seeded
        for policy in seeded:
            policy.full_clean()


@pytest.mark.usefixtures("house")
class TestDue:
    def test_decide(self):
        found = due(facts(), Term.DECIDE, NEW)
        assert (found.day, found.provisional) == (date(2024, 3, 20), False)

    def test_a_day_off_moves_it_and_is_named(self):
        found = due(facts(topic=Topic.RENT), Term.CONCLUDE, date(2021, 8, 4))
        assert found.day == date(2021, 10, 8)
        assert len(found.skipped) == 5

    def test_extended_counts_both_terms_as_one(self):
        # Term and extension are 90 days: the 60th, a day off, moves nothing.
        found = due(
            facts(topic=Topic.RENT), Term.CONCLUDE, date(2021, 8, 4), extended=True
        )
        assert found.day == date(2021, 11, 2)

    def test_extended_in_mixed_units(self):
        DeadlinePolicy.objects.filter(term=Term.EXTENSION).update(
            days=5, unit=DayUnit.WORKING
        )
        found = due(facts(), Term.CONCLUDE, NEW, extended=True)
        assert found.day == date(2024, 6, 11)  # 3 June, and five; 10 June is off

    def test_past_the_calendar_is_provisional(self):
        found = due(
            facts(received_on=date(2026, 11, 22)), Term.CONCLUDE, date(2026, 11, 22)
        )
        assert found.provisional

    def test_a_policy_of_the_matter_goes_first(self):
        DeadlinePolicy.objects.create(
            matter=Matter.SUGGESTION,
            term=Term.CONCLUDE,
            days=20,
            article="本县承诺",
            effective_from=date(2024, 1, 1),
        )
        assert policy_for(facts(Kind.SUGGESTION), Term.CONCLUDE).days == 20
        assert policy_for(facts(Kind.OFFICIAL), Term.CONCLUDE).days == 60
        before = facts(Kind.SUGGESTION, received_on=date(2023, 12, 31))
        assert policy_for(before, Term.CONCLUDE).days == 60

    def test_three_queries_for_a_due_day(self, django_assert_num_queries):
        with django_assert_num_queries(3):
            due(facts(), Term.CONCLUDE, NEW)


class TestMissingPolicy:
    def test_falls_back_and_is_named_by_the_check(self, db):
        found = due(facts(), Term.DECIDE, NEW)
        assert found.day == date(2024, 3, 20)
        assert found.policy.article == ""
        names = [warning.msg for warning in check_policies(databases=["default"])]
        assert len(names) == len(Term) * len(Matter)

    def test_check_is_silent_when_complete(self, house):
        assert check_policies(databases=["default"]) == []
        assert check_policies(databases=None) == []
        call_command("check", databases=["default"], fail_level="WARNING")

    def test_one_gap_is_named(self, house):
        DeadlinePolicy.objects.filter(term=Term.CONCLUDE, matter="").delete()
        assert len(missing_policies(NEW)) == 2


@pytest.mark.usefixtures("house")
class TestEditing:
    def test_overlap_is_refused(self):
        policy = DeadlinePolicy(
            term=Term.DECIDE, days=10, article="x", effective_from=date(2025, 1, 1)
        )
        with pytest.raises(ValidationError):
            policy.full_clean()
        old = DeadlinePolicy.objects.get(matter="", term=Term.DECIDE, effective_to=None)
        old.effective_to = date(2024, 12, 31)
        old.full_clean()
        old.save()
        policy.full_clean()
        policy.save()
        assert policy_for(facts(received_on=date(2024, 12, 31)), Term.DECIDE).days == 15
        assert policy_for(facts(received_on=date(2025, 1, 1)), Term.DECIDE).days == 10

    def test_an_end_before_the_beginning_is_refused(self):
        policy = DeadlinePolicy(
            matter=Matter.OFFICIAL,
            term=Term.DECIDE,
            days=10,
            article="x",
            effective_from=date(2025, 1, 2),
            effective_to=date(2025, 1, 1),
        )
        with pytest.raises(ValidationError):
            policy.full_clean()

    def test_no_days_are_refused(self):
        policy = DeadlinePolicy(
            matter=Matter.OFFICIAL,
            term=Term.DECIDE,
            days=0,
            article="x",
            effective_from=NEW,
        )
        with pytest.raises(ValidationError):
            policy.full_clean()


class TestDueProperties(PropertyTestCase):
    @classmethod
    def setUpTestData(cls):
        seed_calendar()
        seed_policies()

    @given(
        kind=st.sampled_from(Kind),
        topic=st.integers(0, 9),
        term=st.sampled_from([Term.DECIDE, Term.CONCLUDE]),
        day=st.dates(date(2004, 1, 1), date(2040, 1, 1)),
    )
    def test_never_fails_never_early(self, kind, topic, term, day):
        topic = ("", *TOPICS[kind])[topic % (len(TOPICS[kind]) + 1)]
        found = due(facts(kind, topic, day), term, day)
        assert found.day >= day + timedelta(days=found.policy.days)
        assert found.day <= day + timedelta(days=found.policy.days + 15)
        longer = due(facts(kind, topic, day), term, day, extended=True)
        assert longer.day > found.day


class TestRecompute(HouseTest):
    #: 15 days later is 3 January 2027, a Sunday in an unloaded year.
    RECEIVED = date(2026, 12, 19)

    def test_loading_the_year_settles_due_days(self):
        with clock.on(self.RECEIVED):
            case = self.file(on=self.RECEIVED)
        assert (case.due_on, case.due_is_provisional) == (date(2027, 1, 4), True)
        Workday.objects.create(date=date(2027, 1, 4), is_working=False, name="元旦")
        case.refresh_from_db()
        # A day entered is counted at once; the year is not complete yet.
        assert (case.due_on, case.due_is_provisional) == (date(2027, 1, 5), True)
        LoadedYear.objects.create(year=2027)
        case.refresh_from_db()
        assert (case.due_on, case.due_is_provisional) == (date(2027, 1, 5), False)
        events = case.events.filter(name="recompute")
        assert [event.due_on for event in events] == [date(2027, 1, 5)] * 2
        assert [event.due_is_provisional for event in events] == [True, False]
        assert all(event.actor is None and event.at is None for event in events)
        self.assert_sound(case)

    def test_final_and_ended_ones_stay(self):
        final = self.file()
        ended = self.file(on=self.RECEIVED)
        with clock.on(self.RECEIVED):
            self.do("decline", ended)
        versions = [final.version, ended.version]
        LoadedYear.objects.create(year=2027)
        assert [
            Case.objects.get(pk=case.pk).version for case in (final, ended)
        ] == versions

    def test_nothing_to_do_writes_nothing(self):
        self.file(on=self.RECEIVED)
        assert workflow.recompute_provisional() == []

    def test_an_extension_is_kept(self):
        case = self.file(Kind.SUGGESTION, on=date(2026, 12, 1))
        with clock.on(date(2026, 12, 2)):
            self.do("accept", case)
            approval = self.do("extend", case)
            workflow.decide(
                approval,
                actor=self.head,
                box=self.box(self.head, case),
                granted=True,
            )
        case.refresh_from_db()
        assert (case.due_on, case.due_is_provisional) == (date(2027, 3, 2), True)
        LoadedYear.objects.create(year=2027)
        case.refresh_from_db()
        assert (case.due_on, case.due_is_provisional) == (date(2027, 3, 2), False)

    def test_an_extension_of_an_earlier_clock_is_not(self):
        case = self.file(Kind.SUGGESTION, on=date(2026, 12, 1))
        with clock.on(date(2026, 12, 2)):
            self.do("accept", case)
            workflow.decide(
                self.do("extend", case),
                actor=self.head,
                box=self.box(self.head, case),
                granted=True,
            )
            self.do("conclude", case)
            self.do("reopen", case)
        due_on = case.due_on
        LoadedYear.objects.create(year=2027)
        case.refresh_from_db()
        assert case.due_on == due_on
        assert not case.due_is_provisional

    def test_by_command(self):
        self.file(on=self.RECEIVED)
        LoadedYear.objects.bulk_create([LoadedYear(year=2027)])
        call_command("recompute_deadlines", stderr=StringIO())
        assert not Case.objects.filter(due_is_provisional=True).exists()


def test_clock_names_are_terms():
    assert set(clocks.Term.values) >= {"decide", "conclude"}
