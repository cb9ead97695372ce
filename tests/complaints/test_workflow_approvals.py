import json
from datetime import timedelta

import pytest

from complaints import workflow
from complaints.cases import Approval, Clock, State
from complaints.topics import Kind
from portal.users.models import Membership, Unit
from portal.workdays import clock
from tests.complaints.house import DAY, HouseTest, names


class ApprovalTest(HouseTest):
    def decide(self, approval, *, granted=True, actor=None):
        actor = actor or self.head
        box = self.any_box(actor, approval.case)
        return workflow.decide(approval, actor=actor, box=box, granted=granted)


class TestExtension(ApprovalTest):
    def test_asked_by_one_signed_by_another(self):
        case = self.in_state("investigating")
        before = case.due_on
        approval = self.do("extend", case)
        assert (approval.step, approval.is_granted) == (Approval.Step.EXTEND, None)
        assert case.due_on == before
        event = self.decide(approval)
        case.refresh_from_db()
        assert case.is_extended
        assert (case.clock, case.clock_from) == (Clock.CONCLUDE, DAY)
        # 120 days instead of 90 from 5 March.
        assert [str(before), str(case.due_on)] == ["2024-06-03", "2024-07-03"]
        assert (event.name, event.actor, event.due_on) == (
            "extend",
            self.head,
            case.due_on,
        )
        assert json.loads(event.leaf)["event"] == "other"
        approval.refresh_from_db()
        assert (approval.is_granted, approval.decided_by) == (True, self.head)
        self.assert_sound(case)

    def test_the_reason_is_sealed(self):
        case = self.in_state("accepted")
        approval = self.do("extend", case)
        box = self.box(self.head, case)
        assert workflow.proposal(approval, box) == {"reason": "情况复杂"}

    def test_refused_changes_nothing_but_the_history(self):
        case = self.in_state("accepted")
        due = case.due_on
        event = self.decide(self.do("extend", case), granted=False)
        case.refresh_from_db()
        assert (event.name, case.due_on, case.is_extended) == ("refuse", due, False)
        self.do("extend", case)  # may be asked for again

    def test_once(self):
        case = self.in_state("accepted")
        self.decide(self.do("extend", case))
        self.refused(self.do, "extend", case)
        case.refresh_from_db()
        assert "extend" not in names(case, self.member)

    def test_one_at_a_time(self):
        case = self.in_state("accepted")
        self.do("extend", case)
        self.refused(self.do, "extend", case)

    def test_not_by_the_one_who_asked(self):
        case = self.in_state("accepted")
        self.refused(self.do, "extend", case, actor=self.head)  # no other head
        second = self.person(self.housing, colleague=self.member, is_head=True)
        approval = self.do("extend", case, actor=self.head)
        self.refused(self.decide, approval, actor=self.head)
        self.decide(approval, actor=second)

    def test_only_by_a_head_of_the_unit(self):
        case = self.in_state("accepted")
        approval = self.do("extend", case)
        for actor in (self.member, self.civilian, self.inspector, self.admin):
            self.refused(self.decide, approval, actor=actor)

    def test_not_after_the_due_day(self):
        case = self.in_state("accepted")
        with clock.on(case.due_on):
            approval = self.do("extend", case)
        with clock.on(case.due_on + timedelta(days=1)):
            self.refused(self.decide, approval)
            approval.refresh_from_db()
            assert approval.is_granted is None
            self.decide(approval, granted=False)
            self.refused(self.do, "extend", case)

    def test_not_before_acceptance(self):
        self.refused(self.do, "extend", self.file())


