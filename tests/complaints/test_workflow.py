import json
from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import workflow
from complaints.cases import Case, CaseEvent, Clock, Message, Outcome, State
from complaints.topics import Kind, Topic
from complaints.vault.models import SealedValue
from portal.users.models import Unit
from portal.workdays import clock
from tests.complaints.house import DAY, HouseTest


def later(days):
    return DAY + timedelta(days=days)


def public(event):
    return json.loads(event.leaf)["event"]


class TestAccept(HouseTest):
    def test_state_clock_and_leaf(self):
        case = self.file(topic=Topic.SUBLET)
        with clock.on(later(3)):
            event = self.do("accept", case)
        assert case.state == State.ACCEPTED
        assert (case.clock, case.clock_from) == (Clock.CONCLUDE, later(3))
        assert case.due_on == later(93)  # a Thursday
        assert (event.from_state, event.to_state) == ("received", "accepted")
        assert event.actor == self.member
        assert event.at is not None
        assert event.due_on == case.due_on
        assert public(event) == "accepted"
        self.assert_sound(case)

    def test_own_complaint_has_sixty_days(self):
        case = self.file(topic=Topic.REPAIRS)
        self.do("accept", case)
        assert case.due_on == later(62)  # 4 May 2024 is a day off, 5 May too

    def test_a_second_acceptance_counts_no_second_time(self):
        case = self.file()
        self.do("accept", case)
        self.do("refer", case)
        event = self.do("accept", case)
        assert public(event) == "other"
        self.assert_sound(case)

    def test_needs_no_content(self):
        case = self.file()
        self.do("accept", case)
        assert self.last(case).digests == {}


class TestDecline(HouseTest):
    def test_reason_is_the_answer(self):
        case = self.file()
        event = self.do("decline", case)
        assert case.state == State.DECLINED
        letter = case.messages.get()
        assert letter.is_answer
        assert letter.unit == self.housing
        assert self.box(None, case).open("message", letter.number) == "不属于本县"
        assert list(event.digests) == ["message/1/1"]
        assert event.due_on is None
        assert public(event) == "other"

    def test_reason_is_required(self):
        case = self.file()
        self.refused(self.do, "decline", case, reason=" \n")
        case.refresh_from_db()
        assert case.state == State.RECEIVED
        assert not case.messages.exists()


