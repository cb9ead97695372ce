"""A unit with nobody left: discipline gives a new member its cases, page by page."""

from django.test import Client
from django.urls import reverse

from complaints.vault import members, people
from complaints.vault.models import KeyEvent, UnitKey
from portal.users.models import Membership
from tests.complaints.casework.factories import BODY, CaseworkTestCase, filed
from tests.complaints.vault.factories import keyed_member, sign_in
from tests.factories import PASSWORD, UserFactory

KEYS = "/admin/keys/"
NEW = "新的口令-twelve-99"


class NobodyLeft(CaseworkTestCase):
    def client_of(self, user, password=PASSWORD):
        client = Client()
        sign_in(client, user, password)
        return client

    def test_the_whole_way(self):
        second, _ring = keyed_member(self.housing, by=self.ring)
        keyed_member(self.inspection, by=self.inspectors_ring)
        case = filed()
        admin = self.client_of(UserFactory(role="admin"))
        ends = Membership.objects.get(user=second)
        admin.post(reverse("memberships:end", args=[ends.pk]))
        # The one who is left forgets the password, and has no code.
        link = members.welcome_path(self.user, by=None)
        typed = {"new_password1": NEW, "new_password2": NEW}
        said = Client().post(link, typed)
        (way,) = said.context["ways"]
        assert (way.unit, way.granters) == (self.housing, [])
        assert self.inspector in way.inspectors
        assert not people.readable(self.housing)
        # The first login with the new key makes the unit's new first key.
        member = self.client_of(self.user, NEW)
        address = reverse("cases:file", args=[case.number])
        assert member.get(address).status_code == 404
        inspector = self.client_of(self.inspector)
        self.assertContains(inspector.get("/admin/"), self.housing.name)
        key = UnitKey.objects.for_tips().waiting().get()
        inspector.post(f"{KEYS}confirm/", {"unitkey": key.pk})
        assert people.readable(self.housing)
        self.assertNotContains(member.get(address), BODY, status_code=403)
        inspector.post(f"{KEYS}rewrap/", {"unit": self.housing.pk})
        self.assertContains(member.get(address), BODY)
        what = KeyEvent.objects.filter(unit=self.housing).order_by("pk")
        assert list(what.values_list("what", flat=True))[-3:] == [
            "first_key",
            "confirmed",
            "rewrapped",
        ]
