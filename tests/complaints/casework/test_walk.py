"""Whoever has no business with a case finds nothing at any address of these rooms."""

from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import get_resolver, reverse
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.search.index import get_indexed_models

from complaints.cases import AccessRecord, Case
from complaints.casework import urls as casework
from complaints.casework.acts import ACTS
from complaints.oversight import urls as oversight
from tests.complaints.casework.factories import BODY, PNG, CaseworkTestCase, filed
from tests.complaints.vault.factories import keyed_member, keyed_unit, sign_in
from tests.factories import MembershipFactory, UnitFactory, UserFactory


def addresses(case):
    """Every address of both rooms, filled in for a case."""
    acts = [*ACTS, "erase"]
    return {
        "cases:index": [reverse("cases:index")],
        "cases:assign_many": [reverse("cases:assign_many")],
        "cases:save_view": [reverse("cases:save_view")],
        "cases:change_view": [reverse("cases:change_view", args=[1])],
        "cases:wordings": [reverse("cases:wordings")],
        "cases:wording": [reverse("cases:wording", args=[1])],
        "cases:version": [reverse("cases:version", args=[case.number])],
        "cases:new": [reverse("cases:new")],
        "cases:hand_out": [reverse("cases:hand_out", args=[case.number])],
        "cases:file": [reverse("cases:file", args=[case.number])],
        "cases:attachment": [reverse("cases:attachment", args=[case.number, 1])],
        "cases:original": [reverse("cases:original", args=[case.number, 1])],
        "cases:ask": [reverse("cases:ask", args=[case.number])],
        "cases:archive": [reverse("cases:archive", args=[case.number])],
        "cases:clarification": [reverse("cases:clarification", args=[case.number, 1])],
        "cases:contact": [reverse("cases:contact", args=[case.number])],
        "cases:act": [reverse("cases:act", args=[case.number, act]) for act in acts],
        "oversight:index": [reverse("oversight:index")],
        "oversight:grounds": [reverse("oversight:grounds")],
        "oversight:history": [reverse("oversight:history", args=[case.number])],
    }


FULL = {
    "version": 1,
    "reason": "x",
    "text": "x",
    "outcome": "substantiated",
    "answer": "x",
    "measures": "x",
    "granted": "yes",
    "assignee": "",
    "other": "MX-00000",
}