class TestRefer(HouseTest):
    def test_moves_the_case_and_the_key(self):
        case = self.file()
        assert self.entitled(case) == {self.housing, self.discipline}
        event = self.do("refer", case)
        assert case.unit == self.civil
        assert case.state == State.REFERRED
        assert case.referred_by == self.housing
        assert self.entitled(case) == {self.civil, self.discipline}
        assert (event.unit, event.to_unit) == (self.housing, self.civil)
        assert (
            self.box(self.civilian, case).open("reason", event.sequence) == "归口办理"
        )
        assert not Case.objects.visible_to(self.member).exists()

    def test_the_clock_from_receipt_goes_on(self):
        case = self.file()
        due = case.due_on
        with clock.on(later(10)):
            self.do("refer", case)
        assert (case.clock, case.clock_from, case.due_on) == (Clock.DECIDE, DAY, due)

    def test_passing_on_after_acceptance_buys_no_time_to_decide(self):
        case = self.file()
        self.do("accept", case)
        with clock.on(later(40)):
            self.do("refer", case)
            assert (case.clock, case.due_on) == (Clock.DECIDE, later(15))
            assert case in Case.objects.overdue(clock.today())

    def test_the_assignee_stays_behind(self):
        case = self.file()
        self.do("assign", case)
        self.do("refer", case)
        assert case.assignee is None

    def test_to_discipline(self):
        case = self.file()
        self.do("refer", case, to_unit=self.discipline)
        assert case.unit == self.discipline
        assert self.entitled(case) == {self.discipline}

    def test_discipline_keeps_the_key(self):
        case = self.file()
        self.do("refer", case, to_unit=self.discipline)
        with clock.on(DAY):
            self.do("accept", case)
            self.do("refer", case)
        assert self.entitled(case) == {self.civil, self.discipline}

    def test_refused_for_a_unit_concerned(self):
        case = self.file(concerns=[self.civil])
        self.refused(self.do, "refer", case)
        assert self.entitled(case) == {self.housing, self.discipline}

    def test_refused_for_a_unit_that_cannot_read(self):
        empty = Unit.objects.create(name="县自然资源局")
        self.refused(self.do, "refer", self.file(), to_unit=empty)

    def test_refused_for_a_unit_that_takes_no_part(self):
        Unit.objects.filter(pk=self.civil.pk).update(is_active=False)
        self.refused(self.do, "refer", self.file(), to_unit=self.civil)

    def test_refused_to_the_same_unit(self):
        self.refused(self.do, "refer", self.file(), to_unit=self.housing)

    def test_official_never_leaves_discipline(self):
        case = self.file(Kind.OFFICIAL)
        self.refused(self.do, "refer", case)
        assert workflow.receivers(case) == []

    def test_official_goes_to_the_level_above(self):
        above = Unit.objects.create(name="市纪委监委")
        self.person(above)
        Unit.objects.filter(pk=self.discipline.pk).update(fallback=above)
        case = self.file(Kind.OFFICIAL)
        assert workflow.receivers(case) == [above]
        self.do("refer", case, to_unit=above)
        assert self.entitled(case) == {above, self.discipline}

    def test_receivers(self):
        case = self.file()
        Unit.objects.create(name="县自然资源局")  # nobody there can read
        with self.assertNumQueries(1):
            assert workflow.receivers(case) == [self.civil, self.discipline]

    def test_receivers_are_those_that_are_taken(self):
        concerned = self.file(concerns=[self.civil])
        assert workflow.receivers(concerned) == [self.discipline]
        Unit.objects.filter(pk=self.civil.pk).update(is_active=False)
        assert workflow.receivers(self.file()) == [self.discipline]


class TestReturn(HouseTest):
    def test_back_to_the_sending_unit(self):
        case = self.in_state("referred")
        event = self.do("return", case)
        assert (case.state, case.unit) == (State.RECEIVED, self.housing)
        assert case.referred_by is None
        assert self.entitled(case) == {self.housing, self.discipline}
        assert (event.unit, event.to_unit) == (self.civil, self.housing)
        assert (case.clock, case.clock_from) == (Clock.DECIDE, DAY)
        self.assert_sound(case)

    def test_within_five_working_days(self):
        # Tuesday; the fifth working day is the next Tuesday.
        case = self.in_state("referred")
        with clock.on(later(8)):
            self.refused(self.do, "return", case)
            assert "return" not in names(case, self.civilian)
        with clock.on(later(7)):
            assert "return" in names(case, self.civilian)
            self.do("return", case)

    def test_discipline_keeps_the_key(self):
        case = self.file()
        self.do("refer", case, to_unit=self.discipline)
        self.do("return", case)
        assert self.entitled(case) == {self.housing, self.discipline}

    def test_not_once_accepted(self):
        case = self.in_state("referred")
        self.do("accept", case)
        self.refused(self.do, "return", case)
        assert case.referred_by is None

    def test_not_to_a_unit_that_can_no_longer_read(self):
        case = self.in_state("referred")
        self.housing.keys.update(confirmed_at=None)
        self.refused(self.do, "return", case)


class TestInvestigate(HouseTest):
    def test_from_accepted_the_clock_runs_on(self):
        case = self.in_state("accepted")
        due = case.due_on
        self.do("investigate", case)
        assert (case.state, case.due_on) == (State.INVESTIGATING, due)

    def test_from_reopened(self):
        case = self.in_state("reopened")
        self.do("investigate", case)
        assert case.state == State.INVESTIGATING


