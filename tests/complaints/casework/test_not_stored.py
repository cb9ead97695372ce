"""A full disk, a locked database: what staff typed for an hour is not lost."""

from unittest import mock

from django.urls import reverse

from complaints import workflow
from complaints.cases import Case, State
from complaints.casework import acts
from tests.complaints.casework.factories import CaseworkTestCase, filed
from tests.complaints.casework.test_acts import ANSWER, ActTestCase
from tests.complaints.intake.house import failing, soup, token_in
from tests.complaints.vault.factories import sign_in

WORDS = "写了一个小时的答复。"
EVENT = 'INSERT INTO "complaints_caseevent"'


class AnAct(ActTestCase):
    def setUp(self):
        super().setUp()
        self.act("accept")
        self.act("investigate")

    def assert_kept(self, answer):
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        self.assertContains(answer, WORDS, status_code=503)

    def test_stays_in_its_form_when_one_statement_fails(self):
        with failing(EVENT):
            answer = self.act("conclude", **(ANSWER | {"answer": WORDS}))
        self.assert_kept(answer)
        assert self.case.state == State.INVESTIGATING
        form = next(o.form for o in answer.context["main_offers"] if o.is_open)
        assert form["answer"].value() == WORDS
        again = self.act("conclude", **(ANSWER | {"answer": WORDS}))
        assert again.status_code == 302

    def test_stays_on_a_full_disk(self):
        refusing = mock.patch.object(acts, "perform", side_effect=OSError(28, "full"))
        with refusing:
            self.assert_kept(self.act("note", text=WORDS))

    def test_stays_when_nothing_at_all_can_be_written(self):
        with failing("INSERT", "UPDATE"):
            answer = self.act("conclude", **(ANSWER | {"answer": WORDS}))
        self.assert_kept(answer)
        sent = {field["name"] for field in soup(answer).select("form [name]")}
        assert sent >= {"version", "outcome", "answer", "measures", "not_heard"}


class LinkedCases(CaseworkTestCase):
    def test_the_one_that_fails_is_named_and_the_rest_is_answered(self):
        sign_in(self.client, self.user)
        lead, other = (filed(kind="suggestion", topic="rules") for _n in range(2))
        workflow.link(lead, actor=self.user, other=other)
        for case in (lead, other):
            workflow.accept(case, actor=self.user)
        data = {"outcome": "adopted", "answer": WORDS, "measures": "已增设。"}
        data |= {"version": lead.version, "also": f"{other.number}:{other.version}"}
        address = reverse("cases:act", args=[lead.number, "conclude"])
        full = OSError(28, "full")
        with mock.patch.object(workflow, "conclude", side_effect=full):
            page = self.client.post(address, data, follow=True)
        self.assertContains(page, other.number)
        states = [Case.objects.get(pk=case.pk).state for case in (lead, other)]
        assert states == [State.CONCLUDED, State.ACCEPTED]


class OtherForms(CaseworkTestCase):
    def setUp(self):
        self.case = filed()
        box = self.ring.open(self.case.envelope)
        self.request = workflow.assist(
            self.case,
            actor=self.user,
            box=box,
            to_unit=self.civil,
            question="请核实婚姻登记。",
            due_on=self.case.due_on,
        )

    def post(self, user, address, *, refused=("INSERT", "UPDATE"), **data):
        sign_in(self.client, user)
        with failing(*refused):
            answer = self.client.post(address, data)
        assert answer["Retry-After"]
        self.assertContains(answer, WORDS, status_code=503)

    def test_a_request_is_sent_back(self):
        address = reverse("requests:return", args=[self.request.number])
        self.post(self.stranger, address, reason=WORDS)

    def test_a_request_is_answered(self):
        address = reverse("requests:answer", args=[self.request.number])
        self.post(self.stranger, address, text=WORDS)

    def test_a_tip_is_written_down(self):
        sign_in(self.client, self.user)
        address = reverse("cases:new")
        token = token_in(self.client.get(address), action="new/")
        facts = {"kind": "report", "source": "phone", "token": token}
        for refused in (("INSERT", "UPDATE"), ("formtoken",)):
            self.post(self.user, address, refused=refused, body=WORDS * 2, **facts)
