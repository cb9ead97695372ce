"""Two people in one file see each other's change; asking for it opens nothing."""

from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import workflow
from complaints.cases import AccessRecord
from complaints.workflow.departures import let_go
from portal.workdays import clock
from tests.complaints.casework.factories import BODY, CaseworkTestCase, filed
from tests.complaints.vault.factories import keyed_member, sign_in


class Watching(CaseworkTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.colleague, cls.ring2 = keyed_member(cls.housing, by=cls.ring)

    def setUp(self):
        sign_in(self.client, self.user)
        self.case = filed()
        self.address = reverse("cases:version", args=[self.case.number])

    def ask(self, since=1, notes=0):
        return self.client.get(self.address, {"since": since, "notes": notes}).json()

    def test_a_colleagues_steps_and_notes_are_told_ones_own_are_not(self):
        workflow.accept(self.case, actor=self.colleague)
        workflow.investigate(self.case, actor=self.user)
        box = self.ring2.open(self.case.envelope)
        workflow.note(self.case, actor=self.colleague, box=box, text="一句便笺里的话")
        answer = self.ask()
        assert answer["version"] == 3
        assert [change["who"] for change in answer["changes"]] == [
            str(self.colleague)
        ] * 2
        assert self.ask(since=3, notes=1)["changes"] == []
        assert "一句便笺里的话" not in str(answer)

    def test_what_nobody_did_is_the_houses_not_the_senders(self):
        workflow.assign(self.case, actor=self.user, assignee=self.user)
        let_go(Q(pk=self.case.pk))
        assert [change["who"] for change in self.ask()["changes"]] == ["系统"]

    def test_it_opens_nothing_records_nothing_and_sets_no_cookie(self):
        answer = self.client.get(self.address)
        assert BODY not in answer.content.decode()
        assert not AccessRecord.objects.exists()
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]

    def test_whoever_opened_it_just_now_is_named_to_colleagues(self):
        sign_in(self.client, self.colleague)
        self.client.get(reverse("cases:file", args=[self.case.number]))
        sign_in(self.client, self.user)
        assert self.ask()["also"] == [str(self.colleague)]
        with clock.on(clock.today() + timedelta(days=1)):
            assert self.ask()["also"] == []

    def test_the_unit_does_not_learn_that_it_is_inspected(self):
        sign_in(self.client, self.inspector)
        self.client.get(reverse("cases:file", args=[self.case.number]))
        assert self.ask()["also"] == []
        sign_in(self.client, self.user)
        assert self.ask()["also"] == []

    def test_another_unit_and_who_stood_back_find_nothing(self):
        workflow.recuse(self.case, actor=self.colleague)
        for user in (self.stranger, self.colleague):
            sign_in(self.client, user)
            answer = self.client.get(self.address)
            assert answer.status_code == 404
            self.assertNotContains(answer, self.case.number, status_code=404)

    def test_nonsense_asks_from_the_beginning(self):
        workflow.accept(self.case, actor=self.colleague)
        assert len(self.ask(since="x", notes="9" * 30)["changes"]) == 2

    def test_many_changes_cost_no_more(self):
        self.ask()
        with CaptureQueriesContext(connection) as few:
            self.ask()
        box = self.ring2.open(self.case.envelope)
        for _n in range(6):
            workflow.message(self.case, actor=self.colleague, box=box, text="x")
        with self.assertNumQueries(len(few)):
            assert len(self.ask()["changes"]) == 5

    def test_the_file_says_what_to_ask_for(self):
        page = self.client.get(reverse("cases:file", args=[self.case.number]))
        self.assertContains(page, f'data-watch="{self.address}" data-version="1"')
