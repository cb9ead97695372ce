"""From a tenant's form to the member who must leave it to another one."""

import pytest
from django.core.management import call_command

from complaints import workflow
from complaints.cases import Case, State
from complaints.workflow.hands import HANDLING
from disclosures.models import Estate
from tests.complaints.casework.test_acts import ANSWER, ActTestCase
from tests.complaints.intake.house import Resident
from tests.complaints.vault.factories import keyed_member, sign_in


class FromTheForm(ActTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        call_command("seed")
        cls.estate = Estate.objects.create(name="东门小区", township="城关镇")

    def setUp(self):
        sign_in(self.client, self.user)
        self.case = self.send(kind="report", topic="sublet", place="３幢二单元５０１室")
        for step in ("accept", "investigate"):
            self.act(step)
        self.act("conclude", **ANSWER)
        assert self.case.state == State.CONCLUDED
        self.case = self.send(
            kind="declaration",
            topic="objection",
            place="东门小区3栋2单元501",
            name="林某",
            phone="00000000001",
        )

    def send(self, **fields):
        known = set(Case.objects.values_list("pk", flat=True))
        Resident().send_for_receipt(estate=self.estate.pk, **fields)
        return Case.objects.exclude(pk__in=known).get()

    def test_whoever_made_the_finding_is_refused_without_having_looked(self):
        assert self.case.place_index == ""
        for step in ("accept", "decline"):
            refused = self.act(step, reason="不成立。")
            assert refused.status_code == 422
            assert self.case.state == State.RECEIVED
        assert self.file().context["objection"]["is_barred"]

    def test_another_member_opens_it_and_handles_it(self):
        other, _ring = keyed_member(self.housing, by=self.ring)
        sign_in(self.client, other)
        assert not self.file().context["objection"]["is_barred"]
        assert self.act("accept").status_code == 302
        assert self.case.state == State.ACCEPTED

    def test_nobody_handles_it_before_its_flat_was_looked_at(self):
        other, _ring = keyed_member(self.housing, by=self.ring)
        for member in (self.user, other):
            names = {step.name for step in workflow.available(self.case, member)}
            assert names >= {"assign", "refer", "recuse"}
            assert not names & HANDLING
            with pytest.raises(workflow.Refused):
                workflow.accept(self.case, actor=member)
        self.file()
        workflow.accept(self.case, actor=other)

    def test_nor_again_in_the_unit_it_was_referred_to(self):
        self.file()
        box = self.ring.open(self.case.envelope)
        words = {"actor": self.user, "box": box, "reason": "归口办理"}
        workflow.refer(self.case, to_unit=self.civil, **words)
        names = {step.name for step in workflow.available(self.case, self.stranger)}
        assert not names & HANDLING
        sign_in(self.client, self.stranger)
        assert self.act("accept").status_code == 302
