"""The page "Keys and people": who sees it, what each button does, who is refused."""

from django.contrib.auth.models import Group
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from complaints.vault import people
from complaints.vault.models import KeyEvent
from portal.users.models import Membership
from portal.users.roles import ADMIN, _permission
from tests.complaints.vault.factories import (
    keyed_member,
    keyed_unit,
    sealed_draft,
    sign_in,
)
from tests.factories import MembershipFactory, UnitFactory, UserFactory

KEYS = "/admin/keys/"


class KeysPage(TestCase):
    @classmethod
    def setUpTestData(cls):
        for role in ("investigator", "inspector", "editor"):
            group = Group.objects.get_or_create(name=role)[0]
            group.permissions.add(_permission(ADMIN))
        cls.discipline, cls.inspector, cls.inspecting = keyed_unit(discipline=True)
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True)
        cls.second, _ring = keyed_member(cls.unit)
        cls.member = Membership.objects.get(user=cls.second)

    def do(self, act, **ids):
        return self.client.post(f"{KEYS}{act}/", {k: v.pk for k, v in ids.items()})

    def grant(self):
        return self.do(
            "grant", membership=self.member, memberkey=self.second.member_key
        )

    def test_who_sees_it(self):
        assert self.client.get(KEYS).status_code == 302
        for user, status in (
            (self.user, 200),
            (self.inspector, 200),
            (UserFactory(role="editor"), 403),
            (UserFactory(), 403),
            (MembershipFactory(clerk=True).user, 403),
        ):
            self.client.force_login(user)
            with self.subTest(user=str(user)):
                assert self.client.get(KEYS).status_code == status

    def test_shows_holders_and_waiting_accounts_of_the_own_unit_only(self):
        other, foreign, _ring = keyed_unit()
        sign_in(self.client, self.user)
        page = self.client.get(KEYS)
        self.assertContains(page, self.second.username)
        self.assertContains(page, "/admin/keys/grant/")
        self.assertNotContains(page, other.name)
        self.assertNotContains(page, f"({foreign.username})")

    def test_does_not_ask_more_queries_with_more_people(self):
        sign_in(self.client, self.user)
        self.client.get(KEYS)
        with CaptureQueriesContext(connection) as few:
            self.client.get(KEYS)
        for _n in range(3):
            keyed_member(self.unit, by=self.ring)
            keyed_member(self.unit)
        with self.assertNumQueries(len(few)):
            self.client.get(KEYS)

    def test_granting(self):
        sign_in(self.client, self.user)
        assert self.grant().status_code == 302
        assert not people.waiting_members(self.unit).exists()
        event = KeyEvent.objects.get(what="granted")
        assert (event.actor, event.user, event.unit) == (
            self.user,
            self.second,
            self.unit,
        )

    def test_one_who_waits_or_belongs_elsewhere_cannot_grant(self):
        for user in (self.second, self.inspector):
            sign_in(self.client, user)
            with self.subTest(user=str(user)):
                assert self.grant().status_code == 403
        assert people.waiting_members(self.unit).exists()

    def test_nothing_is_granted_with_a_locked_key(self):
        self.client.force_login(self.user)
        self.assertContains(self.client.get(KEYS), 'id="locked"')
        assert self.grant().status_code == 302
        assert people.waiting_members(self.unit).exists()

    def test_every_step_needs_the_form(self):
        sign_in(self.client, self.user)
        for act in ("grant", "withdraw", "rotate", "confirm", "refuse", "rewrap"):
            assert self.client.get(f"{KEYS}{act}/").status_code == 405
        strict = self.client_class(enforce_csrf_checks=True)
        strict.force_login(self.user)
        assert strict.post(f"{KEYS}grant/").status_code == 403
        assert self.do("destroy").status_code == 403

    def test_ids_that_are_gone_or_no_numbers_change_nothing(self):
        sign_in(self.client, self.user)
        for value in ("", "x", "99999", "-1", "９" * 30):
            data = {"membership": value, "memberkey": value}
            with self.subTest(value=str(value)):
                assert self.client.post(f"{KEYS}grant/", data).status_code == 302
        assert people.waiting_members(self.unit).exists()

    def test_withdrawing_is_for_oneself_or_the_head(self):
        people.grant(self.second, self.unit, self.ring)
        mine = Membership.objects.get(user=self.user)
        sign_in(self.client, self.second)
        assert self.do("withdraw", membership=mine).status_code == 403
        assert self.do("withdraw", membership=self.member).status_code == 302
        assert list(people.waiting_members(self.unit)) == [self.member]

    def test_the_head_makes_a_new_version(self):
        people.grant(self.second, self.unit, self.ring)
        self.member.is_head = True
        self.member.save()
        sign_in(self.client, self.user)
        self.assertNotContains(self.client.get(KEYS), "/admin/keys/rotate/")
        assert self.do("rotate", unit=self.unit).status_code == 403
        sign_in(self.client, self.second)
        self.assertContains(self.client.get(KEYS), "/admin/keys/rotate/")
        assert self.do("rotate", unit=self.unit).status_code == 302
        assert self.do("rotate", unit=self.discipline).status_code == 403
        key = self.unit.keys.for_tips().in_use().get()
        assert (key.version, key.grants.count()) == (2, 2)

    def test_discipline_confirms_and_refuses_first_keys(self):
        for act in ("confirm", "refuse"):
            unit = UnitFactory()
            user, _ring = keyed_member(unit, confirmed=False)
            key = unit.keys.for_tips().waiting().get()
            sign_in(self.client, self.user)
            assert self.do(act, unitkey=key).status_code == 403
            self.assertNotContains(self.client.get(KEYS), user.username)
            sign_in(self.client, self.inspector)
            self.assertContains(self.client.get(KEYS), user.username)
            assert self.do(act, unitkey=key).status_code == 302
            with self.subTest(act=act):
                assert people.readable(unit) == (act == "confirm")

    def test_discipline_gives_a_unit_its_cases_back(self):
        draft, _receipt = sealed_draft()
        draft.save([self.unit, self.discipline])
        people.leave(self.member, None)
        people.leave(Membership.objects.get(user=self.user), None)
        _fresh, ring = keyed_member(self.unit)
        sign_in(self.client, self.inspector)
        self.assertContains(self.client.get(KEYS), "/admin/keys/rewrap/")
        assert self.do("rewrap", unit=self.unit).status_code == 302
        assert ring.open(draft.envelope).open("body")
        self.assertNotContains(self.client.get(KEYS), "/admin/keys/rewrap/")

    def test_names_units_that_nobody_reads_for(self):
        UnitFactory(name="县没有人局")
        sign_in(self.client, self.inspector)
        self.assertContains(self.client.get(KEYS), "县没有人局")
