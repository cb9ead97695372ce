"""Accounts, units and memberships in the admin, and what role admin gains: nothing."""

import re

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.cases import Case
from complaints.vault.models import UnitKeyGrant
from portal.users.models import Membership, User
from portal.users.roles import ROLES
from tests.complaints.casework.factories import BODY, CaseworkTestCase, filed
from tests.complaints.vault.factories import keyed_member, sign_in
from tests.factories import PASSWORD, MembershipFactory, UserFactory

USERS = "wagtailusers_users"


class AdminTestCase(CaseworkTestCase):
    def setUp(self):
        self.admin = UserFactory(role="admin")
        sign_in(self.client, self.admin)

    def group(self, name):
        return Group.objects.get(name=name)


class Accounts(AdminTestCase):
    def create(self, **data):
        data = {
            "username": "xinren",
            "last_name": "新",
            "first_name": "人",
            "email": "",
            "groups": [self.group("investigator").pk],
        } | data
        return self.client.post(reverse(f"{USERS}:add"), data)

    def test_a_new_account_starts_with_a_link_that_is_shown_once(self):
        page = self.create()
        link = re.search(r'id="one-time-link">([^<]+)<', page.content.decode())[1]
        user = User.objects.get(username="xinren")
        assert not user.has_usable_password()
        assert user.must_set_password
        edit = self.client.get(reverse(f"{USERS}:edit", args=[user.pk]))
        self.assertNotContains(edit, link)
        path = link.removeprefix("http://127.0.0.1:8000")
        answer = Client().post(
            path, {"new_password1": PASSWORD, "new_password2": PASSWORD}
        )
        assert answer.status_code == 200
        assert sign_in(Client(), user).status_code == 302
        assert Client().get(path).status_code == 410

    def test_no_form_has_a_password_or_a_superuser(self):
        for address in (
            reverse(f"{USERS}:add"),
            reverse(f"{USERS}:edit", args=[self.user.pk]),
        ):
            page = self.client.get(address).content.decode()
            assert "password" not in page.lower().split("<main")[1]
            assert "superuser" not in page

    def test_what_is_posted_beside_the_form_is_ignored(self):
        self.create(
            is_superuser="on",
            is_staff="on",
            password1="x" * 14,
            password2="x" * 14,
            user_permissions=["1"],
        )
        user = User.objects.get(username="xinren")
        assert not user.is_superuser
        assert not user.is_staff
        assert not user.has_usable_password()
        assert not user.user_permissions.exists()

    def test_roles_come_from_the_table(self):
        page = self.client.get(reverse(f"{USERS}:add"))
        offered = page.context["form"].fields["groups"].queryset
        assert {group.name for group in offered} == {
            role.group for role in ROLES.values()
        }

    def test_bad_input_is_kept(self):
        page = self.create(username=self.user.username)
        assert page.status_code == 200
        self.assertContains(page, self.user.username)
        assert not page.context["form"].is_valid()

    def test_an_account_is_closed_not_deleted(self):
        data = {
            "username": self.user.username,
            "last_name": "林",
            "first_name": "某",
            "email": "",
            "groups": [],
        }
        address = reverse(f"{USERS}:edit", args=[self.user.pk])
        assert self.client.post(address, data).status_code == 302
        self.user.refresh_from_db()
        assert not self.user.is_active
        for view in ("delete", "history", "usage", "copy"):
            path = f"/admin/users/{view}/{self.user.pk}/"
            assert self.client.post(path).status_code == 404
        self.client.post(
            f"/admin/bulk/users/user/delete/?id={self.user.pk}&next=/admin/users/"
        )
        assert User.objects.filter(pk=self.user.pk).exists()

    def test_nobody_locks_themselves_out(self):
        data = {
            "username": self.admin.username,
            "last_name": "林",
            "first_name": "某",
            "email": "",
            "groups": [self.group("admin").pk],
        }
        self.client.post(reverse(f"{USERS}:edit", args=[self.admin.pk]), data)
        self.admin.refresh_from_db()
        assert self.admin.is_active

    def test_the_list_costs_the_same_at_any_length(self):
        address = reverse(f"{USERS}:index")
        self.client.get(address)
        with CaptureQueriesContext(connection) as few:
            self.client.get(address)
        for _n in range(12):
            UserFactory(role="clerk")
        with self.assertNumQueries(len(few)):
            self.client.get(address)

    def test_only_role_admin_comes_here(self):
        sign_in(self.client, self.user)
        for name in ("users", "units", "memberships"):
            for path in (f"/admin/{name}/", f"/admin/{name}/new/"):
                with self.subTest(path=path):
                    assert self.client.get(path).status_code in (302, 403)
                    assert self.client.post(path, {}).status_code in (302, 403)

    def test_groups_have_no_page(self):
        missing = self.client.get("/admin/groups/")
        assert missing.status_code == 404
        self.assertContains(missing, "您的账号不能看", status_code=404)
        assert self.client.get("/admin/groups/new/").status_code == 404


