"""What machines read: robots, sitemap, security.txt."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.disclosures.factories import EstateFactory, update

pytestmark = pytest.mark.django_db
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


class TestRobots:
    @pytest.mark.parametrize(
        "path",
        ["/admin/", "/tips/mailbox/", "/en/tips/mailbox/", "/elder/tips/mailbox/"],
    )
    def test_what_is_private_is_left_alone(self, path):
        lines = Client().get("/robots.txt").content.decode().splitlines()
        assert lines[0] == "User-agent: *"
        assert f"Disallow: {path}" in lines

    def test_the_column_is_open_and_the_sitemap_named(self, settings):
        text = Client().get("/robots.txt").content.decode()
        assert "Disallow: /\n" not in text
        assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text


class TestSitemap:
    def paths(self):
        response = Client().get("/sitemap.xml")
        assert "xml" in response.headers["Content-Type"]
        found = ET.fromstring(response.content).iter(LOC)
        return {"/" + loc.text.split("/", 3)[3] for loc in found}

    def test_it_lists_every_live_page_and_the_doors(self, site):
        page = update()
        assert self.paths() >= {"/", "/plan/", page.url, "/tips/", "/tips/new/"}

    def test_it_lists_the_page_of_each_estate(self, site):
        shown, hidden = EstateFactory(), EstateFactory(is_active=False)
        paths = self.paths()
        assert f"/estates/{shown.pk}/" in paths
        assert Client().get(f"/estates/{shown.pk}/").status_code == 200
        assert f"/estates/{hidden.pk}/" not in paths

    def test_it_lists_no_draft_and_nothing_private(self, site):
        page = update()
        page.unpublish()
        paths = self.paths()
        assert page.url not in paths
        assert not [path for path in paths if path.startswith(("/admin", "/tips/mail"))]


class TestSecurityTxt:
    def fields(self):
        response = Client().get("/.well-known/security.txt")
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        lines = response.content.decode().strip().splitlines()
        return dict(line.split(": ", 1) for line in lines)

    def test_it_has_what_rfc_9116_requires(self, settings):
        fields = self.fields()
        assert fields["Contact"].startswith(settings.SITE_URL)
        assert "zh" in fields["Preferred-Languages"]

    def test_it_never_expires_unseen(self):
        expires = datetime.fromisoformat(self.fields()["Expires"])
        now = datetime.now(UTC)
        assert now + timedelta(days=30) < expires < now + timedelta(days=366)
