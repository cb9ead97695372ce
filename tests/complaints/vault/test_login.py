"""The ways in: what a login opens, what a cookie or a session alone does not."""

import logging

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import TestCase, override_settings

from complaints.vault import derivation, members, people
from complaints.vault.keyring import COOKIE, Keyring
from complaints.vault.models import KeyEvent, MemberKey, UnitKey
from portal.users.models import Membership
from tests.complaints.vault.factories import (
    LOGIN,
    keyed_member,
    keyed_unit,
    sealed_draft,
    sign_in,
)
from tests.complaints.vault.pool import taken
from tests.factories import PASSWORD, MembershipFactory, UserFactory

NEW = "新的口令-twelve-99"
KEYS = "/admin/keys/"


def keyring_of(client):
    """What the server would open for the cookies this client carries."""
    response = client.get(KEYS)
    return Keyring.of(response.wsgi_request) if response.status_code == 200 else None


class WithStaff(TestCase):
    @classmethod
    def setUpTestData(cls):
        from django.contrib.auth.models import Group

        from portal.users.roles import ADMIN, _permission

        for role in ("investigator", "inspector", "admin"):
            group = Group.objects.get_or_create(name=role)[0]
            group.permissions.add(_permission(ADMIN))
        Group.objects.get(name="admin").permissions.add(
            _permission("users.change_user")
        )
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True)
        draft, _receipt = sealed_draft()
        draft.save([cls.unit])
        cls.envelope = draft.envelope


class LoggingIn(WithStaff):
    def test_the_password_opens_the_key(self):
        response = sign_in(self.client, self.user)
        assert response.status_code == 302
        assert keyring_of(self.client).open(self.envelope).open("body")

    def test_the_cookie_is_the_browsers_alone(self):
        cookie = sign_in(self.client, self.user).cookies[COOKIE]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert cookie["path"] == "/admin/"
        assert not cookie["max-age"]
        assert not cookie["secure"]
        with override_settings(SESSION_COOKIE_SECURE=True):
            self.client.logout()
            assert sign_in(self.client, self.user).cookies[COOKIE]["secure"]

    def test_a_session_without_the_cookie_opens_nothing(self):
        sign_in(self.client, self.user)
        del self.client.cookies[COOKIE]
        assert self.client.get(KEYS).status_code == 200
        assert keyring_of(self.client) is None

    def test_a_cookie_without_its_session_opens_nothing(self):
        sign_in(self.client, self.user)
        cookie = self.client.cookies[COOKIE].value
        Session.objects.all().delete()
        assert keyring_of(self.client) is None
        self.client.force_login(self.user)
        self.client.cookies.load({COOKIE: cookie})
        assert keyring_of(self.client) is None

    def test_the_cookie_of_one_login_does_not_open_the_next(self):
        sign_in(self.client, self.user)
        old = self.client.cookies[COOKIE].value
        sign_in(self.client, self.user)
        assert self.client.cookies[COOKIE].value != old
        self.client.cookies[COOKIE] = old
        assert keyring_of(self.client) is None

    def test_a_colleagues_cookie_does_not_open_mine(self):
        second, _ring = keyed_member(self.unit, by=self.ring)
        sign_in(self.client, second)
        theirs = self.client.cookies[COOKIE].value
        self.client.logout()
        sign_in(self.client, self.user)
        self.client.cookies[COOKIE] = theirs
        assert keyring_of(self.client) is None

    def test_neither_table_holds_the_private_key_or_the_cookie(self):
        sign_in(self.client, self.user)
        stored = Session.objects.get().get_decoded()
        assert self.client.cookies[COOKIE].value not in str(stored)
        assert self.ring._private.hex() not in str(stored)

    def test_who_has_a_session_but_no_opened_key_may_log_in_again(self):
        self.client.force_login(self.user)
        response = self.client.get(LOGIN)
        self.assertContains(response, 'name="password"')
        sign_in(self.client, self.user)
        assert self.client.get(LOGIN).status_code == 302

    def test_a_wrong_password_opens_nothing_and_logs_no_secret(self):
        with self.assertLogs(level=logging.DEBUG) as logs:
            logging.getLogger("test").warning("one line at least")
            response = sign_in(self.client, self.user, "sesame-9f1c-not-this-one")
        assert response.status_code == 200
        assert COOKIE not in response.cookies
        assert "sesame-9f1c" not in "".join(logs.output)

    def test_the_brake_stores_neither_browser_nor_address(self):
        browser = self.client_class(
            headers={"user-agent": "Telling/1.0"}, REMOTE_ADDR="203.0.113.9"
        )
        for _turn in range(5):
            response = sign_in(browser, self.user, "not this one")
        assert response.status_code == 429
        stored = str(list(AccessAttempt.objects.values()))
        assert self.user.username in stored
        assert "Telling" not in stored
        assert "203.0.113.9" not in stored
        assert sign_in(browser, self.user).status_code == 429

    def test_a_full_pool_answers_503_and_logs_nobody_in(self):
        with taken(derivation.STAFF):
            response = sign_in(self.client, self.user)
        assert response.status_code == 503
        assert response["Retry-After"]
        assert COOKIE not in response.cookies
        assert "_auth_user_id" not in self.client.session

    def test_an_account_without_unit_gets_no_key(self):
        editor = UserFactory(role="investigator")
        assert sign_in(self.client, editor).status_code == 302
        assert not MemberKey.objects.filter(user=editor).exists()
        assert (
            COOKIE not in self.client.cookies or not self.client.cookies[COOKIE].value
        )

    def test_nothing_remembers_beyond_the_browser(self):
        sign_in(self.client, self.user)
        assert self.client.session.get_expire_at_browser_close()
        self.assertNotContains(
            self.client.get("/admin/logout/"), "remember", status_code=405
        )


