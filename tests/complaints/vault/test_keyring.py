"""Who opens what: grants, joining, leaving, resets."""

from datetime import timedelta

import pytest
from django.test import TestCase

from complaints.vault import members, people
from complaints.vault.boxes import destroy_contact
from complaints.vault.keyring import NotEntitled
from complaints.vault.models import KeyEvent, UnitKey, Wrap
from complaints.vault.primitives import SealBroken
from complaints.vault.unit_keys import UnitCannotRead
from portal.users.models import Membership
from portal.workdays import clock
from tests.complaints.vault.factories import keyed_member, keyed_unit, sealed_draft
from tests.factories import PASSWORD, MembershipFactory, UnitFactory

BODY = "三栋二单元的租客把房子转租出去了。"


def filed(*units, **content):
    draft, _receipt = sealed_draft(**content)
    draft.save(units)
    return draft.envelope


def opens(keyring, envelope):
    try:
        return keyring.open(envelope).open("body") == BODY
    except NotEntitled:
        return False


class Opening(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True)
        cls.other, cls.stranger, cls.foreign = keyed_unit()
        cls.envelope = filed(cls.unit, name="林清", phone="13900000000")

    def test_only_the_entitled_unit_opens(self):
        assert opens(self.ring, self.envelope)
        assert not opens(self.foreign, self.envelope)

    def test_one_query_to_open(self):
        with self.assertNumQueries(1):
            self.ring.open(self.envelope)

    def test_contact_is_a_separate_act(self):
        box = self.ring.open(self.envelope)
        assert box.contact() is None
        assert box.open("phone") is None
        contact = self.ring.open_contact(self.envelope)
        assert (contact.name, contact.phone) == ("林清", "13900000000")
        with pytest.raises(NotEntitled):
            self.foreign.open_contact(self.envelope)

    def test_deleted_contact_is_gone_and_the_tip_stays(self):
        destroy_contact(self.envelope)
        with pytest.raises(NotEntitled):
            self.ring.open_contact(self.envelope)
        assert opens(self.ring, self.envelope)

    def test_a_deactivated_account_opens_nothing(self):
        self.user.is_active = False
        self.user.save()
        assert not opens(self.ring, self.envelope)

    def test_a_membership_that_ended_by_any_way_opens_nothing(self):
        for change in (
            {"left_on": clock.today()},
            {"is_clerk": True},
            {"unit": self.other},
            {"user": self.stranger},
        ):
            before = Membership.objects.filter(user=self.user)
            pk = before.get().pk
            with self.subTest(change=str(change)):
                Membership.objects.filter(pk=pk).update(**change)
                assert not opens(self.ring, self.envelope)
            Membership.objects.filter(pk=pk).update(
                left_on=None, is_clerk=False, unit=self.unit, user=self.user
            )
        assert opens(self.ring, self.envelope)

    def test_coming_back_brings_no_old_grant_back(self):
        Membership.objects.filter(user=self.user).update(left_on=clock.today())
        MembershipFactory(user=self.user, unit=self.unit)
        assert not opens(self.ring, self.envelope)

    def test_a_wrap_moved_to_another_envelope_is_refused(self):
        second = filed(self.unit)
        Wrap.objects.filter(envelope=second).delete()
        wrap = Wrap.objects.get(envelope=self.envelope, purpose="tip")
        Wrap.objects.filter(pk=wrap.pk).update(envelope=second)
        with pytest.raises(SealBroken):
            self.ring.open(second)

    def test_reprs_show_no_key(self):
        box = self.ring.open(self.envelope)
        for thing in (self.ring, box, self.ring.open_contact(self.envelope)):
            assert "b'" not in repr(thing)
            assert "林" not in repr(thing)


