import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from complaints.vault import members, people
from complaints.vault.keyring import NotEntitled
from complaints.vault.models import MemberKey, PepperMark, UnitKeyGrant
from complaints.vault.pepper import WrongPepper, check
from tests.complaints.vault.factories import LOGIN, keyed_unit, sealed_draft
from tests.factories import PASSWORD, MembershipFactory, UserFactory

OTHER = override_settings(PEPPER="another pepper, another pepper, another")


class AnotherPepper(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, cls.user, cls.keyring = keyed_unit(lead=True)

    def test_the_first_one_is_remembered(self):
        check()
        check()
        assert PepperMark.objects.count() == 1

    def test_a_sign_in_destroys_nothing(self):
        grants = set(UnitKeyGrant.objects.values_list("pk", flat=True))
        key = MemberKey.objects.get(user=self.user)
        with OTHER:
            answer = self.client.post(
                LOGIN, {"username": self.user.username, "password": PASSWORD}
            )
        assert answer.status_code == 503
        assert set(UnitKeyGrant.objects.values_list("pk", flat=True)) == grants
        assert MemberKey.objects.get(user=self.user).pk == key.pk
        assert members.open_member_key(self.user, PASSWORD).holds(self.unit)

    def test_a_tip_is_not_taken(self):
        draft, _receipt = sealed_draft()
        with OTHER, pytest.raises(WrongPepper):
            draft.save([self.unit])

    def test_the_start_says_so(self):
        check()
        with OTHER, pytest.raises(CommandError, match="PEPPER"):
            call_command("seed")


class AnAdministratorAmongTheMembers(TestCase):
    def test_gets_no_key_from_anybody(self):
        unit, _user, keyring = keyed_unit(lead=True)
        admin = UserFactory(role="admin")
        membership = MembershipFactory(user=admin, unit=unit)
        members.make_member_key(admin, PASSWORD)
        with pytest.raises(NotEntitled):
            people.grant(admin, unit, keyring)
        assert people.first_key(membership) is None
