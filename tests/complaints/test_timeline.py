from datetime import date

from complaints import workflow
from complaints.topics import Kind, Topic
from complaints.workflow.timeline import FOR_SENDER, deadline_of, timeline
from portal.workdays import clock
from tests.complaints.house import DAY, HouseTest


class TestTimeline(HouseTest):
    def test_what_was_and_what_comes(self):
        case = self.in_state("accepted")
        entries = timeline(case)
        assert [(entry.name, entry.state) for entry in entries] == [
            ("receive", "past"),
            ("accept", "last"),
            ("conclude", "next"),
        ]
        assert entries[-1].date == case.due_on
        assert "行政处罚法" in entries[-1].article
        assert entries[-1].unit == self.housing

    def test_the_sender_reads_neither_people_nor_times_nor_housekeeping(self):
        case = self.in_state("investigating")
        self.do("assign", case)
        self.do("recuse", case, actor=self.head)
        self.do("message", case)
        mine = timeline(case, for_sender=True)
        assert {entry.name for entry in mine} <= FOR_SENDER | {"conclude"}
        assert all(entry.actor is None and entry.at is None for entry in mine)
        staff = timeline(case, for_sender=False)
        assert [entry.name for entry in staff[:-1]] == [
            "receive",
            "accept",
            "investigate",
            "assign",
            "recuse",
            "message",
        ]
        assert staff[-2].actor == self.member
        assert staff[-2].at is not None

    def test_nothing_comes_after_the_end(self):
        for state in ("concluded", "declined"):
            assert timeline(self.in_state(state))[-1].state == "last"

    def test_where_it_went(self):
        case = self.in_state("referred")
        entry = timeline(case)[1]
        assert (entry.name, entry.text) == ("refer", self.civil.name)

    def test_days_skipped_are_the_staffs_days(self):
        case = self.file(topic=Topic.RENT, on=date(2021, 8, 4))
        with clock.on(date(2021, 8, 4)):
            self.do("accept", case)
        entry = timeline(case)[-1]
        assert entry.date == date(2021, 10, 8)
        assert entry.skipped == tuple(date(2021, 10, day) for day in range(3, 8))

    def test_provisional_is_said_to_both(self):
        case = self.file(on=date(2026, 12, 19))
        for for_sender in (True, False):
            assert timeline(case, for_sender=for_sender)[-1].provisional

    def test_extension(self):
        case = self.in_state("accepted")
        workflow.decide(
            self.do("extend", case),
            actor=self.head,
            box=self.box(self.head, case),
            granted=True,
        )
        case.refresh_from_db()
        assert deadline_of(case).day == case.due_on
        names = [entry.name for entry in timeline(case)]
        assert names == ["receive", "accept", "extend", "conclude"]

    def test_every_event_has_a_name(self):
        case = self.in_state("reopened", Kind.SUGGESTION)
        for entry in timeline(case, for_sender=False):
            assert entry.label
            assert entry.date == DAY or entry.state == "next"

    def test_costs_the_same_at_any_length(self):
        case = self.in_state("accepted")
        with self.assertNumQueries(4):
            timeline(case)
        for _letter in range(5):
            self.do("message", case)
        with self.assertNumQueries(4):
            timeline(case)
