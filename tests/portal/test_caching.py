"""Every public page can be kept by anybody, and is asked for again each time."""

import pytest
from django.test import Client

from tests.disclosures.factories import update

pytestmark = pytest.mark.django_db


class TestCaching:
    def test_what_changed_is_sent_again_at_once(self, site):
        page = update()
        client = Client()
        tag = client.get(page.url).headers["ETag"]
        page.unpublish()
        assert client.get(page.url, headers={"if-none-match": tag}).status_code == 404

    @pytest.mark.parametrize("path", ["/tips/", "/en/tips/new/", "/admin/login/"])
    def test_nothing_confidential_is_kept(self, path, site):
        answer = Client().get(path)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "ETag" not in answer.headers