class Joining(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True)
        cls.envelope = filed(cls.unit)

    def test_a_new_account_waits_and_is_granted_by_a_colleague(self):
        colleague, ring = keyed_member(self.unit)
        assert not opens(ring, self.envelope)
        assert [m.user for m in people.waiting_members(self.unit)] == [colleague]
        people.grant(colleague, self.unit, self.ring)
        assert opens(ring, self.envelope)
        assert not people.waiting_members(self.unit).exists()

    def test_only_one_who_holds_the_key_grants(self):
        _colleague, ring = keyed_member(self.unit)
        third, _ring = keyed_member(self.unit)
        _unit, _user, foreign = keyed_unit()
        for by in (ring, foreign):
            with pytest.raises(NotEntitled):
                people.grant(third, self.unit, by)

    def test_clerks_and_strangers_get_no_grant(self):
        clerk, _ring = keyed_member(self.unit, is_clerk=True)
        _unit, stranger, _foreign = keyed_unit()
        for person in (clerk, stranger, self.user):
            with pytest.raises(people.Changed):
                people.grant(person, self.unit, self.ring)

    def test_an_account_reset_since_the_page_was_shown_is_not_granted(self):
        colleague, ring = keyed_member(self.unit)
        seen = ring.member_key.pk
        members.reset(colleague, PASSWORD + "2")
        with pytest.raises(people.Changed):
            people.grant(colleague, self.unit, self.ring, seen=seen)

    def test_who_joins_opens_the_older_versions_too(self):
        second, ring = keyed_member(self.unit, by=self.ring)
        people.withdraw(Membership.objects.get(user=second), second)
        later = filed(self.unit)
        _third, third_ring = keyed_member(self.unit, by=self.ring)
        assert opens(third_ring, self.envelope)
        assert opens(third_ring, later)
        assert not opens(ring, later)


class Leaving(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True)
        cls.second, cls.second_ring = keyed_member(cls.unit, by=cls.ring)
        cls.envelope = filed(cls.unit)

    def test_a_member_who_left_opens_neither_old_nor_new(self):
        membership = Membership.objects.get(user=self.second)
        people.leave(membership, self.second)
        later = filed(self.unit)
        assert not opens(self.second_ring, self.envelope)
        assert not opens(self.second_ring, later)
        assert opens(self.ring, self.envelope)
        assert opens(self.ring, later)

    def test_the_new_version_is_another_key(self):
        people.leave(Membership.objects.get(user=self.second), None)
        keys = UnitKey.objects.for_tips().filter(unit=self.unit)
        assert [key.version for key in keys] == [1, 2]
        assert keys[0].public_key != keys[1].public_key
        assert keys[0].retired_at
        assert not keys[1].retired_at

    def test_an_account_closed_by_an_administrator_rotates_with_the_next_tip(self):
        self.second.is_active = False
        self.second.save()
        envelope = filed(self.unit)
        wrap = Wrap.objects.get(envelope=envelope)
        assert wrap.unit_key.version == 2
        assert not self.second.member_key.grants.exists()
        assert opens(self.ring, envelope)

    def test_the_last_holder_leaves_and_a_new_first_key_must_be_confirmed(self):
        _d, _inspector, inspector = keyed_unit(discipline=True)
        discipline = inspector.user.current_units().get()
        case = filed(self.unit, discipline)
        for user in (self.user, self.second):
            people.leave(Membership.objects.get(user=user), None)
        assert not people.readable(self.unit)
        with pytest.raises(UnitCannotRead):
            filed(self.unit)
        _new, ring = keyed_member(self.unit, confirmed=False)
        assert not people.readable(self.unit)
        people.confirm(self.unit.keys.for_tips().waiting().get(), inspector)
        assert people.readable(self.unit)
        assert not opens(ring, case)
        assert people.rewrap(self.unit, inspector) == 1
        assert opens(ring, case)
        assert not opens(ring, self.envelope), "discipline never had this one"
        assert people.rewrap(self.unit, inspector) == 0

    def test_who_may_end_a_membership(self):
        _unit, stranger, _ring = keyed_unit()
        membership = Membership.objects.get(user=self.second)
        for by in (stranger, self.user):
            with pytest.raises(NotEntitled):
                people.leave(membership, by)
        Membership.objects.filter(user=self.user).update(is_head=True)
        people.leave(membership, self.user)
        assert Membership.objects.get(user=self.second).left_on == clock.today()


