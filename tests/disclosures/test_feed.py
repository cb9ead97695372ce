"""The Atom feed."""

import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.models import NoticePage, NoticesPage
from tests.disclosures.factories import update

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(path="/feeds/updates.atom") -> ET.Element:
    response = Client().get(path)
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(response.content)


def text(element, name):
    found = element.find(ATOM + name)
    return found.text if found is not None else None


class TestFeed:
    def test_it_has_what_atom_requires(self, site):
        update("走访 <过半> & 转租")
        root = feed()
        assert root.tag == f"{ATOM}feed"
        assert text(root, "id").startswith("http")
        assert text(root, "title") == "公租房点题整治专栏"
        assert datetime.fromisoformat(text(root, "updated")).tzinfo
        assert root.find(f"{ATOM}author/{ATOM}name").text
        assert {link.get("rel") for link in root.findall(f"{ATOM}link")} >= {"self"}
        entry = root.find(f"{ATOM}entry")
        assert text(entry, "title") == "走访 <过半> & 转租"
        assert text(entry, "id").startswith("urn:uuid:")
        assert datetime.fromisoformat(text(entry, "updated"))
        assert entry.find(f"{ATOM}link").get("href").startswith("http://")
        assert text(entry, "summary") == "六个小区走完三个。"

    def test_an_empty_one_is_valid_and_steady(self, site):
        assert text(feed(), "updated") == text(feed(), "updated")
        assert not feed().findall(f"{ATOM}entry")

    def test_progress_reports_and_notices_stand_together_newest_first(self, site):
        update("进展一")
        notice = NoticePage(title="公告一", slug="n", body="<p>公告</p>")
        NoticesPage.objects.get().add_child(instance=notice)
        notice.save_revision().publish()
        entries = feed().findall(f"{ATOM}entry")
        assert [text(entry, "title") for entry in entries] == ["公告一", "进展一"]

    def test_drafts_are_not_in_it(self, site):
        page = update()
        page.unpublish()
        assert not feed().findall(f"{ATOM}entry")

    def test_links_stay_in_the_variant(self, site):
        update()
        entry = feed("/elder/feeds/updates.atom").find(f"{ATOM}entry")
        assert "/elder/updates/" in entry.find(f"{ATOM}link").get("href")

    def test_it_costs_the_same_at_any_length(self, site):
        update("一")
        feed()
        with CaptureQueriesContext(connection) as few:
            feed()
        for number in range(40):
            update(f"进展 {number}", slug=f"u{number}")
        with CaptureQueriesContext(connection) as many:
            assert len(feed().findall(f"{ATOM}entry")) == 30
        assert len(many) <= len(few)