class Walk(CaseworkTestCase):
    def assertClosed(self, user, case):
        """No address tells `user` anything of the case, nor changes it."""
        if user is not None:
            sign_in(self.client, user)
        before = Case.objects.filter(pk=case.pk).values().get()
        data = FULL | {"to_unit": self.civil.pk}
        for name, found in addresses(case).items():
            for address in found:
                for answer in (
                    self.client.get(address),
                    self.client.post(address, data),
                ):
                    with self.subTest(user=str(user), name=name, address=address):
                        self.assertTellsNothing(answer, case, name)
        assert Case.objects.filter(pk=case.pk).values().get() == before
        assert not AccessRecord.objects.filter(case=case).exists()
        assert case.events.count() == 1

    def assertTellsNothing(self, answer, case, name):
        is_list = name in ("cases:index", "oversight:index")
        without_cases = ("cases:wordings", "cases:new", "oversight:grounds")
        is_open = is_list or name in without_cases
        # An empty form is asked for again: 422.
        allowed = {302, 403, 404, 405} | ({200, 422} if is_open else set())
        assert answer.status_code in allowed
        if answer.status_code == 302:
            leads_back = name in ("cases:assign_many", "cases:save_view")
            home = leads_back and answer["Location"] == reverse("cases:index")
            assert home or "/login/" in answer["Location"]
        elif not answer.streaming:
            text = answer.content.decode()
            shown = text.replace(answer.wsgi_request.path, "")
            assert case.number not in shown
            assert BODY not in text
        if is_list and answer.status_code == 200:
            assert not answer.context["rows"]
            assert answer.context["listing"].page.paginator.count == 0

    def case(self, **facts):
        return filed(
            files=[PNG], types=["image/png"], name="林清", phone="139", **facts
        )

    def test_every_address_is_walked(self):
        names = {
            f"{module.app_name}:{pattern.name}"
            for module in (casework, oversight)
            for pattern in module.urlpatterns
        }
        assert names == set(addresses(filed()))

    def test_a_member_of_another_unit(self):
        self.assertClosed(self.stranger, self.case())

    def test_anonymous(self):
        self.assertClosed(None, self.case())

    def test_role_admin_even_with_membership_and_grant(self):
        admin, _ring = keyed_member(self.housing, by=self.ring)
        admin.groups.add(Group.objects.get(name="admin"))
        self.assertClosed(admin, self.case())

    def test_a_clerk_of_the_unit(self):
        clerk = UserFactory(role="clerk")
        MembershipFactory(user=clerk, unit=self.housing, clerk=True)
        self.assertClosed(clerk, self.case())

    def test_a_member_who_waits_for_the_key(self):
        newcomer, _ring = keyed_member(self.housing)
        self.assertClosed(newcomer, self.case())

    def test_those_who_publish(self):
        for role in ("editor", "moderator"):
            self.assertClosed(UserFactory(role=role), self.case())

    def test_a_recused_member(self):
        case = self.case()
        case.recusals.create(user=self.user, day=case.received_on)
        self.assertClosed(self.user, case)

    def test_an_official_tip_and_the_housing_bureau(self):
        case = self.case(kind="official", topic="neglect")
        assert case.unit == self.inspection
        self.assertClosed(self.user, case)

    def test_a_tip_that_concerns_the_housing_bureau(self):
        case = self.case(concerns=[self.housing])
        assert case.unit != self.housing
        self.assertClosed(self.user, case)

    def test_a_tip_about_discipline_and_its_inspector(self):
        above, _user, _ring = keyed_unit(unit=UnitFactory(name="市纪委监委"))
        self.inspection.fallback = above
        self.inspection.save()
        self.assertClosed(
            self.inspector,
            self.case(kind="official", topic="", concerns=[self.inspection]),
        )

    def test_a_member_of_the_unit_does_not_oversee(self):
        case = self.case()
        sign_in(self.client, self.user)
        for name in ("oversight:index", "oversight:history"):
            for address in addresses(case)[name]:
                assert self.client.get(address).status_code == 403


class NoOtherWayIn(CaseworkTestCase):
    """Wagtail's own views know nothing of cases."""

    def test_no_generic_view_is_registered_for_a_model_of_ours(self):
        names = {name for name, *_rest in _names(get_resolver())}
        for word in ("copy", "inspect", "history", "usage", "delete", "export"):
            assert f"cases:{word}" not in names

    def test_cases_are_not_in_the_reference_index_nor_searchable(self):
        ours = {
            model
            for label in ("complaints", "vault")
            for model in apps.get_app_config(label).get_models(
                include_auto_created=True
            )
        }
        assert Case in ours
        assert not ours & set(get_indexed_models())
        assert not ours & ReferenceIndex.indexed_models
        assert not any(ReferenceIndex.model_is_indexable(model) for model in ours)

    def test_bulk_actions_and_choosers_know_no_case(self):
        case = filed()
        sign_in(self.client, self.user)
        for address in (
            "/admin/bulk/complaints/case/delete/",
            f"/admin/bulk/complaints/case/delete/?id={case.pk}",
            "/admin/snippets/complaints/case/",
            "/admin/snippets/choose/complaints/case/",
            "/admin/api/main/cases/",
            "/admin/reports/site-history/",
            "/admin/reports/site-history/results/",
            "/admin/users/?q=" + case.number,
            "/admin/pages/search/?q=" + case.number,
        ):
            with self.subTest(address=address):
                answer = self.client.get(address)
                assert case.number not in answer.content.decode()

    def test_nothing_of_a_case_is_in_wagtails_log(self):
        case = filed()
        sign_in(self.client, self.user)
        self.client.post(
            reverse("cases:act", args=[case.number, "accept"]), {"version": 1}
        )
        assert not ModelLogEntry.objects.filter(label__contains=case.number).exists()
        assert not ModelLogEntry.objects.filter(
            content_type__app_label="complaints"
        ).exists()


def _names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern, space)
        elif pattern.name:
            yield f"{prefix}{pattern.name}", pattern
