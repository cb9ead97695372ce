"""The column in another house: a base path, and a host for what is confidential."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_script_prefix

from disclosures.models import Channel
from portal import hosts
from tests.disclosures.factories import ChannelFactory, column, update
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PORTAL, OWN = "www.county.test", "tips.county.test"
BASE = "/zt/gzf"
NOWHERE = {
    (PORTAL, f"{BASE}/no/such/"): "/no/such/",
    (OWN, "/plan/"): "/plan/",
}
HREF = re.compile(r'(?:href|src|action)="([^"#]+)')


@pytest.fixture
def two_hosts(settings):
    """As `portal.settings` sets them from BASE_PATH and CONFIDENTIAL_URL."""
    settings.SITE_URL = f"https://{PORTAL}"
    settings.CONFIDENTIAL_URL = settings.CONFIDENTIAL_ROOT = f"https://{OWN}"
    settings.CONFIDENTIAL_HOST = OWN
    settings.BASE_PATH = BASE
    settings.COLUMN_ROOT = f"https://{PORTAL}{BASE}"
    settings.STATIC_URL = f"{BASE}/static/"
    settings.MEDIA_URL = f"{BASE}/media/"
    settings.CSRF_TRUSTED_ORIGINS = [f"https://{PORTAL}", f"https://{OWN}"]
    return column()


def ask(host, path, client=None):
    return (client or Client()).get(path, headers={"host": host})


def links(host, path):
    """Every address that a page leads to, whole; pictures and styles aside."""
    html = ask(host, path).content.decode()
    found = {urljoin(f"https://{host}{path}", link) for link in HREF.findall(html)}
    return {
        link for link in found if link.startswith("https://") and "/static/" not in link
    }


@pytest.mark.usefixtures("two_hosts")
class TestTwoHosts:
    @pytest.mark.parametrize("path", ["/", "/plan/", "/en/", "/elder/plan/"])
    def test_the_column_stands_below_its_path(self, path):
        assert ask(PORTAL, BASE + path).status_code == 200
        assert ask(PORTAL, path).status_code == 404
        assert ask(OWN, path).status_code == 404
        assert ask(OWN, BASE + path).status_code == 404

    @pytest.mark.parametrize(
        "path",
        ["/tips/", "/tips/new/", "/en/tips/", "/elder/tips/mailbox/", "/admin/login/"],
    )
    def test_what_is_confidential_stands_on_its_own_host_alone(self, path):
        assert ask(OWN, path).status_code == 200
        assert ask(PORTAL, path).status_code == 404
        assert ask(PORTAL, BASE + path).status_code == 404

    @pytest.mark.parametrize("path", ["/search/", "/feeds/updates.atom", "/en/search/"])
    def test_so_do_the_addresses_that_are_no_pages(self, path):
        assert ask(PORTAL, BASE + path).status_code == 200
        assert ask(OWN, path).status_code == 404

    @pytest.mark.parametrize("host", [PORTAL, OWN])
    def test_balancers_need_no_path(self, host):
        assert ask(host, "/health/live/").status_code == 200

    def test_another_path_that_begins_alike_is_the_portals(self):
        assert ask(PORTAL, f"{BASE}2/").status_code == 404

    def test_without_its_slash_the_path_leads_there(self):
        answer = ask(PORTAL, BASE)
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"{BASE}/"

    @pytest.mark.parametrize(
        ("host", "path"),
        [
            (PORTAL, f"{BASE}/elder/channels/"),
            (PORTAL, f"{BASE}/no/such/"),
            (OWN, "/en/tips/"),
            (OWN, "/plan/"),
        ],
    )
    def test_every_link_leads_somewhere_and_to_the_right_host(self, host, path):
        update()
        ChannelFactory(
            campaign=column().campaign, kind=Channel.Kind.ONLINE, value="/tips/new/"
        )
        variant = re.search(r"/(en|elder)/", path)
        found = links(host, path)
        assert {urlsplit(link).hostname for link in found} >= {PORTAL, OWN}
        for link in found:
            parts = urlsplit(link)
            # Leaving goes far away, and what does not exist does so in no variant.
            if parts.path.endswith(("/leave/", NOWHERE.get((host, path), "/leave/"))):
                continue
            answer = ask(parts.hostname, parts.path)
            assert answer.status_code == 200, link
            if variant and "/static/" not in link and parts.hostname != host:
                assert variant[0] in link

    def test_a_link_in_a_text_keeps_the_path(self):
        page = update()
        page.body = f'<p><a linktype="page" id="{page.get_parent().pk}">x</a></p>'
        page.save_revision().publish()
        path = page.get_url().replace(f"{BASE}/", f"{BASE}/en/")
        html = ask(PORTAL, path)
        assert f'href="{BASE}/en/updates/"' in html.content.decode()

    def test_pages_say_their_whole_address(self):
        page = update()
        assert page.full_url.startswith(f"https://{PORTAL}{BASE}/updates/")
        sitemap = ask(PORTAL, f"{BASE}/sitemap.xml").content.decode()
        assert page.full_url in sitemap
        assert "/tips/" not in sitemap

    def test_the_admin_leads_readers_to_the_column(self, roles):
        page = update()
        client = Client()
        client.force_login(UserFactory(role="editor"))
        edit = ask(OWN, f"/admin/pages/{page.pk}/edit/", client).content.decode()
        assert f"https://{PORTAL}{BASE}/updates/" in edit
        assert ask(PORTAL, f"{BASE}/admin/", client).status_code == 404

    def test_the_form_is_posted_and_kept_on_its_own_host(self):
        client = Client(enforce_csrf_checks=True)
        form = client.get("/tips/new/", headers={"host": OWN}, secure=True)
        cookie = form.cookies["csrftoken"]
        assert cookie["domain"] == ""
        for origin, status in ((OWN, 422), (PORTAL, 422), ("evil.test", 403)):
            answer = client.post(
                "/tips/mailbox/",
                {"receipt": "1", "csrfmiddlewaretoken": form.context["csrf_token"]},
                headers={"host": OWN, "origin": f"https://{origin}"},
                secure=True,
            )
            assert answer.status_code == status, origin

    def test_the_search_of_the_column_may_be_asked_from_the_form(self, settings):
        assert f'action="https://{PORTAL}{BASE}/search/"' in (
            ask(OWN, "/tips/").content.decode()
        )

    def test_the_prefix_is_gone_after_the_request(self):
        ask(PORTAL, f"{BASE}/en/")
        assert get_script_prefix() == "/"
        assert hosts.here() is hosts.Side.WHOLE

    def test_no_cookie_of_the_column_reaches_the_portal(self):
        response = HttpResponse()
        response.set_cookie("a", "1")
        response.set_cookie("b", "1", path=f"{BASE}/survey/1/")
        hosts.keep_below(BASE, response)
        assert response.cookies["a"]["path"] == f"{BASE}/"
        assert response.cookies["b"]["path"] == f"{BASE}/survey/1/"

    @pytest.mark.parametrize(
        ("path", "whole"),
        [
            ("/tips/new/", f"https://{OWN}/tips/new/"),
            ("/en/tips/", f"https://{OWN}/en/tips/"),
            ("/admin/", f"https://{OWN}/admin/"),
            ("/plan/", f"https://{PORTAL}{BASE}/plan/"),
        ],
    )
    def test_paper_bears_whole_addresses(self, path, whole):
        assert hosts.address(path) == whole


class TestOneHost:
    def test_links_are_as_plain_as_ever(self):
        column()
        html = Client().get("/elder/").content.decode()
        assert 'href="/elder/tips/"' in html
        assert hosts.link("/admin/") == "/admin/"
        assert hosts.address("/tips/new/") == "http://127.0.0.1:8000/tips/new/"


class TestConfidentialHostAlone:
    def test_the_column_stays_at_the_root(self, settings):
        settings.CONFIDENTIAL_URL = settings.CONFIDENTIAL_ROOT = f"https://{OWN}"
        settings.CONFIDENTIAL_HOST = OWN
        column()
        assert ask(PORTAL, "/plan/").status_code == 200
        assert ask(PORTAL, "/tips/").status_code == 404
        assert ask(OWN, "/tips/").status_code == 200
        assert ask(OWN, "/plan/").status_code == 404
