"""The personal recovery code: printed once, opens once, dies with the key."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client, TestCase, TransactionTestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from complaints.vault import codes, digits, members, people, recovery
from complaints.vault.codes import CodeBraked, CodeMistyped, CodeWrong
from complaints.vault.models import KeyEvent, RecoveryCode
from portal.users.models import Membership
from portal.users.roles import sync_roles
from tests.complaints.vault.factories import (
    keyed_member,
    keyed_unit,
    sealed_draft,
    sign_in,
)
from tests.factories import PASSWORD, MembershipFactory

NEW = "新的口令-twelve-99"
CODE = "/admin/keys/code/"


def print_code(keyring):
    """What a member does at the first login; answers with the digits."""
    codes.ensure(keyring)
    printed = codes.to_print(keyring)
    assert codes.confirm(keyring, printed[-4:])
    return printed


def wrong():
    return digits.with_check("1" * codes.SECRET_DIGITS)


class TestDigits:
    @given(st.integers(0, 10**38 - 1), st.integers(0, 39), st.integers(1, 9))
    def test_a_wrong_digit_is_caught(self, number, place, by):
        printed = digits.with_check(f"{number:038d}")
        typed = " - ".join(digits.groups(printed, 4))
        assert digits.bare(typed, codes.DIGITS) == printed
        changed = str((int(printed[place]) + by) % 10)
        with pytest.raises(digits.Mistyped):
            digits.bare(printed[:place] + changed + printed[place + 1 :], codes.DIGITS)


class WithMember(TestCase):
    @classmethod
    def setUpTestData(cls):
        sync_roles()
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True)
        draft, _receipt = sealed_draft()
        draft.save([cls.unit])
        cls.envelope = draft.envelope

    def reads(self, password=NEW):
        ring = members.open_member_key(self.user, password)
        return ring.open(self.envelope).open("body")


class OneCode(WithMember):
    def test_opens_the_same_key_once(self):
        printed = print_code(self.ring)
        assert not members.set_first_password(self.user, NEW, code=printed)
        assert self.reads()
        assert not RecoveryCode.objects.exists()
        self.user.refresh_from_db()
        with pytest.raises(CodeWrong):
            members.set_first_password(self.user, PASSWORD, code=printed)
        event = KeyEvent.objects.get(what="code_used")
        assert (event.actor, event.user) == (self.user, self.user)
        assert not KeyEvent.objects.filter(what="reset").exists()

    def test_of_two_who_open_with_it_the_second_is_too_late(self):
        printed = print_code(self.ring)
        first, second = (codes.opened(self.user, printed) for _turn in range(2))
        codes.use_up(first)
        with pytest.raises(CodeWrong):
            codes.use_up(second)

    def test_of_two_who_use_one_link_the_second_is_too_late(self):
        stale = type(self.user).objects.get(pk=self.user.pk)
        members.set_first_password(self.user, NEW)
        with pytest.raises(members.LinkUsed):
            members.set_first_password(stale, PASSWORD)
        assert members.open_member_key(self.user, NEW)

    def test_shown_but_not_confirmed_opens_too(self):
        codes.ensure(self.ring)
        printed = codes.to_print(self.ring)
        members.set_first_password(self.user, NEW, code=printed)
        assert self.reads()

    def test_the_old_one_works_until_the_new_one_is_printed(self):
        old = print_code(self.ring)
        codes.renew(self.ring)
        assert codes.opened(self.user, old)
        assert not codes.confirm(self.ring, "")
        new = codes.to_print(self.ring)
        assert codes.confirm(self.ring, new[-4:])
        assert codes.to_print(self.ring) is None
        with pytest.raises(CodeWrong):
            codes.opened(self.user, old)
        assert codes.opened(self.user, new)

    def test_a_changed_password_keeps_it_and_a_new_key_ends_it(self):
        printed = print_code(self.ring)
        members.change_password(self.user, PASSWORD, NEW)
        assert codes.opened(self.user, printed)
        members.reset(self.user, NEW)
        with pytest.raises(CodeWrong):
            codes.opened(self.user, printed)

    def test_is_of_one_account_alone(self):
        second, ring = keyed_member(self.unit, by=self.ring)
        printed, theirs = print_code(self.ring), print_code(ring)
        with pytest.raises(CodeWrong):
            codes.opened(self.user, theirs)
        row = RecoveryCode.objects.get(member_key__user=second)
        row.sealed_private = RecoveryCode.objects.get(
            member_key__user=self.user
        ).sealed_private
        row.save()
        with pytest.raises(CodeWrong):
            codes.opened(second, printed)

    def test_the_database_alone_opens_nothing_with_it(self):
        printed = print_code(self.ring)
        with self.settings(PEPPER="another"), pytest.raises(CodeWrong):
            codes.opened(self.user, printed)
        row = RecoveryCode.objects.get()
        assert row.shown is None
        assert printed.encode() not in row.sealed_private

    def test_slips_are_no_misses_and_misses_are_braked(self):
        printed = print_code(self.ring)
        for _turn in range(codes.MISSES):
            with pytest.raises(CodeMistyped):
                codes.opened(self.user, printed[:-1])
            with pytest.raises(CodeWrong):
                codes.opened(self.user, wrong())
        with pytest.raises(CodeBraked):
            codes.opened(self.user, printed)
        assert KeyEvent.objects.filter(what="code_wrong").count() == codes.MISSES
        RecoveryCode.objects.update(missed_at=timezone.now() - timedelta(minutes=16))
        assert codes.opened(self.user, printed)


class ThePage(WithMember):
    def shown(self):
        page = self.client.get(CODE)
        found = re.search(r'id="digits">(.*?)</p>', page.content.decode())
        return digits.only_digits(re.sub("<[^>]+>", "", found[1]))

    def test_the_first_login_leads_to_it_and_the_confirmed_code_is_gone(self):
        first = sign_in(self.client, self.user)
        assert first.url.startswith(CODE)
        page = self.client.get(first.url)
        assert page["Cache-Control"] == "no-store"
        self.assertContains(page, "<svg")
        printed = self.shown()
        assert len(printed) == codes.DIGITS
        assert self.shown() == printed
        bad = self.client.post(CODE, {"last": "12"})
        assert bad.status_code == 422
        self.assertContains(bad, printed[-4:], status_code=422)
        # Reminded, not locked out.
        assert self.client.get("/admin/").status_code == 200
        assert sign_in(self.client, self.user).url.startswith(CODE)
        good = self.client.post(CODE, {"last": printed[-4:], "next": "/admin/cases/"})
        assert (good.status_code, good.url) == (302, "/admin/cases/")
        assert not sign_in(self.client, self.user).url.startswith(CODE)
        self.assertNotContains(self.client.get(CODE), 'id="digits"')

    def test_leads_nowhere_else(self):
        sign_in(self.client, self.user)
        last = {"last": self.shown()[-4:], "next": "https://evil.example/"}
        assert self.client.post(CODE, last).url == "/admin/"

    def test_a_new_one_on_demand(self):
        sign_in(self.client, self.user)
        printed = self.shown()
        self.client.post(CODE, {"last": printed[-4:]})
        self.client.post(CODE, {"new": "1"})
        assert self.shown() != printed

    def test_is_for_members_with_an_open_key(self):
        self.client.force_login(self.user)
        self.assertContains(self.client.get(CODE), 'id="locked"')
        assert self.client.post(CODE, {"new": "1"}).status_code == 302
        assert not RecoveryCode.objects.exists()
        self.client.force_login(MembershipFactory(clerk=True).user)
        assert self.client.get(CODE).status_code == 403

    def test_keys_and_people_names_who_has_none(self):
        sign_in(self.client, self.user)
        for has_code in (False, True):
            (sheet,) = self.client.get("/admin/keys/").context["units"]
            assert [grant.has_code for grant in sheet.holders] == [has_code]
            if not has_code:
                print_code(self.ring)


class ForgottenPassword(WithMember):
    def use(self, **typed):
        link = members.welcome_path(self.user, by=None)
        data = {"new_password1": NEW, "new_password2": NEW} | typed
        return Client().post(link, data)

    def test_costs_minutes_with_the_code(self):
        printed = print_code(self.ring)
        assert self.use(code=" ".join(digits.groups(printed, 4))).status_code == 200
        assert sign_in(self.client, self.user, NEW).url.startswith(CODE)
        assert self.reads()
        assert people.readable(self.unit)

    def test_a_wrong_or_missing_code_changes_nothing_and_keeps_what_was_typed(self):
        printed = print_code(self.ring)
        for code in (printed[:-1], wrong(), ""):
            answer = self.use(code=code)
            with self.subTest(code=code):
                self.assertContains(answer, NEW, 2, status_code=422)
                self.assertContains(answer, code, status_code=422)
        assert self.reads(PASSWORD)

    def test_without_it_the_page_names_who_can_help(self):
        second, _ring = keyed_member(self.unit, by=self.ring)
        print_code(self.ring)
        answer = self.use(without="on")
        self.assertContains(answer, str(second))
        assert KeyEvent.objects.filter(what="reset", user=self.user).exists()
        assert not RecoveryCode.objects.exists()

    def test_or_who_helps_where_nobody_of_the_unit_can(self):
        _office, inspector, _ring = keyed_unit(discipline=True)
        recovery.new_recovery_key()
        recovery.catch_up(self.ring)
        answer = self.use()
        self.assertContains(answer, str(inspector))
        (way,) = answer.context["ways"]
        assert (way.granters, way.recoverable) == ([], True)

    def test_every_way_is_an_event_that_colleagues_see(self):
        second, ring = keyed_member(self.unit, by=self.ring)
        printed = print_code(self.ring)
        self.use(code=wrong())
        self.use(code=printed)
        members.reset(self.user, NEW)
        people.grant(self.user, self.unit, ring)
        sign_in(self.client, second)
        seen = [e.what for e in self.client.get("/admin/keys/").context["events"]]
        for what in ("link", "code", "code_wrong", "code_used", "reset", "granted"):
            assert what in seen
        other, _user, _ring = keyed_unit()
        stranger = Membership.objects.get(unit=other).user
        sign_in(self.client, stranger)
        seen = self.client.get("/admin/keys/").context["events"]
        assert self.user not in [event.user for event in seen]


class TwoAtOnce(TransactionTestCase):
    """One code, entered twice in the same instant, with two links."""

    def test_opens_once(self):
        _unit, user, ring = keyed_unit()
        printed = print_code(ring)
        start = Barrier(2)

        def use(new):
            account = type(user).objects.get(pk=user.pk)
            start.wait()
            try:
                return members.set_first_password(account, new, code=printed)
            except (CodeWrong, members.LinkUsed) as late:
                return type(late)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(use, (NEW, f"{NEW}-2")))
        assert answers.count(False) == 1
        assert KeyEvent.objects.filter(what="code_used").count() == 1
        winner = (NEW, f"{NEW}-2")[answers.index(False)]
        assert members.open_member_key(user, winner)
