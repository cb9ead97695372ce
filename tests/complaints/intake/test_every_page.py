"""Every address under /tips/, errors included: a way out, and a silent title."""

from copy import deepcopy

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver
from django.utils import translation

from portal import errors
from tests.complaints.intake.house import HouseTestCase, Resident, soup

AWAY = "https://www.gov.cn/"
TELLING = (
    "举报",
    "反映",
    "投诉",
    "线索",
    "整治",
    "公租房",
    "report",
    "tip",
    "complain",
)


def addresses(resolver=None, prefix=""):
    """Every pattern below /tips/, its numbers written out."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from addresses(pattern, route)
        elif route.startswith("tips/"):
            yield "/" + route.replace("<int:number>", "7").replace("<str:", "<")


def assert_quiet(response):
    page = soup(response)
    control = page.select_one(".quick-exit [data-leave]")
    assert control.get("href", control.get("formaction")).endswith("/tips/leave/")
    for word in TELLING:
        assert word not in page.title.text.lower()


class EveryAddressTests(HouseTestCase):
    def test_by_get_and_by_an_empty_post_offers_to_leave(self):
        found = sorted(addresses())
        assert len(found) > 8
        receipt = self.resident.send_for_receipt()
        for prefix in ("", "/en", "/elder"):
            resident = Resident(prefix)
            resident.enter(receipt)
            inside = deepcopy(resident.client.cookies)
            for path in found:
                for method in ("get", "post"):
                    with self.subTest(path=path, prefix=prefix, method=method):
                        resident.client.cookies = deepcopy(inside)
                        self.ask(resident.client, method, f"{prefix}{path}")

    def ask(self, client, method, path):
        response = getattr(client, method)(path)
        if response.status_code == 303:
            if response.headers["Location"] == AWAY:
                return
            response = client.get(response.headers["Location"])
        # An empty page leaves by itself, or answers what no form of ours sends.
        if response.status_code == 405 or "Refresh" in response.headers:
            assert response.content == b""
        else:
            assert_quiet(response)

    def test_the_receipt_too(self):
        assert_quiet(self.resident.send())


class LeavingQuicklyTests(HouseTestCase):
    def test_goes_away_and_takes_our_traces_along(self):
        resident = Resident("/elder")
        resident.enter(self.resident.send_for_receipt())
        response = resident.get("/tips/leave/")
        assert (response.status_code, response.headers["Location"]) == (303, AWAY)
        assert response.headers["Clear-Site-Data"] == '"cache"'
        assert response.headers["Cache-Control"] == "no-store"
        assert set(response.cookies) == {
            "mailbox",
            "mailbox_en",
            "mailbox_elder",
            "csrftoken",
        }
        assert all(cookie["max-age"] == 0 for cookie in response.cookies.values())


class TestErrors:
    @pytest.mark.django_db
    def test_not_found(self):
        for prefix, words in (("", "没有页面"), ("/en", "no page")):
            response = Client().get(f"{prefix}/tips/nowhere/")
            assert response.status_code == 404
            assert words in response.content.decode()
            assert_quiet(response)

    def test_broken_or_refused_without_asking_the_database(self):
        request = RequestFactory().get("/tips/new/")
        for status, page in (
            (500, errors.server_error(request)),
            (403, errors.permission_denied(request, Exception())),
            (400, errors.bad_request(request, Exception())),
        ):
            assert page.status_code == status
            assert_quiet(page)

    def test_elsewhere_they_stay_as_they_were(self):
        with translation.override("zh-hans"):
            page = errors.server_error(RequestFactory().get("/plan/"))
        assert page.status_code == 500
        assert not soup(page).select(".quick-exit")
