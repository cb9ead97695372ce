"""Many cases given to one person: each on its own, and each refusal with its reason."""

from django.urls import reverse

from complaints import workflow
from complaints.cases import AccessRecord, Case
from tests.complaints.casework.factories import CaseworkTestCase, filed
from tests.complaints.vault.factories import keyed_member, sign_in

ADDRESS = "/admin/cases/assign/"


class AssignMany(CaseworkTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.colleague, _ring = keyed_member(cls.housing, by=cls.ring)

    def setUp(self):
        sign_in(self.client, self.user)
        self.cases = [filed() for _n in range(3)]

    def give(self, *cases, to=None, **more):
        data = {
            "case": [f"{case.number}:{case.version}" for case in cases],
            "assignee": (to or self.colleague).pk,
        }
        return self.client.post(ADDRESS, data | more)

    def assigned(self):
        pks = [case.pk for case in self.cases]
        cases = Case.objects.filter(pk__in=pks)
        by_pk = {case.pk: case.assignee for case in cases.select_related("assignee")}
        return [by_pk[pk] for pk in pks]

    def test_all_that_were_chosen_and_back_to_the_same_list(self):
        answer = self.give(*self.cases[:2], back="unread=on&sort=-number")
        self.assertRedirects(answer, "/admin/cases/?unread=on&sort=-number")
        assert self.assigned() == [self.colleague, self.colleague, None]
        for case in self.cases[:2]:
            assert [e.name for e in case.events.all()] == ["receive", "assign"]

    def test_to_nobody_again(self):
        self.give(self.cases[0])
        self.cases[0].refresh_from_db()
        self.give(self.cases[0], assignee="nobody")
        assert self.assigned() == [None, None, None]

    def test_one_that_changed_keeps_no_other_back_and_can_be_tried_again(self):
        changed, other, _third = self.cases
        seen = Case.objects.get(pk=changed.pk)
        workflow.accept(changed, actor=self.colleague)
        page = self.give(seen, other)
        self.assertContains(page, changed.number, status_code=409)
        self.assertContains(page, str(self.colleague), status_code=409)
        assert self.assigned() == [None, self.colleague, None]
        ((refused, _reason),) = page.context["refused"]
        assert self.give(refused).status_code == 302
        assert self.assigned()[0] == self.colleague

    def test_somebody_who_stood_back_is_refused_for_that_case_alone(self):
        workflow.recuse(self.cases[0], actor=self.colleague)
        page = self.give(*self.cases)
        assert [case for case, _why in page.context["refused"]] == [self.cases[0]]
        assert self.assigned() == [None, self.colleague, self.colleague]

    def test_nothing_chosen_does_nothing(self):
        for answer in (self.give(), self.give(self.cases[0], assignee="")):
            assert answer.status_code == 302
        assert self.assigned() == [None] * 3

    def test_nobody_of_another_unit_can_be_named(self):
        for pk in (self.stranger.pk, self.inspector.pk, "x", "0"):
            answer = self.give(self.cases[0], assignee=pk)
            assert answer.status_code == 404
        assert self.assigned() == [None] * 3

    def test_another_unit_and_inspectors_assign_nothing(self):
        sign_in(self.client, self.stranger)
        page = self.give(*self.cases, to=self.stranger)
        for case in self.cases:
            self.assertNotContains(page, case.number, status_code=409)
        sign_in(self.client, self.inspector)
        page = self.give(*self.cases, to=self.inspector)
        assert len(page.context["refused"]) == 3
        assert self.assigned() == [None] * 3

    def test_an_address_elsewhere_is_not_gone_back_to(self):
        answer = self.give(self.cases[0], back="//evil.example/?x")
        assert answer["Location"].startswith(reverse("cases:index"))

    def test_it_opens_nothing(self):
        self.give(*self.cases)
        assert not AccessRecord.objects.exists()

    def test_boxes_stand_at_cases_of_the_own_unit_alone(self):
        page = self.client.get("/admin/cases/").content.decode()
        assert page.count('name="case"') == 3
        sign_in(self.client, self.inspector)
        page = self.client.get("/admin/cases/").content.decode()
        assert 'name="case"' not in page
