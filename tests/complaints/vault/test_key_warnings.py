"""Who is warned of keys that too few hold."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from complaints.vault import people
from complaints.vault.panels import warnings
from portal.users.models import Membership
from portal.users.roles import sync_roles
from tests.complaints.vault.factories import keyed_member, keyed_unit, sign_in
from tests.complaints.vault.test_codes import print_code
from tests.factories import UnitFactory, UserFactory


class Warnings(TestCase):
    @classmethod
    def setUpTestData(cls):
        sync_roles()
        cls.office, cls.inspector, cls.inspecting = keyed_unit(discipline=True)
        keyed_member(cls.office, by=cls.inspecting)
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True)
        cls.admin = UserFactory(role="admin")
        for ring in (cls.inspecting, cls.ring):
            print_code(ring)

    def said(self, user):
        return [notice.words for notice in warnings(user)]

    def test_fewer_than_two_is_said_to_the_unit_discipline_and_administrators(self):
        for user in (self.user, self.inspector, self.admin):
            (words,) = self.said(user)
            assert self.unit.name in words
        assert self.said(UserFactory(role="editor")) == []
        second, _ring = keyed_member(self.unit, by=self.ring)
        assert self.said(self.user) == self.said(self.admin) == []
        people.leave(Membership.objects.get(user=second), None)
        assert len(self.said(self.user)) == 1

    def test_nobody_is_fewer_too(self):
        empty = UnitFactory(name="县没有人局")
        assert any(empty.name in words for words in self.said(self.inspector))
        assert not any(empty.name in words for words in self.said(self.user))

    def test_stands_on_the_first_page_and_on_keys_and_people(self):
        for user, addresses in (
            (self.user, ("/admin/", "/admin/keys/")),
            (self.admin, ("/admin/",)),
        ):
            sign_in(self.client, user)
            for address in addresses:
                with self.subTest(user=str(user), address=address):
                    self.assertContains(self.client.get(address), self.said(user)[0])

    def test_a_missing_code_is_said_to_its_owner_alone(self):
        self.ring.member_key.codes.all().delete()
        assert len(self.said(self.user)) == 2
        assert len(self.said(self.inspector)) == 1

    def test_asks_the_same_number_of_queries_for_many_units(self):
        def queries(user):
            fresh = type(user).objects.get(pk=user.pk)
            with CaptureQueriesContext(connection) as asked:
                self.said(fresh)
            return len(asked)

        few = [queries(user) for user in (self.inspector, self.admin)]
        for _n in range(3):
            UnitFactory()
        assert [queries(user) for user in (self.inspector, self.admin)] == few
        assert max(few) <= 8