class TestConclude(HouseTest):
    def test_answer_measures_outcome(self):
        case = self.in_state("investigating")
        event = self.do("conclude", case)
        assert case.state == State.CONCLUDED
        assert case.outcome == Outcome.SUBSTANTIATED
        assert case.concluded_on == DAY
        answer = case.messages.get()
        sender = self.box(None, case)
        assert answer.is_answer
        assert sender.open("message", answer.number) == "已经查实。"
        assert sender.open("measures", answer.number) == "已责令退回。"
        written = ("message", "measures", "hearing")
        assert set(event.digests) == {f"{name}/1/1" for name in written}
        assert event.outcome == Outcome.SUBSTANTIATED
        assert public(event) == "concluded"
        self.assert_sound(case)

    def test_nothing_of_it_is_in_plain_text(self):
        case = self.in_state("investigating")
        self.do("conclude", case)
        stored = "".join(
            str(row)
            for model in (Case, CaseEvent, Message, SealedValue)
            for row in model.objects.values()
        )
        assert "查实" not in stored
        assert "责令" not in stored

    def test_outcome_must_fit_the_kind(self):
        case = self.in_state("investigating")
        for outcome in ("adopted", "handed_over", "", "nonsense"):
            self.refused(self.do, "conclude", case, outcome=outcome)

    def test_answer_is_required_measures_are_not(self):
        case = self.in_state("investigating")
        self.refused(self.do, "conclude", case, answer=" ")
        self.do("conclude", case, measures="")
        assert self.box(None, case).open("measures", 1) is None

    def test_suggestion_from_accepted(self):
        case = self.in_state("accepted", Kind.SUGGESTION)
        self.do("conclude", case)
        assert case.state == State.CONCLUDED

    def test_others_only_from_investigating(self):
        for kind in (Kind.REPORT, Kind.OFFICIAL, Kind.DECLARATION):
            case = self.in_state("accepted", kind)
            self.refused(self.do, "conclude", case)

    def test_concluding_again_counts_no_second_time(self):
        case = self.in_state("reopened")
        self.do("investigate", case)
        assert public(self.do("conclude", case)) == "other"


class TestReopen(HouseTest):
    def test_by_the_sender_once(self):
        case = self.in_state("concluded")
        with clock.on(later(20)):
            event = self.do("reopen", case, actor=None)
        assert case.state == State.REOPENED
        assert case.reopened_by_sender
        assert case.is_unread
        assert (case.outcome, case.concluded_on) == ("", None)
        assert (case.clock, case.clock_from) == (Clock.CONCLUDE, later(20))
        assert (event.actor, event.at) == (None, None)
        assert self.box(self.member, case).open("reason", event.sequence) == "情况有误"
        self.do("investigate", case)
        self.do("conclude", case)
        self.refused(self.do, "reopen", case, actor=None)
        assert "reopen" not in names(case, None)

    def test_by_an_inspector_always(self):
        case = self.in_state("concluded")
        self.do("reopen", case, actor=None)
        for _again in range(3):
            self.do("investigate", case)
            self.do("conclude", case)
            self.do("reopen", case)
        assert case.unit == self.housing
        self.assert_sound(case)

    def test_declined(self):
        case = self.in_state("declined")
        self.do("reopen", case, actor=None)
        assert case.state == State.REOPENED

    def test_not_by_a_member(self):
        self.refused(self.do, "reopen", self.in_state("concluded"), actor=self.member)


