"""Names before there is a column: nobody reads them yet, so nothing waits."""

from django.urls import reverse
from wagtail.models import Page, Site

from disclosures.models import Estate
from portal.gate.names import ProposedNames
from tests.disclosures.test_moderation import as_user
from tests.factories import UserFactory

NEW = "西城家园二期"


class TestBeforeTheFirstCampaign:
    def test_nothing_waits(self, roles):
        Site.objects.update(root_page=Page.objects.get(depth=2))
        fields = {"name": NEW, "township": "夏坊乡", "is_active": "on"}
        as_user(UserFactory(role="admin")).post(reverse("estates:add"), fields)
        assert Estate.objects.get(name=NEW).is_active
        assert not ProposedNames.objects.exists()
