"""The fragment that other sites frame."""

import pytest
from django.test import Client

from tests.disclosures.factories import update

pytestmark = pytest.mark.django_db
PATH = "/embed/progress/"


class TestFraming:
    def test_nobody_may_frame_it_unless_named(self, settings, site):
        answer = Client().get(PATH)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]

    def test_only_those_named_may(self, settings, site):
        settings.EMBED_HOSTS = ["www.county.test", "city.test"]
        answer = Client().get(PATH)
        assert "X-Frame-Options" not in answer.headers
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors www.county.test city.test" in policy

    @pytest.mark.parametrize("path", ["/", "/plan/", "/tips/", "/admin/login/"])
    def test_nothing_else_ever(self, path, settings, site):
        settings.EMBED_HOSTS = ["www.county.test"]
        answer = Client().get(path)
        assert answer.headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}
        assert "county.test" not in answer.headers["Content-Security-Policy"]


class TestContent:
    def test_it_shows_where_the_campaign_is_and_leads_to_the_column(self, site):
        update("入户走访过半")
        for variant in ("", "/en"):
            html = Client().get(variant + PATH).content.decode()
            assert "入户走访过半" in html
            assert "自查自纠阶段" in html
            assert f'href="{variant}/"' in html
            assert '<base target="_blank">' in html
            assert "<form" not in html

    def test_without_a_campaign_it_says_so(self):
        assert Client().get(PATH).status_code == 200
