"""New shares printed by three people apart; two recover, and nobody sees both."""

import io
import re
from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from django.utils import timezone
from wagtail.users.models import UserProfile

from complaints.vault import asking, ceremony, digits, members, people, recovery
from complaints.vault.asking import AnotherMustEnter
from complaints.vault.keyring import NotEntitled
from complaints.vault.models import (
    KeyEvent,
    RecoveryKey,
    RecoveryPart,
    RecoveryRequest,
    RecoveryShare,
    UnitKeyRecovery,
)
from complaints.vault.shares import parse_share, printed
from portal.users.models import Membership, User
from portal.users.roles import sync_roles
from tests.complaints.vault.factories import (
    keyed_member,
    keyed_unit,
    sealed_draft,
    sign_in,
)
from tests.factories import PASSWORD, UserFactory

PAGE = "/admin/recovery/"


class County(TestCase):
    """Discipline, housing, and a keeper of a share who has no other work here."""

    @classmethod
    def setUpTestData(cls):
        sync_roles()
        cls.office, cls.inspector, cls.inspecting = keyed_unit(discipline=True)
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True)
        cls.keeper = UserFactory(role="keeper")
        cls.keeping = members.make_member_key(cls.keeper, PASSWORD)
        cls.rings = (cls.inspecting, cls.ring, cls.keeping)
        cls.holders = [ring.user for ring in cls.rings]
        draft, _receipt = sealed_draft()
        draft.save([cls.unit])
        cls.envelope = draft.envelope

    def begin(self, **options):
        options = {"by": self.inspector, "lost": False} | options
        return ceremony.begin(self.holders, **options)

    def print_all(self):
        """Each holder alone opens, prints, confirms; answers with what is on paper."""
        papers = []
        for ring in self.rings:
            _share, text = ceremony.open_share(ring)
            assert ceremony.confirm_share(ring, text[-3:])
            papers.append(text)
        return papers

    def logged_in(self, user):
        client = Client()
        sign_in(client, user)
        return client


class Printing(County):
    def test_the_shares_count_when_all_three_are_on_paper(self):
        new = self.begin()
        recovery.catch_up(self.ring)
        papers = []
        for ring in self.rings:
            assert not RecoveryKey.objects.in_use().exists()
            assert not ceremony.confirm_share(ring, "")
            share, text = ceremony.open_share(ring)
            papers.append(text)
            assert parse_share(text)[0] == share.number
            assert ceremony.confirm_share(ring, text[-3:])
            with pytest.raises(people.Changed):
                ceremony.open_share(ring)
        assert RecoveryKey.objects.in_use().get() == new
        assert not RecoveryShare.objects.filter(sealed__isnull=False).exists()
        fresh = members.reset(self.user, PASSWORD)
        recovery.recover(self.unit, self.user, papers[1:])
        assert fresh.open(self.envelope).open("body")

    def test_nobody_opens_anothers_share(self):
        self.begin()
        second, ring = keyed_member(self.unit, by=self.ring)
        assert second not in self.holders
        with pytest.raises(people.Changed):
            ceremony.open_share(ring)
        numbers = {ceremony.open_share(ring)[0].number for ring in self.rings}
        assert numbers == {1, 2, 3}
        share = ceremony.waiting_share(self.ring)
        with pytest.raises(recovery.SealBroken):
            self.keeping.unbox(share.sealed)

    def test_a_holder_with_a_new_key_opens_it_no_more(self):
        self.begin()
        fresh = members.reset(self.user, PASSWORD)
        with pytest.raises(people.Changed):
            ceremony.open_share(fresh)
        page = self.logged_in(self.inspector).get(PAGE)
        shares = page.context["being_made"]["shares"]
        assert [bool(share.sealed_to_id) for share in shares] == [True, False, True]

    def test_three_different_people_and_one_administrator_at_most(self):
        admins = []
        for _n in range(2):
            admin = UserFactory(role="admin")
            admin.groups.add(Group.objects.get(name="keeper"))
            members.make_member_key(admin, PASSWORD)
            admins.append(admin)
        closed = UserFactory(role="keeper")
        members.make_member_key(closed, PASSWORD)
        User.objects.filter(pk=closed.pk).update(is_active=False)
        for holders in (
            [self.user, self.user, self.keeper],
            [self.user, *admins],
            [self.user, self.keeper, UserFactory()],
            [self.user, self.keeper, closed],
            self.holders[:2],
        ):
            with self.subTest(holders=str(holders)), pytest.raises(ceremony.BadHolders):
                ceremony.begin(holders, by=self.inspector, lost=True)
        ceremony.begin([self.user, self.keeper, admins[0]], by=None, lost=False)
        with pytest.raises(people.Changed):
            self.begin()

    def test_called_off_they_open_nothing(self):
        self.begin()
        ceremony.call_off(self.inspector)
        with pytest.raises(people.Changed):
            ceremony.open_share(self.ring)
        with pytest.raises(people.Changed):
            ceremony.call_off(self.inspector)
        assert not RecoveryShare.objects.exists()
        assert KeyEvent.objects.filter(what="shares_off").exists()