class FirstLogin(WithStaff):
    def test_makes_the_members_key_and_the_units_first_key_unconfirmed(self):
        member = MembershipFactory()
        sign_in(self.client, member.user)
        assert member.user.member_key
        key = UnitKey.objects.for_tips().get(unit=member.unit)
        assert key.confirmed_at is None
        assert not people.readable(member.unit)

    def test_a_colleague_waits_instead(self):
        member = MembershipFactory(unit=self.unit)
        sign_in(self.client, member.user)
        assert UnitKey.objects.for_tips().filter(unit=self.unit).count() == 1
        assert list(people.waiting_members(self.unit)) == [member]

    def test_a_clerk_gets_no_key(self):
        member = MembershipFactory(clerk=True)
        sign_in(self.client, member.user)
        assert not MemberKey.objects.filter(user=member.user).exists()
        assert not UnitKey.objects.filter(unit=member.unit).exists()


class AfterLogin(WithStaff):
    def test_deactivated_with_an_old_cookie_opens_nothing(self):
        sign_in(self.client, self.user)
        type(self.user).objects.filter(pk=self.user.pk).update(is_active=False)
        assert self.client.get(KEYS).status_code == 302
        assert keyring_of(self.client) is None

    def test_left_with_an_old_session_opens_nothing(self):
        sign_in(self.client, self.user)
        people.leave(Membership.objects.get(user=self.user), None)
        assert self.client.get(KEYS).status_code == 403

    def test_a_password_set_behind_the_keys_back_loses_access(self):
        self.user.set_password(NEW)
        self.user.save()
        sign_in(self.client, self.user, NEW)
        self.user.refresh_from_db()
        assert KeyEvent.objects.filter(what="reset", user=self.user).exists()
        assert not self.user.member_key.grants.filter(
            unit_key__confirmed_at__isnull=False
        ).exists()

    def test_logout_forgets_both_halves(self):
        sign_in(self.client, self.user)
        response = self.client.post("/admin/logout/")
        assert response.status_code == 302
        assert not response.cookies[COOKIE].value
        assert not Session.objects.exists()
        assert self.client.get("/admin/logout/").status_code == 405


class ChangingThePassword(WithStaff):
    def change(self, old=PASSWORD, new=NEW, again=None):
        data = {
            "old_password": old,
            "new_password1": new,
            "new_password2": again or new,
        }
        return self.client.post("/admin/password/", data)

    def test_keeps_access_and_ends_other_sessions(self):
        other = self.client_class()
        sign_in(other, self.user)
        sign_in(self.client, self.user)
        assert self.change().status_code == 302
        assert keyring_of(self.client).open(self.envelope).open("body")
        assert other.get(KEYS).status_code == 302
        sign_in(other, self.user, NEW)
        assert keyring_of(other).open(self.envelope).open("body")

    def test_asks_for_the_old_one(self):
        sign_in(self.client, self.user)
        assert self.change(old="not this one at all").status_code == 200
        self.user.refresh_from_db()
        assert self.user.check_password(PASSWORD)

    def test_wrong_old_ones_are_braked(self):
        sign_in(self.client, self.user)
        codes = [self.change(old="no").status_code for _turn in range(6)]
        assert codes[-1] == 429

    def test_refuses_short_common_and_unequal_ones(self):
        sign_in(self.client, self.user)
        for new, again in (("kurz", None), ("password123456", None), (NEW, NEW + "x")):
            with self.subTest(new=new):
                assert self.change(new=new, again=again).status_code == 200
        assert members.open_member_key(self.user, PASSWORD)

    def test_strangers_are_sent_to_the_login(self):
        assert self.client.get("/admin/password/").status_code == 302


class OneTimeLinks(WithStaff):
    def link(self, user):
        return members.welcome_path(user, by=None)

    def use(self, link, password=NEW):
        data = {"new_password1": password, "new_password2": password}
        return self.client.post(link, data)

    def test_sets_a_first_password_once(self):
        user = UserFactory(role="investigator", must_set_password=True)
        user.set_unusable_password()
        user.save()
        link = self.link(user)
        self.assertContains(self.client.get(link), user.username)
        assert self.use(link).status_code == 200
        assert self.use(link, NEW + "2").status_code == 410
        user.refresh_from_db()
        assert user.check_password(NEW)
        assert not user.must_set_password

    def test_a_member_with_a_key_loses_every_grant_and_is_told_who_grants(self):
        second, _ring = keyed_member(self.unit, by=self.ring)
        link = self.link(second)
        self.assertContains(self.client.get(link), str(self.user))
        self.assertContains(self.use(link), str(self.user))
        fresh = members.open_member_key(second, NEW)
        assert not fresh.holds(self.unit)
        people.grant(second, self.unit, self.ring)
        assert fresh.holds(self.unit)

    def test_of_a_closed_account_or_forged_is_gone(self):
        link = self.link(self.user)
        type(self.user).objects.filter(pk=self.user.pk).update(is_active=False)
        for path in (link, "/admin/welcome/MQ/abc-def/", "/admin/welcome/!!/x/"):
            assert self.client.get(path).status_code == 410

    def test_only_who_may_change_accounts_makes_one(self):
        path = f"/admin/keys/link/{self.user.pk}/"
        sign_in(self.client, self.user)
        assert self.client.get(path).status_code == 403
        assert self.client.post(path).status_code == 403
        admin = UserFactory(role="admin")
        sign_in(self.client, admin)
        self.assertNotContains(self.client.get(path), "/admin/welcome/")
        self.assertContains(self.client.post(path), "/admin/welcome/")
        assert KeyEvent.objects.filter(what="link", actor=admin).exists()
