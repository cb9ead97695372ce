import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


class TestHealth:
    def test_live_needs_no_database(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert client.get("/health/live/").content == b"ok"

    def test_ready_once_the_site_exists(self, client):
        from wagtail.models import Page, Site

        Site.objects.all().delete()
        assert client.get("/health/ready/").status_code == 503
        Site.objects.create(
            hostname="localhost",
            root_page=Page.objects.first(),
            is_default_site=True,
        )
        assert client.get("/health/ready/").json() == {"ready": True}

    def test_not_ready_without_a_database(self, client, monkeypatch):
        def refuse():
            raise ConnectionError

        monkeypatch.setattr(connection, "ensure_connection", refuse)
        assert client.get("/health/ready/").status_code == 503
