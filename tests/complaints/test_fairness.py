"""A finding needs that the accused was heard; a letter names no private person."""

import json
from datetime import timedelta

import pytest

from complaints import workflow
from complaints.cases import Outcome
from complaints.topics import Kind
from complaints.workflow import FINDINGS, Hearing
from complaints.workflow.fairness import check_letter
from tests.complaints.house import DAY, HEARD, HouseTest

ADDRESS = "住在3栋2单元501室的那一户"
IDENTITY = "身份证11010519491231002X"


class TestHearing:
    @pytest.mark.parametrize(
        ("hearing", "missing"),
        [
            (Hearing(), {"heard_on", "heard_how", "heard_said"}),
            (Hearing(heard_on=DAY), {"heard_how", "heard_said"}),
            (Hearing(DAY, "visit", "  "), {"heard_said"}),
            (Hearing(DAY, "by pigeon", "没有说话"), {"heard_how"}),
            (Hearing(DAY, "visit", "承认", "找不到人"), {"not_heard"}),
            (Hearing(not_heard="两次上门找不到人"), set()),
            (HEARD, set()),
        ],
    )
    def test_what_is_missing_is_named_by_field(self, hearing, missing):
        assert set(hearing.problems()) == missing

    def test_nobody_is_heard_tomorrow(self):
        # Fixed against the real day: the test's days lie in the past.
        late = Hearing(DAY + timedelta(days=40000), "visit", "承认")
        assert set(late.problems()) == {"heard_on"}

    @pytest.mark.parametrize("hearing", [Hearing(), HEARD, Hearing(not_heard="回避")])
    def test_its_words_hold_it_whole(self, hearing):
        assert Hearing.of(json.loads(hearing.sealable())) == hearing


class TestConcluding(HouseTest):
    def test_no_finding_without_a_hearing_whatever_the_kind(self):
        for kind in (Kind.REPORT, Kind.OFFICIAL):
            case = self.in_state("investigating", kind)
            for outcome in FINDINGS:
                assert self.refused(
                    self.do, "conclude", case, outcome=outcome, hearing=Hearing()
                )
            assert case.events.last().name == "investigate"

    def test_other_outcomes_need_none(self):
        for outcome in (Outcome.UNSUBSTANTIATED, Outcome.CANNOT_BE_VERIFIED):
            case = self.in_state("investigating")
            event = self.do("conclude", case, outcome=outcome, hearing=Hearing())
            assert "hearing/1/1" not in event.digests

    def test_the_hearing_is_sealed_and_never_told_to_the_sender(self):
        case = self.in_state("investigating")
        event = self.do("conclude", case)
        told = json.loads(self.box(self.member, case).open("hearing", 1))
        assert told == HEARD.words()
        assert "hearing/1/1" in event.digests

    def test_a_head_cannot_sign_what_was_asked_without_one(self):
        self.housing.head_signs = True
        self.housing.save()
        case = self.in_state("investigating")
        self.refused(self.do, "conclude", case, hearing=Hearing())
        approval = self.do("conclude", case)
        box = self.box(self.head, case)
        assert HEARD.words().items() <= workflow.proposal(approval, box).items()
        event = workflow.decide(approval, actor=self.head, box=box, granted=True)
        assert json.loads(box.open("hearing", 1)) == HEARD.words()
        assert "hearing/1/1" in event.digests


class TestLetters(HouseTest):
    def test_personal_data_are_refused_with_their_place(self):
        case = self.in_state("investigating")
        for step, words in (
            ("message", {"text": ADDRESS}),
            ("conclude", {"answer": ADDRESS}),
            ("conclude", {"measures": ADDRESS}),
        ):
            assert "【3栋2单元501室】" in self.refused(self.do, step, case, **words)
        fresh = self.file()
        assert "【3栋2" in self.refused(self.do, "decline", fresh, reason=ADDRESS)
        assert case.messages.count() == fresh.messages.count() == 0

    def test_a_reason_lets_an_address_stay_and_is_sealed(self):
        case = self.in_state("investigating")
        event = self.do("conclude", case, answer=ADDRESS, cleared="是他自己的房子")
        assert "cleared/1/1" in event.digests
        assert self.box(self.member, case).open("cleared", 1) == "是他自己的房子"

    def test_a_reason_for_nothing_is_not_kept(self):
        case = self.in_state("investigating")
        event = self.do("conclude", case, cleared="以防万一")
        assert "cleared/1/1" not in event.digests

    def test_no_reason_lets_an_identity_number_stay(self):
        case = self.in_state("investigating")
        self.refused(self.do, "message", case, text=IDENTITY, cleared="他要求的")

    def test_what_is_laid_before_the_head_is_scanned_first(self):
        self.housing.head_signs = True
        self.housing.save()
        case = self.in_state("investigating")
        self.refused(self.do, "conclude", case, answer=ADDRESS)
        approval = self.do("conclude", case, answer=ADDRESS, cleared="本人的房子")
        box = self.box(self.head, case)
        assert workflow.proposal(approval, box)["cleared"] == "本人的房子"
        event = workflow.decide(approval, actor=self.head, box=box, granted=True)
        assert "cleared/1/1" in event.digests

    def test_a_sender_may_write_what_they_like(self):
        case = self.in_state("investigating")
        self.do("message", case, actor=None, text=f"{ADDRESS}，{IDENTITY}")
        assert case.messages.count() == 1

    def test_ordinary_answers_pass(self):
        assert not check_letter(["已于3月5日责令退回，电话0598-2852345。", ""])
