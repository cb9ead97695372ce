"""Requests for assistance in the workflow: keys, standing, events, moves."""

from datetime import timedelta

import pytest
from django.utils import translation

from complaints import workflow
from complaints.cases import AssistanceRequest, Case
from complaints.leaves import check
from complaints.vault.keyring import NotEntitled
from complaints.vault.models import Wrap
from portal.workdays import clock
from tests.complaints.house import DAY, HouseTest
from tests.factories import MembershipFactory, UnitFactory

QUESTION = "请核实林某名下在县城有无房产登记。"
State = AssistanceRequest.State


class AssistanceTest(HouseTest):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.land = UnitFactory(name="县自然资源局")
        cls.surveyor = cls.person(cls.land)

    def refused(self, call, *args, **kwargs):
        with translation.override("en"):
            return super().refused(call, *args, **kwargs)

    def ask(self, case, actor=None, to_unit=None, **given):
        actor = actor or self.somebody(case)
        given = {
            "question": QUESTION,
            "due_on": DAY + timedelta(days=14),
            "box": self.box(actor, case),
        } | given
        to_unit = to_unit or self.land
        return workflow.assist(case, actor=actor, to_unit=to_unit, **given)

    def open_request(self, user, request):
        return self.keyrings[user.pk].open(request.envelope)

    def readers(self, request):
        wraps = Wrap.objects.filter(envelope=request.envelope_id)
        return {wrap.unit_key.unit for wrap in wraps.select_related("unit_key__unit")}

    def answer(self, request, user=None, text="名下有一套住房。"):
        user = user or self.surveyor
        box = self.open_request(user, request)
        return workflow.answer_request(request, actor=user, box=box, text=text)

    def visible(self, user):
        return set(AssistanceRequest.objects.visible_to(user))


class AskingAndAnswering(AssistanceTest):
    def test_a_key_of_its_own_for_both_units_and_discipline(self):
        case = self.in_state("investigating")
        request = self.ask(case)
        assert request.envelope_id != case.envelope_id
        assert self.readers(request) == {self.housing, self.land, self.discipline}
        for reader in (self.member, self.surveyor, self.inspector):
            assert self.open_request(reader, request).open("question") == QUESTION
        with pytest.raises(NotEntitled):
            self.open_request(self.civilian, request)
        with pytest.raises(NotEntitled):
            self.box(self.surveyor, case)

    def test_the_event_has_a_leaf_and_the_digest_of_what_was_asked(self):
        case = self.in_state("investigating")
        request = self.ask(case)
        event = self.last(case)
        assert (event.name, event.actor, event.to_unit) == (
            "request_asked",
            self.member,
            self.land,
        )
        assert list(event.digests) == [f"{request.number}:question/0/1"]
        self.assert_sound(case)

    def test_the_number_is_drawn_and_not_the_cases(self):
        request = self.ask(self.in_state("accepted"))
        assert request.number.startswith("XC-")
        assert len(request.number) == 8

    def test_never_a_unit_that_the_case_concerns(self):
        case = self.in_state("accepted", concerns=[self.land])
        assert "concerns" in self.refused(self.ask, case)
        assert self.land not in workflow.askable(case)
        assert not AssistanceRequest.objects.exists()

    def test_where_discipline_is_concerned_the_level_above_watches(self):
        above = UnitFactory(name="市纪委监委")
        self.person(above)
        self.discipline.fallback = above
        self.discipline.save()
        case = self.file(concerns=[self.discipline])
        actor = next(k.user for k in self.keyrings.values() if k.holds(above))
        request = self.ask(case, actor=actor)
        assert self.readers(request) == {above, self.land}
        assert self.visible(self.inspector) == set()

    def test_a_unit_that_nobody_can_read_for_is_refused(self):
        case = self.in_state("accepted")
        assert "can read" in self.refused(self.ask, case, to_unit=UnitFactory())
        assert "already" in self.refused(self.ask, case, to_unit=self.housing)
        assert "ahead" in self.refused(self.ask, case, due_on=DAY)
        assert self.refused(self.ask, case, question=" ")
        assert not AssistanceRequest.objects.exists()

    def test_only_by_a_member_of_the_unit_and_while_the_case_is_open(self):
        case = self.in_state("accepted")
        self.refused(self.ask, case, actor=self.inspector)
        ended = self.in_state("concluded")
        assert self.refused(self.ask, ended)

    def asked(self):
        self.case = self.in_state("investigating")
        self.request = self.ask(self.case)

    def test_the_answer_reaches_the_asking_side_as_an_event(self):
        self.asked()
        self.answer(self.request)
        event = self.last(self.case)
        assert (event.name, event.actor, event.unit) == (
            "request_answered",
            self.surveyor,
            self.land,
        )
        assert check(event)
        self.request.refresh_from_db()
        assert self.request.state == State.ANSWERED
        assert self.request.is_news
        box = self.open_request(self.member, self.request)
        assert box.open("answer") == "名下有一套住房。"
        self.assert_sound(Case.objects.get(pk=self.case.pk))

    def test_an_open_form_of_the_asking_side_hears_of_it(self):
        self.asked()
        version = Case.objects.get(pk=self.case.pk).version
        self.answer(self.request)
        with pytest.raises(workflow.Stale):
            self.do("message", self.case, version=version)

    def test_once_only_and_by_the_asked_unit_alone(self):
        self.asked()
        box = self.open_request(self.member, self.request)
        why = self.refused(
            workflow.answer_request, self.request, actor=self.member, box=box, text="x"
        )
        assert "not yours" in why
        self.answer(self.request)
        assert "no longer waits" in self.refused(self.answer, self.request)

    def test_sent_back_with_a_reason(self):
        self.asked()
        box = self.open_request(self.surveyor, self.request)
        workflow.return_request(
            self.request, actor=self.surveyor, box=box, reason="不归我局管"
        )
        assert self.request.state == State.RETURNED
        opened = self.open_request(self.member, self.request)
        assert opened.open("reason") == "不归我局管"
        assert self.last(self.case).name == "request_returned"

    def test_withdrawn_takes_the_words_away(self):
        self.asked()
        workflow.withdraw_request(self.request, actor=self.member)
        assert self.readers(self.request) == {self.housing, self.discipline}
        assert self.request.state == State.WITHDRAWN
        self.refused(workflow.withdraw_request, self.request, actor=self.member)

    def test_the_end_of_the_case_withdraws_it(self):
        self.asked()
        self.do("conclude", self.case)
        self.request.refresh_from_db()
        assert self.request.state == State.WITHDRAWN
        assert self.readers(self.request) == {self.housing, self.discipline}

    def test_a_box_of_another_request_is_refused(self):
        self.asked()
        other = self.ask(self.in_state("accepted"))
        with pytest.raises(ValueError, match="another request"):
            workflow.answer_request(
                self.request,
                actor=self.surveyor,
                box=self.open_request(self.surveyor, other),
                text="x",
            )


