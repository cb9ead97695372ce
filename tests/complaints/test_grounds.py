"""The grounds of a notice: counted from events, and only what tells of no one case."""

from datetime import date, timedelta

import pytest

from complaints import publish
from complaints.fortnights import Fortnight
from complaints.grounds import Refused, counted, grounds, hand_over
from complaints.topics import Kind
from disclosures.criticism import UnitRecord
from disclosures.figures import ClosedPeriod
from portal.workdays import clock
from tests.complaints.house import HouseTest

What = UnitRecord.What
#: A Tuesday, and the end of June: every clock of that Tuesday has run out by then.
FIRST, LATER = date(2024, 3, 19), date(2024, 7, 2)
SPAN = Fortnight.of(FIRST), Fortnight.parse("2024-06-b")
DAYS = SPAN[0].first, SPAN[1].last


def close(key, joined_with=""):
    """As if the fortnight had closed."""
    one = Fortnight.parse(key)
    return ClosedPeriod.objects.create(
        key=key,
        starts_on=one.first,
        ends_on=one.last,
        closed_on=one.after.first,
        joined_with=joined_with,
    )


def close_span():
    """Both ends of it."""
    return [close(one.key) for one in SPAN]


class GroundsTest(HouseTest):
    def late(self, n, kind=Kind.REPORT):
        return [self.file(kind, on=FIRST) for _ in range(n)]

    def answer(self, case, on):
        with clock.on(on):
            for step in ("accept", "investigate", "conclude"):
                self.do(step, case)

    def counts(self, unit=None, days=DAYS, on=LATER):
        with clock.on(on):
            return dict(counted(unit or self.housing, *days))


class TestCounting(GroundsTest):
    def test_what_ran_out_whether_it_is_answered_now_or_not(self):
        open_, answered, in_time = self.late(3)
        due = answered.due_on
        self.answer(in_time, FIRST)
        self.answer(answered, due + timedelta(days=1))
        assert self.counts() == {What.OVERDUE: 2}
        assert self.counts(days=(DAYS[0], due)) == {}
        one_day = (due + timedelta(days=1),) * 2
        assert self.counts(days=one_day)[What.OVERDUE] == 2
        assert self.counts(self.civil) == {}
        self.answer(open_, date(2024, 7, 1))
        assert self.counts() == {What.OVERDUE: 2}

    def test_it_is_late_in_the_unit_that_had_it_then(self):
        (case,) = self.late(1)
        with clock.on(FIRST):
            self.do("refer", case)
        assert self.counts() == {}
        assert self.counts(self.civil) == {What.OVERDUE: 1}

    def test_a_clock_that_ran_out_before_is_not_theirs_who_took_it_over(self):
        (case,) = self.late(1)
        with clock.on(FIRST):
            self.do("accept", case)
        # Long after the day by which its receiver has to decide.
        with clock.on(FIRST + timedelta(days=40)):
            self.do("refer", case)
        assert self.counts(self.civil) == {}

    def test_an_inspector_sent_it_back_and_not_the_sender(self):
        for actor in (self.inspector, None):
            (case,) = self.late(1)
            self.answer(case, FIRST)
            with clock.on(FIRST + timedelta(days=1)):
                self.do("reopen", case, actor)
            self.answer_again(case)
        assert self.counts() == {What.RETURNED: 1}

    def answer_again(self, case):
        with clock.on(FIRST + timedelta(days=2)):
            for step in ("investigate", "conclude"):
                self.do(step, case)

    def test_tips_about_officials_are_in_none(self):
        self.late(3, Kind.OFFICIAL)
        assert self.counts(self.discipline) == {}


class TestHandingOver(GroundsTest):
    def test_three_of_a_kind_go_and_two_do_not(self):
        close_span()
        self.late(2)
        with clock.on(LATER):
            assert [one.count for one in grounds(self.housing, *SPAN)] == [None] * 2
            assert hand_over(self.housing, *SPAN) == []
            assert not UnitRecord.objects.exists()
        self.late(1)
        with clock.on(LATER):
            records = hand_over(self.housing, *SPAN)
        assert [(one.what, one.count) for one in records] == [(What.OVERDUE, 3)]
        assert {(one.since, one.as_of) for one in records} == {DAYS}

    def test_the_wall_itself_lets_no_small_count_through(self):
        for value in (None, 0, 1, 2):
            count = publish.Count(value, *DAYS)
            assert publish.grounds(self.housing, What.OVERDUE, count, on=LATER) is None

    def test_spans_do_not_overlap_and_are_closed(self):
        self.late(3)
        with clock.on(LATER), pytest.raises(Refused):
            grounds(self.housing, *SPAN)
        close_span()
        with clock.on(LATER):
            hand_over(self.housing, *SPAN)
            for again in (SPAN, (SPAN[1], SPAN[1]), (SPAN[1], SPAN[0])):
                with pytest.raises(Refused):
                    hand_over(self.housing, *again)
            assert hand_over(self.civil, *SPAN) == []

    def test_what_was_too_thin_to_close_is_no_span(self):
        """Fortnights that closed together are handed over together, or not."""
        close("2024-06-a", joined_with="2024-06-b")
        close("2024-06-b")
        thin, whole = Fortnight.parse("2024-06-a"), Fortnight.parse("2024-06-b")
        with clock.on(LATER):
            for span in ((whole, whole), (thin, thin)):
                with pytest.raises(Refused):
                    grounds(self.housing, *span)
            assert grounds(self.housing, thin, whole)

    def test_none_against_those_who_oversee_the_others(self):
        close_span()
        with clock.on(LATER), pytest.raises(Refused):
            grounds(self.discipline, *SPAN)
