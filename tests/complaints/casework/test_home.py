"""The first page of the admin: what needs whom, and what it keeps from others."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import workflow
from complaints.cases import Case
from complaints.casework.panels import MOST, todo
from tests.complaints.casework.factories import CaseworkTestCase, filed, late
from tests.complaints.vault.factories import keyed_member, sign_in
from tests.factories import UserFactory

HOME = "/admin/"


class NeedsYou(CaseworkTestCase):
    def test_overdue_first_then_new(self):
        new, overdue = filed(), late(filed())
        lines = todo(self.user)
        assert [line.url for line in lines] == [
            reverse("cases:file", args=[case.number]) for case in (overdue, new)
        ]
        assert lines[0].is_late
        assert "3" in lines[0].words

    def test_a_case_stands_there_once_and_seven_at_most(self):
        for _n in range(MOST + 2):
            late(filed())
        lines = todo(self.user)
        assert len(lines) == MOST
        assert len({line.url for line in lines}) == MOST

    def test_a_head_sees_what_waits_for_the_signature(self):
        head, _ring = keyed_member(self.housing, by=self.ring, is_head=True)
        case = filed()
        box = self.ring.open(case.envelope)
        workflow.accept(case, actor=self.user)
        Case.objects.filter(pk=case.pk).update(is_unread=False)
        workflow.ask_extension(case, actor=self.user, box=box, reason="x")
        assert [case.number in line.words for line in todo(head)] == [True]
        assert todo(self.user) == []

    def test_an_inspector_is_not_called_to_other_units_cases(self):
        filed()
        assert todo(self.inspector) == []

    def test_an_inspector_is_told_how_many_are_overdue_elsewhere(self):
        late(filed())
        late(filed())
        filed()
        (line,) = todo(self.inspector)
        assert "2" in line.words
        sign_in(self.client, self.inspector)
        rows = self.client.get(line.url.partition("#")[0]).context["rows"]
        assert len(rows) == 2

    def test_it_asks_the_same_number_of_queries(self):
        filed()
        sign_in(self.client, self.user)
        self.client.get(HOME)
        with CaptureQueriesContext(connection) as few:
            self.client.get(HOME)
        for _n in range(5):
            filed()
        with self.assertNumQueries(len(few)):
            self.client.get(HOME)


class TheFirstPage(CaseworkTestCase):
    def test_a_member_finds_the_sentences(self):
        case = filed()
        sign_in(self.client, self.user)
        self.assertContains(self.client.get(HOME), case.number)

    def test_nobody_else_learns_a_number_or_a_count(self):
        case = filed()
        for role in ("admin", "clerk", "editor", "moderator"):
            with self.subTest(role=role):
                sign_in(self.client, UserFactory(role=role))
                page = self.client.get(HOME)
                assert page.status_code == 200
                self.assertNotContains(page, case.number)
                self.assertNotContains(page, "kw-panel")

    def test_the_menu_of_an_investigator_is_short(self):
        sign_in(self.client, self.user)
        page = self.client.get(HOME).content.decode()
        for name in ("explorer", "images", "documents", "reports", "settings", "help"):
            with self.subTest(name=name):
                assert f'"name": "{name}"' not in page
        assert '"name": "cases"' in page
        assert '"name": "oversight"' not in page