class TestMessage(HouseTest):
    def test_of_staff(self):
        case = self.file()
        letter = self.do("message", case)
        assert (letter.author, letter.unit, letter.is_answer) == (
            self.member,
            self.housing,
            False,
        )
        assert self.box(None, case).open("message", letter.number) == "请问是几楼？"
        assert self.last(case).name == "message"
        assert public(self.last(case)) == "other"

    def test_of_the_sender(self):
        case = self.file()
        Case.objects.update(is_unread=False)
        letter = self.do("message", case, actor=None, text="四楼。")
        assert (letter.author, letter.unit) == (None, None)
        assert case.is_unread
        assert self.last(case).at is None
        assert self.box(self.member, case).open("message", letter.number) == "四楼。"

    def test_changes_no_state_and_no_clock(self):
        for state in State.values:
            case = self.in_state(state)
            before = (case.state, case.due_on, case.unit_id)
            self.do("message", case, actor=None)
            assert (case.state, case.due_on, case.unit_id) == before
            self.assert_sound(case)

    def test_with_a_file(self):
        case = self.file()
        box = self.box(None, case)
        file = box.seal_file(1, [b"picture"])
        facts = workflow.AttachmentFacts(
            1, "image/png", file=file, name=box.seal("file_name", "照片.png", 1)
        )
        self.do("message", case, actor=None, attachments=[facts])
        attachment = case.attachments.get()
        assert (attachment.content_type, attachment.author) == ("image/png", None)
        read = self.box(self.member, case)
        assert b"".join(read.open_file(1)) == b"picture"
        assert read.open("file_name", 1) == "照片.png"
        assert "file_name/1/1" in self.last(case).digests

    def test_empty_is_refused(self):
        self.refused(self.do, "message", self.file(), text="")


class TestNote(HouseTest):
    def test_is_sealed_and_no_event(self):
        case = self.file()
        first = self.do("note", case)
        second = self.do("note", case, actor=self.inspector, text="请留意")
        box = self.box(self.member, case)
        assert box.open_all("note") == {
            first.number: "周三入户",
            second.number: "请留意",
        }
        assert case.events.count() == case.version == 1


class TestAssign(HouseTest):
    def test_to_a_colleague_and_back(self):
        case = self.file()
        self.do("assign", case, assignee=self.head)
        assert case.assignee == self.head
        self.do("assign", case, assignee=None)
        assert case.assignee is None
        self.assert_sound(case)

    def test_only_to_who_may_work_on_it(self):
        case = self.file()
        self.do("recuse", case, actor=self.head)
        for person in (
            self.civilian,
            self.clerk,
            self.admin,
            self.head,
            self.inspector,
        ):
            self.refused(self.do, "assign", case, assignee=person)


class TestRecuse(HouseTest):
    def test_closes_the_case_to_the_actor(self):
        case = self.file()
        self.do("assign", case)
        self.do("recuse", case)
        assert case.assignee is None
        assert not Case.objects.visible_to(self.member).exists()
        assert Case.objects.visible_to(self.head).exists()
        self.refused(self.do, "accept", case)
        self.assert_sound(case)


class TestConcernsUs(HouseTest):
    def test_goes_to_discipline_and_the_key_is_gone(self):
        case = self.in_state("investigating")
        event = self.do("concerns_us", case)
        assert (case.unit, case.state) == (self.discipline, State.REFERRED)
        assert self.entitled(case) == {self.discipline}
        assert list(case.concerns.all()) == [self.housing]
        assert event.to_unit == self.discipline
        assert not Case.objects.visible_to(self.member).exists()
        self.assert_sound(case)

    def test_is_never_returned_there(self):
        case = self.in_state("referred")  # from housing to civil
        self.do("concerns_us", case)
        self.refused(self.do, "return", case)
        self.do("accept", case)
        self.refused(self.do, "refer", case, to_unit=self.civil)

    def test_ended_stays_ended(self):
        case = self.in_state("concluded")
        self.do("concerns_us", case)
        assert (case.unit, case.state) == (self.discipline, State.CONCLUDED)

    def test_discipline_passes_it_to_the_level_above(self):
        case = self.file(Kind.OFFICIAL)
        reason = self.refused(self.do, "concerns_us", case)
        assert "12388" in reason
        above = Unit.objects.create(name="市纪委监委")
        self.person(above)
        Unit.objects.filter(pk=self.discipline.pk).update(fallback=above)
        self.do("concerns_us", case)
        assert case.unit == above
        assert self.entitled(case) == {above}
        assert not Case.objects.visible_to(self.inspector).exists()

    def test_inspector_who_only_watches(self):
        above = Unit.objects.create(name="市纪委监委")
        self.person(above)
        Unit.objects.filter(pk=self.discipline.pk).update(fallback=above)
        case = self.file()
        self.do("concerns_us", case, actor=self.inspector)
        assert (case.unit, case.state) == (self.housing, State.RECEIVED)
        assert self.entitled(case) == {self.housing, above}