class FromTheCommandLine(County):
    def test_nothing_secret_passes_the_terminal(self):
        out, err = io.StringIO(), io.StringIO()
        names = [holder.username for holder in self.holders]
        call_command(
            "make_recovery_shares", "--holders", *names, stdout=out, stderr=err
        )
        assert out.getvalue() == ""
        papers = self.print_all()
        assert not any(paper in err.getvalue() for paper in papers)
        recovery.check_shares(papers[:2])
        with pytest.raises(CommandError, match="three different people"):
            call_command("make_recovery_shares", "--holders", *(names[:1] * 3))

    def test_three_shares_never_stand_in_one_place(self):
        """A pipe or a file at either end of the command would hold all of them."""
        for read, written in ((False, True), (True, False), (False, False)):
            keyboard, screen = io.StringIO("\n" * 3), io.StringIO()
            keyboard.isatty = lambda is_one=read: is_one
            screen.isatty = lambda is_one=written: is_one
            with (
                self.subTest(read=read, written=written),
                mock.patch("sys.stdin", keyboard),
                pytest.raises(CommandError, match="--holders"),
            ):
                call_command("make_recovery_shares", stdout=screen)
            assert screen.getvalue() == ""
        assert not RecoveryKey.objects.exists()


class Replacing(County):
    def setUp(self):
        self.old = recovery.new_recovery_key()
        recovery.catch_up(self.ring)

    def recovers(self, papers):
        fresh = members.reset(self.user, PASSWORD)
        recovery.recover(self.unit, self.user, papers[:2])
        return fresh.open(self.envelope).open("body")

    def test_the_old_shares_count_until_their_holders_have_handed_over(self):
        self.begin()
        papers = self.print_all()
        assert self.recovers(self.old)
        request = asking.ask_replace(self.inspector)
        assert not asking.enter(request.pk, self.old[0], self.user)
        assert asking.enter(request.pk, self.old[2], self.keeper)
        with pytest.raises(recovery.SharesDoNotFit):
            recovery.check_shares(self.old[:2])
        assert self.recovers(papers)
        assert not KeyEvent.objects.filter(what="shares_lost").exists()

    def test_lost_ones_are_replaced_with_a_record_and_keys_follow(self):
        self.begin(lost=True)
        papers = self.print_all()
        assert KeyEvent.objects.filter(what="shares_lost").exists()
        with pytest.raises(recovery.NotRecoverable):
            recovery.recover(self.unit, self.user, papers[:2])
        recovery.catch_up(self.ring)
        assert self.recovers(papers)

    def test_everybody_sees_that_they_were_declared_lost(self):
        self.begin(lost=True)
        page = self.logged_in(self.user).get("/admin/keys/")
        assert "shares_lost" in [event.what for event in page.context["events"]]


