"""The list of public addresses is whole; each is answered without any cookie."""

import urllib.error
import urllib.request

import pytest

from portal.middleware import NO_VARIANT

pytestmark = pytest.mark.browser

#: What a reader's browser might send, from elsewhere on the same host.
FOREIGN = {
    "Cookie": "sessionid=xxxxxxxx; csrftoken=yyyyyyyy; django_language=en",
    "Accept-Language": "en",
}
KEPT = "public, max-age=0, must-revalidate"
#: Whose caching is said at their own views, and tested there.
OTHERWISE_KEPT = {
    "health_live",
    "health_ready",
    "survey",
    "survey_end",
    "survey_results",
    "survey_results_end",
    "survey answered",
    "public_file",
    "media",
}
#: Kinds of which the demo house has no example, and why.
NOT_IN_THE_DEMO = {
    "disclosures.ListsPage:frozen",  # its lists are still open
}


def ask(url, **headers):
    """Status, headers and content; no redirect is followed, no cookie is kept."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def variants(place):
    """The place in each variant of the site that it has."""
    if place.path.startswith(NO_VARIANT):
        return [place.path]
    return [f"{prefix}{place.path}" for prefix in ("", "/elder", "/en")]


class TestPublicPlaces:
    def test_no_page_type_and_no_pattern_is_missing(self, public):
        assert public[1] == NOT_IN_THE_DEMO

    def test_each_is_answered_without_any_cookie(self, base_url, places):
        wrong = []
        for place in places:
            for path in variants(place):
                status, headers, content = ask(f"{base_url}{path}")
                _status, others, same = ask(f"{base_url}{path}", **FOREIGN)
                vary = headers.get("Vary", "").lower()
                kept = {
                    "its status": status == place.status,
                    "sets none": not headers["Set-Cookie"] and not others["Set-Cookie"],
                    "reads none": content == same,
                    "varies by none": "cookie" not in vary and "language" not in vary,
                }
                wrong += [(path, what) for what, is_kept in kept.items() if not is_kept]
        assert not wrong, "\n".join(map(str, wrong))

    def test_each_can_be_kept_and_is_asked_for_again(self, base_url, places):
        wrong = []
        for place in places:
            if place.what in OTHERWISE_KEPT or place.status != 200:
                continue
            url = f"{base_url}{place.path}"
            status, headers, _content = ask(url)
            again, _headers, nothing = ask(url, **{"If-None-Match": headers["ETag"]})
            caching = headers["Cache-Control"]
            if (status, caching, again, nothing) != (200, KEPT, 304, b""):
                wrong.append((place, status, caching, again))
        assert not wrong, "\n".join(map(str, wrong))