class MovingAndSeeing(AssistanceTest):
    def test_referral_moves_case_and_requests_together(self):
        case = self.in_state("accepted")
        request = self.ask(case)
        self.do("refer", case, to_unit=self.civil)
        assert self.readers(request) == {self.civil, self.land, self.discipline}
        assert self.readers(request) - {self.land} == self.entitled(case)
        assert self.visible(self.member) == set()
        assert self.visible(self.civilian) == {request}
        box = self.open_request(self.civilian, request)
        assert box.open("question") == QUESTION
        request.refresh_from_db()
        # The unit that was asked is not told that the case moved on.
        assert request.asking_unit == self.housing

    def test_return_brings_them_back(self):
        case = self.in_state("referred")
        request = self.ask(case, actor=self.civilian)
        self.do("return", case)
        assert self.readers(request) == {self.housing, self.land, self.discipline}

    def test_referred_to_the_unit_that_was_asked(self):
        case = self.in_state("accepted")
        request = self.ask(case)
        self.do("refer", case, to_unit=self.land)
        request.refresh_from_db()
        assert request.state == State.WITHDRAWN
        assert self.readers(request) == {self.land, self.discipline}

    def test_referred_on_by_the_unit_that_was_asked(self):
        case = self.in_state("accepted")
        withdrawn = self.ask(case)
        answered = self.ask(case)
        self.answer(answered)
        self.do("refer", case, to_unit=self.land)
        self.do("accept", case, actor=self.surveyor)
        self.do("refer", case, to_unit=self.civil, actor=self.surveyor)
        # What it was asked in vain leaves with the case; what it answered stays.
        assert self.readers(withdrawn) == {self.civil, self.discipline}
        assert self.readers(answered) == {self.civil, self.land, self.discipline}

    def test_concerns_us_takes_the_requests_away(self):
        case = self.in_state("accepted")
        request = self.ask(case)
        self.do("concerns_us", case)
        assert self.readers(request) == {self.land, self.discipline}
        assert self.visible(self.member) == set()
        self.answer(request)
        assert self.visible(self.inspector) == {request}

    def test_a_member_whose_key_does_not_open_it_moves_nothing(self):
        case = self.in_state("accepted")
        request = self.ask(case)
        Wrap.objects.filter(envelope=request.envelope).exclude(
            unit_key__unit=self.land
        ).delete()
        assert request.number in self.refused(self.do, "refer", case)
        assert self.entitled(case) == {self.housing, self.discipline}

    def test_both_sides_and_discipline(self):
        request = self.ask(self.in_state("accepted"))
        for user in (self.member, self.head, self.surveyor, self.inspector):
            assert self.visible(user) == {request}
        for user in (self.civilian, self.clerk, self.admin, self.editor):
            assert self.visible(user) == set()

    def test_whoever_stands_back_from_the_case_or_the_request(self):
        case = self.in_state("accepted")
        request = self.ask(case)
        workflow.recuse(case, actor=self.member)
        workflow.recuse_from_request(request, actor=self.surveyor)
        assert self.visible(self.member) == set()
        assert self.visible(self.surveyor) == set()
        assert self.visible(self.head) == {request}
        box = self.open_request(self.surveyor, request)
        assert "not yours" in self.refused(
            workflow.answer_request, request, actor=self.surveyor, box=box, text="x"
        )

    def test_nobody_on_the_side_of_a_unit_that_is_concerned(self):
        request = self.ask(self.in_state("accepted", concerns=[self.civil]))
        assert self.visible(self.surveyor) == {request}
        MembershipFactory(user=self.surveyor, unit=self.civil, clerk=True)
        assert self.visible(self.surveyor) == set()

    def test_a_member_who_left(self):
        self.ask(self.in_state("accepted"))
        self.surveyor.memberships.update(left_on=DAY)
        assert self.visible(self.surveyor) == set()

    def test_overdue(self):
        request = self.ask(self.in_state("accepted"))
        day = request.due_on
        assert not AssistanceRequest.objects.overdue(day).exists()
        assert AssistanceRequest.objects.overdue(day + timedelta(days=1)).exists()
        with clock.on(day + timedelta(days=1)):
            self.answer(request)
        assert not AssistanceRequest.objects.overdue(day + timedelta(days=1)).exists()
