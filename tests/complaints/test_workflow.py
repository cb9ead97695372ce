from complaints import workflow
from complaints.cases import Case, CaseEvent, Clock, Message, Outcome, State
from complaints.topics import Kind, Topic
from complaints.vault.models import SealedValue
from portal.users.models import Unit
from portal.workdays import clock
from tests.complaints.house import DAY, HouseTest, later, names, public


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
        self.do("assign", case, assignee=self.member)
        assert case.assignee == self.member


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
        self.refused(self.do, "contact_opened", case, reason="打 13900000000 约时间")
