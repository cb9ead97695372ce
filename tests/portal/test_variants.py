"""The site in English and for elders: the same pages, and links that stay."""

import re

import pytest
from django.test import Client
from django.urls import get_script_prefix, reverse
from django.utils import translation

from portal.middleware import split_variant
from tests.disclosures.factories import update
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)[^"]*"')
#: Where a variant's page may leave the variant: the switch itself.
SWITCH = re.compile(
    r'<a\b[^>]*\bhref="([^"]+)"[^>]*\bhreflang="[^"]+"|<link\b[^>]*hreflang[^>]*>'
)
PAGES = ("/", "/plan/", "/updates/", "/channels/", "/estates/", "/search/?q=转租")


def page(path) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


class TestLinks:
    @pytest.mark.parametrize("variant", ["/en", "/elder"])
    @pytest.mark.parametrize("path", PAGES)
    def test_every_link_stays_in_the_variant(self, variant, path, site):
        update()
        html = SWITCH.sub("", page(variant + path))
        links = [link for link in LINK.findall(html) if link.startswith("/")]
        assert links
        assert [link for link in links if not link.startswith(f"{variant}/")] == []

    def test_plain_pages_never_lead_into_a_variant_but_by_the_switch(self, site):
        html = SWITCH.sub("", page("/"))
        assert not [
            link for link in LINK.findall(html) if link.startswith(("/en/", "/elder/"))
        ]

    @pytest.mark.parametrize("variant", ["/en", "/elder"])
    def test_every_link_of_the_first_page_leads_somewhere(self, variant, site):
        update()
        html = SWITCH.sub("", page(variant + "/"))
        for link in set(LINK.findall(html)):
            if link.startswith("/") and "/tips/" not in link:
                assert Client().get(link).status_code == 200, link

    def test_an_update_opens_in_every_variant(self, site):
        url = update().url
        for variant in ("", "/en", "/elder"):
            assert "转租给别人住" in page(variant + url)

    def test_the_prefix_is_gone_after_the_request(self, site):
        page("/en/")
        assert get_script_prefix() == "/"
        assert page("/plan/").count('href="/en/') <= 2


class TestLanguage:
    def test_plain_and_elder_are_chinese_and_en_is_english(self, site):
        assert '<html lang="zh-Hans">' in page("/")
        assert re.search(r'<html lang="zh-Hans"[^>]*class="elder"', page("/elder/"))
        english = page("/en/")
        assert '<html lang="en">' in english
        assert "Newest progress" in english

    def test_campaign_texts_stay_chinese_and_say_so(self, site):
        html = page("/en/")
        assert re.search(r'lang="zh-Hans"[^>]*>\s*有人转租公租房', html)
        assert re.search(r'<h3 lang="zh-Hans">', html)

    def test_what_the_browser_prefers_changes_nothing(self, site):
        asked = Client().get("/", headers={"accept-language": "en"})
        assert '<html lang="zh-Hans">' in asked.content.decode()
        assert asked.headers["Content-Language"] == "zh-hans"

    def test_the_language_is_gone_after_the_request(self, site):
        with translation.override("zh-hans"):
            page("/en/")
            assert translation.get_language() == "zh-hans"


class TestWhereThereAreNone:
    @pytest.mark.parametrize("variant", ["/en", "/elder"])
    @pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/health/live/"])
    def test_admin_and_health_have_none(self, variant, path, site):
        assert Client().get(variant + path).status_code == 404

    def test_the_admin_links_pages_without_a_variant(self, site):
        client = Client()
        client.force_login(UserFactory(role="editor"))
        page("/en/")
        html = client.get(reverse("wagtailadmin_home"), follow=True).content.decode()
        assert 'href="/en/' not in html

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("/", ("", "/")),
            ("/en/", ("en", "/")),
            ("/en", ("", "/en")),
            ("/en/tips/", ("en", "/tips/")),
            ("/elder/en/", ("elder", "/en/")),
            ("/english/", ("", "/english/")),
            ("/en/admin/", ("", "/en/admin/")),
            ("/en//admin/", ("en", "//admin/")),
        ],
    )
    def test_paths_are_split(self, path, expected):
        assert split_variant(path) == expected

    @pytest.mark.parametrize(
        "path",
        ["/en", "/elder", "/en/en/", "/en/elder/", "/en//admin/", "/elder/en/plan/"],
    )
    def test_odd_ones_are_no_error(self, path, site):
        assert Client().get(path).status_code in {301, 302, 404}
