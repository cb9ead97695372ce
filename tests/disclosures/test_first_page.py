
import pytest
from django.test import Client

from tests.disclosures.factories import (
    column,
)

pytestmark = pytest.mark.django_db


class TestAddresses:
    @pytest.mark.parametrize("variant", ["", "/en", "/elder"])
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/plan/",
            "/updates/",
            "/reports/",
            "/notices/",
            "/lists/",
            "/estates/",
            "/policies/",
            "/suggestions/",
            "/channels/",
            "/search/",
            "/feeds/updates.atom",
            "/robots.txt",
            "/sitemap.xml",
            "/.well-known/security.txt",
        ],
    )
    def test_every_stable_address_answers(self, client: Client, variant, path):
        column()
        assert client.get(variant + path).status_code == 200