class TestContactOpened(HouseTest):
    def test_the_sender_reads_why(self):
        case = self.file()
        event = self.do("contact_opened", case)
        sender = self.box(None, case)
        assert sender.open("contact_reason", event.sequence) == "约定入户时间"
        self.refused(self.do, "contact_opened", case, reason="")


class TestStale(HouseTest):
    def test_the_second_is_told_what_happened(self):
        case = self.file()
        seen = case.version
        self.do("message", case, actor=None)
        self.do("accept", case)
        with pytest.raises(workflow.Stale) as caught:
            self.do("investigate", case, version=seen)
        assert [event.name for event in caught.value.events] == [
            "message",
            "accept",
        ]
        assert str(self.member) in caught.value.reason
        self.do("investigate", case, version=case.version)

    def test_an_old_instance_is_no_danger(self):
        case = self.file()
        old = Case.objects.get(pk=case.pk)
        self.do("accept", case)
        self.refused(self.do, "accept", old)
        self.do("investigate", old)
        assert old.state == State.INVESTIGATING

    def test_who_may_not_learns_nothing(self):
        case = self.file()
        with pytest.raises(workflow.Refused) as caught:
            self.do("accept", case, actor=self.civilian, version=99)
        assert not isinstance(caught.value, workflow.Stale)


class TestLock(HouseTest):
    def test_the_row_is_locked_before_anything_is_asked(self):
        case = self.file()
        with CaptureQueriesContext(connection) as queries:
            self.do("accept", case)
        asked = [q["sql"] for q in queries if "SELECT" in q["sql"]]
        assert '"complaints_case"' in asked[0]
        locks = connection.features.has_select_for_update
        assert ("FOR UPDATE" in asked[0]) == locks


class TestAllOrNothing(HouseTest):
    def test_a_crash_after_the_event_undoes_everything(self):
        for name in ("decline", "refer", "accept", "message", "concerns_us"):
            case = self.file()
            before = self.snapshot()
            with (
                self.subTest(name=name),
                mock.patch.object(
                    CaseEvent, "save", autospec=True, side_effect=_save_and_crash
                ),
                pytest.raises(ZeroDivisionError),
            ):
                self.do(name, case)
            assert self.snapshot() == before

    def test_a_box_of_another_case_is_refused(self):
        case, other = self.file(), self.file()
        with pytest.raises(ValueError, match="another case"):
            self.do("message", case, box=self.box(self.member, other))

    def snapshot(self):
        tables = connection.introspection.table_names()
        with connection.cursor() as cursor:
            found = {}
            for table in tables:
                if table.startswith(("complaints_", "vault_")):
                    cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                    found[table] = [
                        tuple(bytes(x) if isinstance(x, memoryview) else x for x in row)
                        for row in cursor.fetchall()
                    ]
        return found


class TestEvents(HouseTest):
    def test_are_never_changed_or_deleted(self):
        event = self.last(self.file())
        for touch in (event.save, event.delete):
            with pytest.raises(TypeError):
                touch()

    def test_full_time_for_staff_only(self):
        case = self.file()
        assert self.last(case).at is None
        self.do("accept", case)
        assert self.last(case).at.date() == DAY

    def test_official_events_say_nothing(self):
        case = self.in_state("reopened", Kind.OFFICIAL)
        assert {public(event) for event in case.events.all()} == {"other"}

    def test_period(self):
        case = self.file(on=date(2021, 6, 15))
        assert json.loads(self.last(case).leaf)["period"] == "2021-06-a"
        with clock.on(date(2021, 6, 16)):
            self.do("accept", case)
        assert json.loads(self.last(case).leaf)["period"] == "2021-06-b"


def names(case, user):
    return [step.name for step in workflow.available(case, user)]


def _save_and_crash(event):
    super(CaseEvent, event).save()
    raise ZeroDivisionError