class Recovering(County):
    def setUp(self):
        self.shares = recovery.new_recovery_key()
        recovery.catch_up(self.ring)
        recovery.catch_up(self.inspecting)
        self.fresh = members.reset(self.user, PASSWORD)
        self.member = Membership.objects.get(user=self.user)
        self.admin = UserFactory(role="admin")

    def ask(self, by=None):
        return asking.ask_grant(self.member, by or self.admin)

    def test_two_holders_give_the_key_out_and_nothing_remains(self):
        request = self.ask()
        assert not asking.enter(request.pk, self.shares[1], self.inspector)
        assert not people.readable(self.unit)
        assert asking.enter(request.pk, self.shares[0], self.keeper)
        assert self.fresh.open(self.envelope).open("body")
        assert not RecoveryPart.objects.exists()
        assert not RecoveryRequest.objects.exists()
        event = KeyEvent.objects.shown_to_senders(self.unit).get()
        assert event.user == self.user
        what = list(KeyEvent.objects.order_by("pk").values_list("what", flat=True))
        assert what[-4:] == ["asked", "share_given", "share_given", "recovered"]

    def test_any_two_in_any_order(self):
        for first, second in ((1, 2), (2, 0), (0, 2)):
            request = self.ask()
            asking.enter(request.pk, self.shares[first], self.inspector)
            assert asking.enter(request.pk, self.shares[second], self.keeper)

    def test_the_waiting_share_opens_with_another_share_only(self):
        asking.enter(self.ask().pk, self.shares[0], self.inspector)
        value = parse_share(self.shares[0])[1]
        parts = list(RecoveryPart.objects.order_by("sealed_to"))
        assert [part.sealed_to for part in parts] == [2, 3]
        third = recovery.own_pair(parse_share(self.shares[2])[1])
        assert asking._waiting(parts[1], *third) == value
        for part, pair in ((parts[0], third), (parts[1], recovery.own_pair(value))):
            with pytest.raises(recovery.SharesDoNotFit):
                asking._waiting(part, *pair)
        # Nor does the member who is to receive the unit's key open it.
        for part in parts:
            with pytest.raises(recovery.SealBroken):
                self.fresh.unbox(part.sealed)
            with (
                self.settings(PEPPER="another"),
                pytest.raises(recovery.SharesDoNotFit),
            ):
                asking._waiting(part, *third)

    def test_not_one_person_twice_nor_one_share_twice(self):
        request = self.ask()
        asking.enter(request.pk, self.shares[0], self.inspector)
        for share, by in ((1, self.inspector), (0, self.keeper)):
            with pytest.raises(AnotherMustEnter):
                asking.enter(request.pk, self.shares[share], by)
        with pytest.raises(recovery.ShareMistyped):
            asking.enter(request.pk, self.shares[1][:-1], self.keeper)
        with pytest.raises(recovery.SharesDoNotFit):
            asking.enter(request.pk, printed(2, bytes(32)), self.keeper)
        assert not people.readable(self.unit)

    def test_ends_after_a_day(self):
        request = self.ask()
        asking.enter(request.pk, self.shares[0], self.inspector)
        long_ago = timezone.now() - timedelta(hours=25)
        RecoveryRequest.objects.update(asked_at=long_ago)
        with pytest.raises(people.Changed):
            asking.enter(request.pk, self.shares[1], self.keeper)
        asking.lapse()
        assert not RecoveryPart.objects.exists()

    def test_a_key_made_after_the_request_gets_nothing(self):
        request = self.ask()
        asking.enter(request.pk, self.shares[0], self.inspector)
        members.reset(self.user, PASSWORD)
        with pytest.raises(people.Changed):
            asking.enter(request.pk, self.shares[1], self.keeper)
        assert not people.readable(self.unit)

    def test_who_asks_for_what(self):
        stranger = keyed_unit()[1]
        with pytest.raises(NotEntitled):
            self.ask(stranger)
        other = Membership.objects.get(user=stranger)
        UnitKeyRecovery.objects.filter(unit_key__unit=other.unit).delete()
        with pytest.raises(recovery.NotRecoverable):
            asking.ask_grant(other, self.inspector)
        assert self.ask(self.user) == self.ask(self.inspector)
        self.user.groups.add(Group.objects.get(name="admin"))
        with pytest.raises(NotEntitled):
            self.ask(self.inspector)

    def test_disciplines_first_key_is_confirmed_by_two_holders(self):
        people.leave(Membership.objects.get(user=self.inspector), None)
        second, _ring = keyed_member(self.office, confirmed=False)
        assert not people.readable(self.office)
        request = asking.ask_confirm(self.office, self.admin)
        asking.enter(request.pk, self.shares[2], self.user)
        asking.enter(request.pk, self.shares[0], self.keeper)
        assert people.readable(self.office)
        assert KeyEvent.objects.filter(what="confirmed", user=second).exists()

    def test_through_the_pages(self):
        admin = self.logged_in(self.admin)
        form = {"membership": self.member.pk}
        assert admin.post(f"{PAGE}ask/grant/", form).url == PAGE
        request = RecoveryRequest.objects.get()
        first, second = self.logged_in(self.inspector), self.logged_in(self.keeper)
        enter = f"{PAGE}{request.pk}/"
        self.assertContains(first.get(enter), str(self.user))
        typo = first.post(enter, {"share": self.shares[0][:-1]})
        self.assertContains(typo, self.shares[0][:-1], status_code=422)
        assert first.post(enter, {"share": self.shares[0]}).url == PAGE
        assert first.post(enter, {"share": self.shares[1]}).status_code == 422
        self.assertContains(second.get(enter), str(self.inspector))
        for client in (admin, first, second):
            for address in (PAGE, enter):
                self.assertNotContains(client.get(address), self.shares[0][:30])
        grouped = " ".join(digits.groups(self.shares[1], 3))
        assert second.post(enter, {"share": grouped}).url == PAGE
        assert self.fresh.open(self.envelope).open("body")
        assert second.get(enter).status_code == 404

    def test_calling_off(self):
        request = self.ask(self.user)
        asking.enter(request.pk, self.shares[0], self.keeper)
        off = f"{PAGE}{request.pk}/off/"
        assert self.logged_in(self.keeper).post(off).status_code == 403
        assert self.logged_in(self.inspector).post(off).url == PAGE
        assert not RecoveryPart.objects.exists()


