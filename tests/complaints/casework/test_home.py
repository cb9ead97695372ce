"""The first page of the admin: what needs whom, and what it keeps from others."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import workflow
from complaints.cases import AssistanceRequest, CallRequest, Case
from complaints.casework.panels import MOST, todo
from complaints.vault import people
from portal.users.models import Membership
from portal.workdays.clock import today
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

    def test_a_case_that_was_only_read_still_waits(self):
        case = filed()
        (new,) = todo(self.user)
        Case.objects.filter(pk=case.pk).update(is_unread=False)
        (read,) = todo(self.user)
        assert case.number in read.words != new.words
        workflow.accept(case, actor=self.user)
        assert todo(self.user) == []

    def test_a_head_sees_what_waits_for_the_signature(self):
        head, _ring = keyed_member(self.housing, by=self.ring, is_head=True)
        case = filed()
        box = self.ring.open(case.envelope)
        workflow.accept(case, actor=self.user)
        Case.objects.filter(pk=case.pk).update(is_unread=False)
        workflow.ask_extension(case, actor=self.user, box=box, reason="x")
        assert [case.number in line.words for line in todo(head)] == [True]
        assert todo(self.user) == []

    def test_a_request_that_nobody_can_sign_any_more_comes_back(self):
        head, _ring = keyed_member(self.housing, by=self.ring, is_head=True)
        case = filed()
        box = self.ring.open(case.envelope)
        workflow.accept(case, actor=self.user)
        Case.objects.filter(pk=case.pk).update(is_unread=False)
        workflow.ask_extension(case, actor=self.user, box=box, reason="x")
        workflow.recuse(case, actor=head)
        (line,) = todo(self.user)
        assert case.number in line.words
        workflow.investigate(case, actor=self.user)
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

    def test_no_sentence_pushes_another_out(self):
        """A flood, a colleague who left, a late request and a late case elsewhere."""
        workflow.assist(
            (asked := filed()),
            actor=self.user,
            box=self.ring.open(asked.envelope),
            to_unit=self.civil,
            question="请核实有无房产登记。",
            due_on=today() + timedelta(days=7),
        )
        AssistanceRequest.objects.update(due_on=today() - timedelta(days=1))
        late(filed())
        colleague, _ring = keyed_member(
            self.inspection, by=self.inspectors_ring, is_head=True
        )
        taken = filed(kind="official", topic="favours")
        workflow.assign(taken, actor=self.inspector, assignee=self.inspector)
        Case.objects.filter(pk=taken.pk).update(is_unread=False)
        people.leave(Membership.objects.get(user=self.inspector), None)
        filed(kind="official", topic="favours", is_quarantined=True)
        assert {line.url.partition("#")[0] for line in todo(colleague)} == {
            f"{reverse('cases:index')}?quarantined=on",
            f"{reverse('cases:index')}?unassigned=on",
            f"{reverse('requests:index')}?of=all",
            f"{reverse('oversight:index')}?overdue=on",
            reverse("cases:file", args=[taken.number]),
        }

    def test_nothing_pushes_out_a_call_or_what_will_be_destroyed(self):
        """Not even steps to sign and late cases, seven of each."""
        head, _ring = keyed_member(self.housing, by=self.ring, is_head=True)
        for _n in range(MOST):
            late(filed())
            asked = filed()
            box = self.ring.open(asked.envelope)
            workflow.accept(asked, actor=self.user)
            workflow.ask_extension(asked, actor=self.user, box=box, reason="x")
        call, ended = late(filed(), days=9), filed()
        CallRequest.objects.create(case=call, number=1, day=today())
        Case.objects.update(is_unread=False)
        Case.objects.filter(pk=ended.pk).update(state="declined", destroy_on=today())
        addresses = [f"{reverse('cases:index')}?call=on", reverse("retention:index")]
        for user in (self.user, head):
            lines = todo(user)
            assert len(lines) == MOST
            assert [line.url for line in lines[:2]] == addresses
        named = reverse("cases:file", args=[call.number])
        assert named in [line.url for line in todo(self.user) if line.is_late]

    def test_calls_stand_there_as_one_sentence_until_they_are_made(self):
        cases = [filed(), filed()]
        for case in cases:
            CallRequest.objects.create(case=case, number=1, day=today())
        made = filed()
        CallRequest.objects.create(
            case=made, number=1, day=today(), ended_on=today(), result="reached"
        )
        Case.objects.update(is_unread=False, state="accepted")
        (line,) = todo(self.user)
        assert "2" in line.words
        sign_in(self.client, self.user)
        rows = self.client.get(line.url).context["rows"]
        assert {row.case for row in rows} == set(cases)
        CallRequest.objects.update(ended_on=today(), result="not_reached")
        assert todo(self.user) == todo(self.stranger) == []

    def test_it_asks_the_same_number_of_queries(self):
        filed()
        sign_in(self.client, self.user)
        self.client.get(HOME)
        with CaptureQueriesContext(connection) as few:
            self.client.get(HOME)
        for _n in range(4):
            CallRequest.objects.create(case=filed(), number=1, day=today())
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
