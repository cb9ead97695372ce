"""The challenge, against a provider on this machine; nobody outside is asked."""

import os
import tempfile
import threading
import time
from pathlib import Path
from unittest.mock import patch

from django.test import override_settings

from complaints.cases import Case
from tests.complaints.intake import provider
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    problems,
    receipt_in,
    soup,
    typed,
)

KEYS = {"RECAPTCHA_PUBLIC_KEY": "public-key", "RECAPTCHA_PRIVATE_KEY": "private-key"}
ANSWER = {"g-recaptcha-response": "solved"}


class NotAskedTests(HouseTestCase):
    def test_without_keys_there_is_no_challenge_and_no_third_party(self):
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

    def send(self, **fields):
        return self.resident.send(**ANSWER | fields)


class AskedTests(ProviderTestCase):
    def test_only_this_page_may_load_it(self):
        page = self.resident.get("/tips/new/")
        policy = page.headers["Content-Security-Policy"]
        assert f"https://{self.domain}/recaptcha/" in policy
        assert "unsafe" not in policy
        for path in ("/tips/", "/tips/mailbox/"):
            other = self.resident.get(path).headers["Content-Security-Policy"]
            assert "recaptcha" not in other

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
    def assert_asked_again(self, response):
        self.assert_refused(response, "captcha")
        return problems(response)["id_captcha"]

    def test_an_unsolved_one(self):
        self.assert_asked_again(self.resident.send())
        assert self.provider.asked == []

    def test_a_wrong_one(self):
        self.provider.says({"success": False, "error-codes": ["invalid"]})
        self.assert_asked_again(self.send())

    def test_whatever_else_comes_back_is_told_apart_from_a_wrong_one(self):
        self.provider.says({"success": False})
        wrong = self.assert_asked_again(self.send())
        for answer in (b"<html>blocked</html>", b"", b"[]", b"{}", b"\xff", b"null"):
            self.provider.says(answer)
            assert self.assert_asked_again(self.send()) != wrong, answer
        self.provider.says(b"oops", 500)
        assert self.assert_asked_again(self.send()) != wrong

    def test_a_provider_that_is_not_there(self):
        with override_settings(RECAPTCHA_DOMAIN="localhost:1"):
            self.assert_asked_again(self.send())

    def test_a_provider_whose_certificate_nobody_trusts(self):
        with patch.dict(os.environ, {"SSL_CERT_FILE": os.devnull}):
            self.assert_asked_again(self.send())

    def test_a_provider_that_never_answers(self):
        self.provider.waits = threading.Event()
        started = time.monotonic()
        with override_settings(RECAPTCHA_VERIFY_REQUEST_TIMEOUT=0.3):
            response = self.send()
        assert time.monotonic() - started < 3
        self.assert_asked_again(response)
        assert typed(response) == BODY


def test_the_provider_has_three_seconds():
    from django.conf import settings

    assert settings.RECAPTCHA_VERIFY_REQUEST_TIMEOUT == 3
