"""The provider's challenge, against one on this machine; nobody outside is asked."""

import os
import socket
import tempfile
import threading
import time
from pathlib import Path
from unittest.mock import patch

from django.test import override_settings

from complaints.cases import Case
from complaints.intake.challenge import recaptcha
from complaints.intake.pressure import Lane, PostCount
from tests.complaints.intake import provider
from tests.complaints.intake.house import (
    HouseTestCase,
    press,
    receipt_in,
    solve,
    soup,
)

KEYS = {"RECAPTCHA_PUBLIC_KEY": "public-key", "RECAPTCHA_PRIVATE_KEY": "private-key"}
ANSWER = {"g-recaptcha-response": "solved"}


class NotAskedTests(HouseTestCase):
    @override_settings(CHALLENGE_ABOVE=10)
    def test_without_keys_there_is_no_third_party(self):
        press()
        response = self.resident.get("/tips/new/")
        self.assertNotContains(response, "recaptcha")
        assert "recaptcha" not in response.headers["Content-Security-Policy"]


class ProviderTestCase(HouseTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.certificate = provider.certificate(Path(folder))

    def setUp(self):
        super().setUp()
        self.provider = self.enterContext(provider.running(self.certificate))
        self.domain = f"localhost:{self.provider.server_port}"
        trusted = {"SSL_CERT_FILE": str(self.certificate)}
        self.enterContext(patch.dict(os.environ, trusted))
        self.enterContext(override_settings(RECAPTCHA_DOMAIN=self.domain, **KEYS))
        self.provider.says({"success": True})
        self.enterContext(override_settings(CHALLENGE_ABOVE=10))
        self.addCleanup(recaptcha.pause, 0)
        recaptcha.pause(0)
        press()

    def send(self, **fields):
        return self.resident.send(**ANSWER | fields)

    def send_for_receipt(self):
        return receipt_in(self.send())


class AskedTests(ProviderTestCase):
    def test_only_this_page_may_load_it(self):
        page = self.resident.get("/tips/new/")
        policy = page.headers["Content-Security-Policy"]
        assert f"https://{self.domain}/recaptcha/" in policy
        assert "unsafe" not in policy
        other = self.resident.get("/tips/").headers["Content-Security-Policy"]
        assert "recaptcha" not in other

    def test_without_pressure_nobody_is_asked(self):
        PostCount.objects.all().delete()
        page = self.resident.get("/tips/new/")
        self.assertNotContains(page, "api.js")
        assert "recaptcha" not in page.headers["Content-Security-Policy"]
        assert receipt_in(self.resident.send())
        assert self.provider.asked == []

    def test_where_a_receipt_is_typed_only_our_own_runs(self):
        receipt = self.send_for_receipt()
        press(Lane.SIGN_INS)
        page = self.resident.get("/tips/mailbox/")
        self.assertNotContains(page, "recaptcha")
        assert "recaptcha" not in page.headers["Content-Security-Policy"]
        assert self.resident.enter(receipt, **solve(soup(page))).status_code == 303
        assert len(self.provider.asked) == 1

    def test_the_receipts_page_may_not_load_it(self):
        assert "recaptcha" not in self.send().headers["Content-Security-Policy"]

    def test_the_page_names_the_third_party(self):
        text = soup(self.resident.get("/tips/new/")).select_one("main").text
        assert "reCAPTCHA" in text
        assert "reCAPTCHA" in soup(self.resident.get("/tips/")).text

    def test_nothing_is_inline(self):
        page = soup(self.resident.get("/tips/new/"))
        assert page.select("script:not([src])") == []
        assert page.select_one(".g-recaptcha")["data-sitekey"] == "public-key"

    def test_a_solved_one_sends(self):
        assert receipt_in(self.send())
        [asked] = self.provider.asked
        assert asked["secret"] == ["private-key"]
        assert asked["response"] == ["solved"]

    def test_no_address_of_the_sender_is_told(self):
        self.resident.client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.9"
        self.send()
        assert self.provider.asked[0]["remoteip"] == [""]

    def test_a_solved_one_is_spent_only_when_all_else_is_right(self):
        self.assert_refused(self.send(body="短"), "body", text="短")
        assert self.provider.asked == []

    def test_a_repeated_post_needs_no_second_one(self):
        token = self.resident.open_form()
        first = receipt_in(self.send(token=token))
        self.provider.says({"success": False})
        assert receipt_in(self.send(token=token)) == first
        assert Case.objects.count() == 1


class RefusedTests(ProviderTestCase):
    def test_a_wrong_one(self):
        self.provider.says({"success": False, "error-codes": ["invalid"]})
        response = self.send()
        self.assert_refused(response, "captcha")
        assert soup(response).select_one(".g-recaptcha")


class NotReachedTests(ProviderTestCase):
    """Then our own serves, and what was typed stays."""

    def assert_own_serves(self, response):
        self.assert_refused(response, "captcha")
        page = soup(response)
        assert page.select(".g-recaptcha") == []
        assert len(page.select("[data-challenge]")) == 1
        return page

    def test_whoever_was_shown_no_box(self):
        # Without scripts, or where the provider is blocked.
        self.assert_own_serves(self.resident.send())
        assert self.provider.asked == []

    def test_our_own_is_good_enough_then(self):
        page = self.assert_own_serves(self.resident.send())
        assert receipt_in(self.resident.send(**solve(page)))

    def test_whatever_else_comes_back(self):
        for answer in (b"<html>blocked</html>", b"", b"[]", b"{}", b"\xff", b"null"):
            recaptcha.pause(0)
            self.provider.says(answer)
            self.assert_own_serves(self.send())
        recaptcha.pause(0)
        self.provider.says(b"oops", 500)
        self.assert_own_serves(self.send())

    def test_a_provider_that_is_not_there(self):
        with override_settings(RECAPTCHA_DOMAIN="localhost:1"):
            self.assert_own_serves(self.send())

    def test_a_provider_whose_certificate_nobody_trusts(self):
        with patch.dict(os.environ, {"SSL_CERT_FILE": os.devnull}):
            self.assert_own_serves(self.send())

    def test_a_provider_that_never_answers(self):
        self.provider.waits = threading.Event()
        started = time.monotonic()
        with override_settings(RECAPTCHA_VERIFY_REQUEST_TIMEOUT=0.3):
            response = self.send()
        assert time.monotonic() - started < 3
        self.assert_own_serves(response)

    def test_a_name_that_is_never_found(self):
        gone = threading.Event()
        self.addCleanup(gone.set)
        slow = patch.object(socket, "getaddrinfo", lambda *_all: gone.wait(10))
        with slow, override_settings(RECAPTCHA_VERIFY_REQUEST_TIMEOUT=0.3):
            self.assert_own_serves(self.send())

    def test_nobody_waits_for_it_again_so_soon(self):
        with override_settings(RECAPTCHA_DOMAIN="localhost:1"):
            self.send()
        assert soup(self.resident.get("/tips/new/")).select("[data-challenge]")
        self.send()
        assert self.provider.asked == []


class InPlaceTests(ProviderTestCase):
    """A form opened in quiet and sent by script: its page can load no provider."""

    def test_our_own_serves_at_once(self):
        token = self.resident.open_form()
        refused = self.resident.send(token, captcha_own="1")
        self.assert_refused(refused, "captcha")
        page = soup(refused)
        assert page.select(".g-recaptcha") == []
        assert "data-stay" in page.select_one("form.form").attrs
        answer = solve(page) | {"captcha_own": "1"}
        assert receipt_in(self.resident.send(token, **answer))
        assert self.provider.asked == []


def test_the_provider_has_three_seconds_and_a_home_that_can_be_reached():
    from django.conf import settings

    assert settings.RECAPTCHA_VERIFY_REQUEST_TIMEOUT == 3
    assert settings.RECAPTCHA_DOMAIN == "www.recaptcha.net"
