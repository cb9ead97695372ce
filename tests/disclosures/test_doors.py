"""Pages that no editor writes say of themselves to machines what the others say."""

import re

import pytest
from django.test import Client

from tests.disclosures.factories import EstateFactory

pytestmark = pytest.mark.django_db


def said(path):
    html = Client().get(path).content.decode()
    metas = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', html)
    return html, dict(metas)


@pytest.mark.parametrize("path", ["/open-data/", "/corrections/", "/accessibility/"])
def test_each_names_its_address_itself_and_its_column(site, path):
    html, found = said(path)
    assert re.search(rf'<link rel="canonical" href="https?://[^"]+{path}">', html)
    assert found["og:url"].endswith(path)
    title = re.search("<h1>(.+?)</h1>", html)[1]
    assert found["og:title"] == found["ColumnName"] == title
    assert f"<title>{title} - " in html
    assert found["description"]
    assert found["og:description"] == found["ColumnDescription"]
    assert found["og:description"] == found["description"]


def test_an_estate_speaks_of_itself(site):
    estates = [EstateFactory(name="河滨小区"), EstateFactory(name="北岭公寓")]
    pages = [said(f"/estates/{one.pk}/") for one in estates]
    for (html, found), one in zip(pages, estates, strict=True):
        assert f"<title>{one.name} - " in html
        assert re.search(rf'rel="canonical" href="[^"]+/estates/{one.pk}/">', html)
        assert one.name in found["description"]
        assert found["og:title"] == one.name
        assert found["ColumnName"] != one.name
    assert pages[0][1]["description"] != pages[1][1]["description"]