class ThroughThePages(County):
    def test_three_print_each_at_their_own_device(self):
        office = self.logged_in(self.inspector)
        names = ("first", "second", "third")
        same = dict.fromkeys(names, self.user.pk)
        assert office.post(f"{PAGE}begin/", same).status_code == 422
        named = {n: h.pk for n, h in zip(names, self.holders, strict=True)}
        assert office.post(f"{PAGE}begin/", named).url == PAGE
        for holder in self.holders:
            client = self.logged_in(holder)
            self.assertContains(client.get(PAGE), 'id="mine"')
            self.assertNotContains(client.get(f"{PAGE}share/"), 'id="digits"')
            sheet = client.post(f"{PAGE}share/")
            assert sheet["Cache-Control"] == "no-store"
            for shown in ("<svg", "kv-seal", "在封口处写上姓名、日期并盖章"):
                self.assertContains(sheet, shown)
            found = re.search(r'id="digits">(.*?)</p>', sheet.content.decode())
            text = digits.only_digits(re.sub("<[^>]+>", "", found[1]))
            assert parse_share(text)
            bad = client.post(f"{PAGE}share/", {"last": "x"})
            self.assertContains(bad, 'id="digits"', status_code=422)
            assert client.post(f"{PAGE}share/", {"last": text[-3:]}).url == PAGE
            self.assertNotContains(client.get(f"{PAGE}share/"), "<form method")
        assert RecoveryKey.objects.in_use().count() == 1

    def test_the_sheet_is_chinese_whatever_the_reader_chose(self):
        self.begin()
        profile = UserProfile.get_for_user(self.keeper)
        profile.preferred_language = "en"
        profile.save()
        sheet = self.logged_in(self.keeper).post(f"{PAGE}share/")
        self.assertContains(sheet, "恢复分片")
        self.assertContains(sheet, "在封口处写上姓名、日期并盖章")
        self.assertNotContains(sheet, "Fold the sheet")
        self.assertContains(sheet, "Recovery")

    def test_only_discipline_with_its_key_in_hand_begins(self):
        admin = UserFactory(role="admin")
        for user in (admin, self.user, self.keeper):
            client = self.logged_in(user)
            assert client.get(f"{PAGE}begin/").status_code == 403
            assert client.post(f"{PAGE}off/").status_code == 403
        self.client.force_login(self.inspector)
        assert self.client.get(f"{PAGE}begin/").status_code == 403

    def test_editors_have_no_business_there(self):
        client = self.logged_in(UserFactory(role="editor"))
        assert client.get(PAGE).status_code == 403