class Memberships(AdminTestCase):
    def add(self, user, unit, **data):
        data = {"user": user.pk, "unit": unit.pk, "joined_on": "2021-06-01"} | data
        return self.client.post(reverse("memberships:add"), data)

    def test_an_administrator_who_enters_himself_gains_nothing(self):
        case = filed(body=BODY)
        assert self.add(self.admin, self.housing, is_head="on").status_code == 302
        sign_in(self.client, self.admin)
        assert not UnitKeyGrant.objects.filter(member_key__user=self.admin).exists()
        assert not Case.objects.visible_to(self.admin).exists()
        for name, args in (("cases:index", []), ("cases:file", [case.number])):
            page = self.client.get(reverse(name, args=args))
            self.assertNotContains(page, case.number, status_code=403)

    def test_neither_does_a_second_account_of_his(self):
        case = filed()
        second = UserFactory(role="investigator")
        self.add(second, self.housing)
        sign_in(self.client, second)
        page = self.client.get(reverse("cases:index"))
        self.assertNotContains(page, case.number)
        assert not page.context["holds_key"]
        file = reverse("cases:file", args=[case.number])
        assert self.client.get(file).status_code == 404

    def test_nor_a_reset_of_a_members_password(self):
        case = filed()
        page = self.client.post(reverse("keys_link", args=[self.user.pk]))
        link = re.search(r'id="one-time-link">([^<]+)<', page.content.decode())[1]
        thief, new = Client(), "ein-neues-passwort-77"
        path = link.removeprefix("http://127.0.0.1:8000")
        thief.post(path, {"new_password1": new, "new_password2": new})
        sign_in(thief, self.user, new)
        page = thief.get(reverse("cases:index"))
        self.assertNotContains(page, case.number)
        file = reverse("cases:file", args=[case.number])
        assert thief.get(file).status_code == 404

    def test_a_second_current_membership_is_refused(self):
        page = self.add(self.user, self.housing)
        assert page.status_code == 200
        assert Membership.objects.filter(user=self.user).count() == 1

    def test_ending_one_takes_the_key_away(self):
        case = filed()
        colleague, _ring = keyed_member(self.housing, by=self.ring)
        member = Membership.objects.get(user=self.user)
        address = reverse("memberships:end", args=[member.pk])
        assert self.client.get(address).status_code == 200
        assert Membership.objects.filter(pk=member.pk, left_on=None).exists()
        assert self.client.post(address).status_code == 302
        member.refresh_from_db()
        assert member.left_on
        assert not UnitKeyGrant.objects.filter(member_key__user=self.user).exists()
        assert not Case.objects.visible_to(self.user).exists()
        assert Case.objects.visible_to(colleague).get() == case
        assert self.client.post(address).status_code == 404

    def test_the_last_holder_leaving_is_said(self):
        member = Membership.objects.get(user=self.user)
        page = self.client.post(
            reverse("memberships:end", args=[member.pk]), follow=True
        )
        self.assertContains(page, self.housing.name)
        assert len(page.context["messages"]) == 2

    def test_person_and_unit_of_a_membership_stay_what_they_are(self):
        member = Membership.objects.get(user=self.user)
        self.client.post(
            reverse("memberships:edit", args=[member.pk]),
            {"user": self.admin.pk, "unit": self.civil.pk, "is_head": "on"},
        )
        member.refresh_from_db()
        assert (member.user, member.unit, member.is_head) == (
            self.user,
            self.housing,
            True,
        )

    def test_what_has_ended_is_not_changed(self):
        ended = MembershipFactory(unit=self.civil, left=True)
        for name in ("edit", "end"):
            address = reverse(f"memberships:{name}", args=[ended.pk])
            assert self.client.post(address, {"is_head": "on"}).status_code == 404

    def test_nothing_is_deleted(self):
        member = Membership.objects.get(user=self.user)
        for view in ("delete", "history", "usage", "copy"):
            for name, pk in (("memberships", member.pk), ("units", self.housing.pk)):
                assert (
                    self.client.post(f"/admin/{name}/{view}/{pk}/").status_code == 404
                )

    def test_the_list_costs_the_same_at_any_length(self):
        address = reverse("memberships:index")
        self.client.get(address)
        with CaptureQueriesContext(connection) as few:
            self.client.get(address)
        MembershipFactory.create_batch(12)
        with self.assertNumQueries(len(few)):
            self.client.get(address)