class FirstKeys(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.discipline, cls.inspector, cls.ring = keyed_unit(discipline=True)
        cls.unit = UnitFactory()
        cls.user, cls.first = keyed_member(cls.unit, confirmed=False)

    def waiting(self):
        return self.unit.keys.for_tips().waiting().get()

    def test_unconfirmed_is_not_routed_to(self):
        assert not people.readable(self.unit)
        assert self.unit not in people.readable_units()
        with pytest.raises(UnitCannotRead):
            filed(self.unit)

    def test_discipline_confirms(self):
        people.confirm(self.waiting(), self.ring)
        assert people.readable(self.unit)
        assert set(people.readable_units()) == {self.unit, self.discipline}
        assert opens(self.first, filed(self.unit))

    def test_nobody_else_confirms(self):
        _unit, _user, other = keyed_unit()
        for by in (self.first, other):
            with pytest.raises(NotEntitled):
                people.confirm(self.waiting(), by)

    def test_discipline_does_not_confirm_itself(self):
        second = UnitFactory(name="市纪委监委", kind="discipline")
        user, _ring = keyed_member(second, confirmed=False)
        waiting = second.keys.for_tips().waiting().get()
        with pytest.raises(NotEntitled):
            people.confirm(waiting, self.ring)
        people.confirm_discipline(second, user)
        assert people.readable(second)

    def test_an_unconfirmed_holder_grants_nobody(self):
        colleague, _ring = keyed_member(self.unit)
        with pytest.raises(NotEntitled):
            people.grant(colleague, self.unit, self.first)

    def test_a_reset_in_between_is_not_confirmed(self):
        waiting = self.waiting()
        members.reset(self.user, PASSWORD + "2")
        with pytest.raises(people.Changed):
            people.confirm(waiting, self.ring)

    def test_refused_the_key_is_gone(self):
        people.refuse(self.waiting(), self.ring)
        assert not self.unit.keys.exists()
        assert KeyEvent.objects.filter(what="refused", user=self.user).exists()

    def test_a_second_member_makes_no_second_first_key(self):
        colleague = MembershipFactory(unit=self.unit)
        members.make_member_key(colleague.user, PASSWORD)
        assert people.first_key(colleague) is None

    def test_a_clerk_makes_no_first_key(self):
        unit = UnitFactory()
        keyed_member(unit, is_clerk=True)
        assert not unit.keys.exists()


class Passwords(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True)
        cls.second, _ring = keyed_member(cls.unit, by=cls.ring)
        cls.envelope = filed(cls.unit)

    def test_the_password_opens_the_key_and_no_other_does(self):
        assert opens(members.open_member_key(self.user, PASSWORD), self.envelope)
        with pytest.raises(members.WrongPassword):
            members.open_member_key(self.user, PASSWORD + "x")

    def test_the_pepper_is_needed_too(self):
        with (
            self.settings(PEPPER="another pepper"),
            pytest.raises(members.WrongPassword),
        ):
            members.open_member_key(self.user, PASSWORD)

    def test_changing_it_keeps_access(self):
        members.change_password(self.user, PASSWORD, "新的口令-twelve-99")
        self.user.refresh_from_db()
        assert self.user.check_password("新的口令-twelve-99")
        ring = members.open_member_key(self.user, "新的口令-twelve-99")
        assert opens(ring, self.envelope)
        with pytest.raises(members.WrongPassword):
            members.open_member_key(self.user, PASSWORD)

    def test_a_reset_loses_access_until_a_colleague_grants_again(self):
        fresh = members.reset(self.second, "新的口令-twelve-99")
        assert not opens(fresh, self.envelope)
        people.grant(self.second, self.unit, self.ring)
        assert opens(fresh, self.envelope)
        assert fresh.member_key.reset_on == clock.today()

    def test_a_key_kept_from_before_the_reset_opens_nothing(self):
        members.reset(self.user, "新的口令-twelve-99")
        assert not opens(self.ring, self.envelope)

    def test_another_members_sealed_key_does_not_open(self):
        key = self.user.member_key
        other = self.second.member_key
        other.salt, other.sealed_private = key.salt, key.sealed_private
        other.save()
        with pytest.raises(members.WrongPassword):
            members.open_member_key(self.second, PASSWORD)


class Events(TestCase):
    def test_what_happened_is_written_down_once_and_stays(self):
        unit, user, ring = keyed_unit()
        second, _ring = keyed_member(unit, by=ring)
        people.leave(Membership.objects.get(user=second), None)
        found = list(
            KeyEvent.objects.filter(unit=unit)
            .order_by("pk")
            .values_list("what", "user__username")
        )
        assert found == [
            ("first_key", user.username),
            ("confirmed", user.username),
            ("granted", second.username),
            ("left", second.username),
            ("rotated", None),
        ]
        event = KeyEvent.objects.first()
        for change in (event.save, event.delete, KeyEvent.objects.all().delete):
            with pytest.raises(TypeError):
                change()
        assert event.at - event.at.replace(microsecond=0) < timedelta(seconds=1)