class TestHeadSigns(ApprovalTest):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        Unit.objects.filter(pk=cls.housing.pk).update(head_signs=True)

    def test_conclusion(self):
        case = self.in_state_signed("investigating")
        approval = self.do("conclude", case)
        assert isinstance(approval, Approval)
        assert case.state == State.INVESTIGATING
        assert not case.messages.exists()
        assert self.last(case).name == "ask_conclude"
        event = self.decide(approval)
        case.refresh_from_db()
        assert (case.state, case.outcome) == (State.CONCLUDED, "substantiated")
        assert event.actor == self.head
        answer = case.messages.get()
        sender = self.box(None, case)
        assert sender.open("message", answer.number) == "已经查实。"
        assert sender.open("measures", answer.number) == "已责令退回。"
        self.assert_sound(case)

    def test_refusal_to_take_it_up(self):
        case = self.file()
        self.decide(self.do("decline", case))
        case.refresh_from_db()
        assert case.state == State.DECLINED
        assert self.box(None, case).open("message", 1) == "不属于本县"

    def test_not_signed(self):
        case = self.file()
        self.decide(self.do("decline", case), granted=False)
        case.refresh_from_db()
        assert case.state == State.RECEIVED
        assert not case.messages.exists()
        self.do("accept", case)

    def test_the_head_signs_with_the_act_itself(self):
        case = self.file()
        self.do("decline", case, actor=self.head)
        assert case.state == State.DECLINED

    def test_without_a_head_it_is_refused_in_words(self):
        Membership.objects.filter(user=self.head).update(is_head=False)
        case = self.file()
        assert self.refused(self.do, "decline", case)
        assert case.state == State.RECEIVED

    def test_wrong_outcome_or_no_answer_is_refused_at_once(self):
        case = self.in_state_signed("investigating")
        self.refused(self.do, "conclude", case, outcome="adopted")
        self.refused(self.do, "conclude", case, answer="")

    def test_waits_while_letters_go_to_and_fro(self):
        case = self.in_state_signed("investigating")
        approval = self.do("conclude", case)
        self.do("message", case, actor=None)
        self.decide(approval)

    def test_lapses_when_the_case_moves_on(self):
        for name in ("accept", "refer", "concerns_us"):
            with self.subTest(name=name):
                case = self.file()
                approval = self.do("decline", case)
                self.do(name, case)
                approval.refresh_from_db()
                assert (approval.is_granted, approval.decided_by) == (False, None)
                self.refused(self.decide, approval)

    def test_extension_does_not_lapse_by_investigating(self):
        case = self.in_state_signed("accepted")
        approval = self.do("extend", case)
        self.do("investigate", case)
        self.decide(approval)

    def test_a_head_who_stands_back_cannot_sign(self):
        case = self.file()
        approval = self.do("decline", case)
        self.do("recuse", case, actor=self.head)
        self.refused(self.decide, approval)

    def test_with_every_head_standing_back_it_is_refused_in_words(self):
        case = self.in_state_signed("investigating")
        self.do("recuse", case, actor=self.head)
        assert self.refused(self.do, "conclude", case)
        assert not case.approvals.exists()
        second = self.person(self.housing, colleague=self.member, is_head=True)
        self.decide(self.do("conclude", case), actor=second)

    def test_lapses_when_the_last_head_stands_back(self):
        case = self.in_state_signed("investigating")
        approval = self.do("conclude", case)
        event = self.do("recuse", case, actor=self.head)
        approval.refresh_from_db()
        assert (approval.is_granted, approval.decided_by) == (False, None)
        assert event.name == "recuse_unsigned"
        assert "refer" in names(case, self.member)
        self.assert_sound(case)

    def test_waits_while_another_head_can_sign(self):
        second = self.person(self.housing, colleague=self.member, is_head=True)
        case = self.in_state_signed("investigating")
        approval = self.do("conclude", case)
        assert self.do("recuse", case, actor=self.head).name == "recuse"
        self.decide(approval, actor=second)

    def test_decided_once(self):
        case = self.file()
        approval = self.do("decline", case)
        self.decide(approval, granted=False)
        self.refused(self.decide, approval)

    def test_offered_to_the_head_alone(self):
        case = self.file()
        assert "decide" not in names(case, self.head)
        self.do("decline", case)
        assert "decide" in names(case, self.head)
        assert "decline" not in names(case, self.head)
        assert "decide" not in names(case, self.member)

    def in_state_signed(self, state):
        case = self.file(Kind.REPORT)
        self.do("accept", case)
        if state == "investigating":
            self.do("investigate", case)
        return case


class TestWithdraw(ApprovalTest):
    def test_by_whoever_asked_and_asked_for_anew(self):
        case = self.in_state("accepted")
        approval = self.do("extend", case)
        event = self.do("withdraw", case)
        approval.refresh_from_db()
        assert (approval.is_granted, approval.decided_by) == (False, None)
        assert (event.name, event.actor) == ("withdraw", self.member)
        self.refused(self.decide, approval)
        self.decide(self.do("extend", case))
        self.assert_sound(case)

    def test_by_nobody_else(self):
        case = self.in_state("accepted")
        self.do("extend", case)
        for person in (self.head, self.inspector, self.civilian, None):
            self.refused(self.do, "withdraw", case, actor=person)
            assert "withdraw" not in names(case, person)

    def test_only_what_still_waits(self):
        case = self.in_state("accepted")
        self.refused(self.do, "withdraw", case)
        self.decide(self.do("extend", case))
        self.refused(self.do, "withdraw", case)
        assert "withdraw" not in names(case, self.member)


def test_every_signed_step_is_a_transition():
    assert set(Approval.Step.values) <= set(workflow.NEXT)
    with pytest.raises(KeyError):
        workflow.label_of("nothing")
