"""Closing a fortnight: once, in order, from events; and what the column then shows."""

import re
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st

from complaints import closing, counting
from complaints.cases import CaseEvent
from complaints.fortnights import Fortnight
from complaints.leaves import period_of
from complaints.topics import Kind, Topic
from disclosures.figures import ClosedPeriod, Figure, published
from disclosures.figures_words import DEFINITIONS, Counted
from portal.workdays import clock
from tests.complaints.house import HEARD, HouseTest

#: A Tuesday, the second day of a fortnight.
FIRST = date(2024, 3, 19)
OVER = date(2024, 4, 2)


def run(*args):
    out, err = StringIO(), StringIO()
    call_command("close_period", *args, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue().strip()


class TestFortnights:
    @given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
    def test_every_day_lies_in_one(self, day):
        one = Fortnight.of(day)
        assert one.first <= day <= one.last
        assert one.key == period_of(day) == period_of(one.last)
        assert Fortnight.parse(one.key) == one
        assert one.after.first == one.last + timedelta(days=1)

    @pytest.mark.parametrize("key", ["", "2021-06", "2021-06-c", "2021-13-a", "x"])
    def test_what_is_no_key(self, key):
        with pytest.raises(ValueError, match=r".*"):
            Fortnight.parse(key)


class ClosingTest(HouseTest):
    def live(self, n, kind=Kind.REPORT, *, topic="", on=FIRST, ends=None, **conclusion):
        """So many tips; with `ends`, concluded so many days later."""
        cases = [self.file(kind, on=on, topic=topic) for _ in range(n)]
        for case in cases if ends is not None else ():
            with clock.on(on):
                self.do("accept", case)
                self.do("investigate", case)
            with clock.on(on + timedelta(days=ends)):
                self.do("conclude", case, **conclusion)
        return cases

    def values(self, key):
        rows = Figure.objects.filter(period__key=key)
        return dict(rows.values_list("name", "value"))


class TestClosing(ClosingTest):
    def test_counts_what_the_leaves_count(self):
        self.live(4, ends=3)
        self.live(2)
        self.live(3, Kind.OFFICIAL, ends=3)
        with clock.on(OVER):
            assert run("2024-03-b") == ("2024-03-b", "")
            span = Fortnight.parse("2024-03-b")
            again = counting.recount(span.first, span.last)
        values = self.values("2024-03-b")
        assert again == {"received": 6, "accepted": 4, "concluded": 4}
        assert again.items() <= values.items()
        assert values["concluded_on_time"] == 4
        assert values["open_overdue"] == 0
        assert set(values) <= set(Counted.values)

    def test_a_second_answer_to_the_same_case_is_not_counted_again(self):
        (case,) = self.live(1, ends=2)
        self.live(4)
        with clock.on(FIRST + timedelta(days=4)):
            self.do("reopen", case)
            self.do("investigate", case)
            self.do("conclude", case)
        with clock.on(OVER):
            run()
        assert self.values("2024-03-b")["concluded"] == 1

    def test_too_few_close_together_with_the_next(self):
        self.live(4)
        with clock.on(OVER):
            out, err = run("2024-03-b")
            assert out == ""
            assert "2024-03-b" in err
        assert not ClosedPeriod.objects.exists()
        self.live(1, on=OVER)
        with clock.on(date(2024, 4, 20)):
            assert run()[0] == "2024-03-b + 2024-04-a"
        first, last = ClosedPeriod.objects.all()
        assert (first.joined_with, last.joined_with) == ("2024-04-a", "")
        assert self.values("2024-04-a")["received"] == 5
        assert not first.figures.exists()

    def test_what_is_closed_stays_closed(self):
        self.live(5)
        with clock.on(OVER):
            run()
            before = list(Figure.objects.values())
            assert "already" in run("2024-03-b")[1]
            assert run()[0] == ""
        assert list(Figure.objects.values()) == before
        for change in (
            lambda: Figure.objects.update(value=1),
            ClosedPeriod.objects.all().delete,
            Figure.objects.first().save,
        ):
            with pytest.raises(TypeError):
                change()

    def test_what_is_not_over_is_refused(self):
        self.live(5)
        with clock.on(FIRST), pytest.raises(CommandError):
            run("2024-03-b")
        with clock.on(FIRST):
            assert run()[0] == ""
        with pytest.raises(CommandError):
            run("march")

    def test_closed_late_or_in_time_the_counts_are_the_same(self):
        self.live(5, ends=1)
        self.live(5, on=OVER, ends=20)
        with clock.on(OVER):
            in_time = closing.figures([Fortnight.of(FIRST)])
        with clock.on(date(2024, 6, 1)):
            assert closing.figures([Fortnight.of(FIRST)]) == in_time
            assert run()[0].splitlines() == ["2024-03-b", "2024-04-a"]

    def test_nothing_is_published_of_events_that_were_tampered_with(self):
        self.live(5)
        event = CaseEvent.objects.filter(name="receive").first()
        QuerySet(CaseEvent).filter(pk=event.pk).update(name="note")
        with clock.on(OVER), pytest.raises(CommandError):
            run()
        assert not ClosedPeriod.objects.exists()

    def test_late_and_overdue(self):
        cases = self.live(5)
        with clock.on(FIRST):
            self.do("accept", cases[0])
            self.do("investigate", cases[0])
        due = cases[0].due_on
        with clock.on(due + timedelta(days=1)):
            self.do("conclude", cases[0])
        span = Fortnight.of(due + timedelta(days=1))
        with clock.on(span.after.first):
            assert counting.totals(span.first, span.last)["concluded_on_time"] == 0
            assert counting.overdue(cases[1].due_on) == 0
            assert counting.overdue(cases[1].due_on + timedelta(days=1)) == 4


class TestParts(ClosingTest):
    def test_shown_over_ten_together_and_not_before(self):
        self.live(4)
        self.live(3, Kind.DECLARATION)
        self.live(4, on=OVER)
        with clock.on(OVER):
            run()
        assert "came_forward" not in self.values("2024-03-b")
        self.live(3, on=OVER)
        with clock.on(date(2024, 4, 20)):
            run()
        row = Figure.objects.get(name="came_forward")
        assert (row.value, row.since) == (3, date(2024, 3, 16))
        assert Figure.objects.get(name="others_sent").value == 11

    def test_never_shown_where_a_part_is_small(self):
        self.live(9)
        self.live(2, Kind.DECLARATION)
        with clock.on(OVER):
            run()
        values = self.values("2024-03-b")
        assert values["came_forward"] is None
        assert values["others_sent"] is None

    def test_who_objects_to_a_finding_did_not_come_forward(self):
        self.live(4)
        self.live(3, Kind.DECLARATION)
        self.live(2, Kind.DECLARATION, topic=Topic.CAR)
        self.live(3, Kind.DECLARATION, topic=Topic.OBJECTION)
        with clock.on(OVER):
            run()
        values = self.values("2024-03-b")
        assert (values["came_forward"], values["others_sent"]) == (5, 7)
        assert values["received"] == 12

    def test_outcomes(self):
        self.live(3, ends=1)
        wrong = {"outcome": "cannot_be_verified", "hearing": HEARD}
        self.live(4, ends=2, **wrong)
        self.live(3, Kind.SUGGESTION, ends=2)
        with clock.on(OVER):
            run()
        values = self.values("2024-03-b")
        names = ("substantiated", "not_substantiated", "others_concluded")
        assert [values[name] for name in names] == [3, 4, 3]


class TestLegal(ClosingTest):
    def order(self, cases, step="ordered", **given):
        for case in cases:
            self.do("legal_step", case, track="civil", step=step, **given)

    def test_standings_as_they_were_known_on_the_day(self):
        cases = self.live(5, ends=1)
        with clock.on(FIRST + timedelta(days=2)):
            self.order(cases[:4], day=FIRST)
            self.do("take_back", cases[3], entry=1)
        with clock.on(OVER):
            self.order(cases[:1], "suit_filed", day=OVER)
            run()
        values = self.values("2024-03-b")
        assert values["legal_ordered"] == 3
        assert values["legal_suit_filed"] is None
        assert counting.standings(OVER)["legal_ordered"] == 2
        assert counting.standings(OVER)["legal_suit_filed"] == 1

    def test_a_small_change_leaves_the_earlier_figure(self):
        cases = self.live(5, ends=1)
        with clock.on(FIRST + timedelta(days=2)):
            self.order(cases[:3], day=FIRST)
        with clock.on(OVER):
            run()
            self.order(cases[3:4], day=OVER)
        self.live(5, on=OVER)
        with clock.on(date(2024, 4, 20)):
            run()
        row = Figure.objects.get(name="legal_ordered", period__key="2024-04-a")
        assert (row.value, row.as_of) == (3, date(2024, 3, 31))


class TestTheWall:
    def test_one_file_alone_writes_what_the_public_side_owns(self):
        writes = re.compile(r"\b(ClosedPeriod|Figure)(\(|\.objects\.(bulk_)?create)")
        rooms = Path(closing.__file__).parent.rglob("*.py")
        texts = {path.name: path.read_text() for path in rooms}
        found = {
            name
            for name, text in texts.items()
            if "disclosures.figures" in text and writes.search(text)
        }
        assert found == {"publish.py"}


class TestOnThePage(ClosingTest):
    def test_added_up_with_what_the_last_period_brought(self):
        assert published() is None
        self.live(6, ends=1)
        self.live(5, on=OVER, ends=1)
        with clock.on(date(2024, 4, 20)):
            run()
        with self.assertNumQueries(1):
            found = published()
        main = {one.name: (one.value, one.change) for one in found.main}
        assert main["received"] == (11, 5)
        assert main["open_overdue"] == (0, None)
        assert found.on_time_percent == 100
        assert found.as_of == date(2024, 4, 15)
        assert found.legal == []

    def test_every_figure_has_a_definition(self):
        assert set(DEFINITIONS) == set(Counted)
