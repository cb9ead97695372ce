"""Header and footer of the county's portal, as an administrator types them in."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from portal.pages.facts import SiteFacts
from tests.disclosures.factories import column, update
from tests.factories import UserFactory
from tests.portal.gate.test_proposed_names import decide

pytestmark = pytest.mark.django_db
FACTS = {
    "portal_name": "东溪县人民政府",
    "portal_url": "https://www.county.test/",
    "sponsor": "东溪县住房和城乡建设局",
    "phone": "0598-2000000",
    "identification_code": "3504210001",
    "icp": "闽ICP备2021000001号-1",
    "security_filing": "闽公网安备35042102000001号",
    "find_error_url": "https://zfwzgl.test/exposure/jiucuo.html?site_code=3504210001",
}


def edit_path():
    site = Site.objects.get(is_default_site=True)
    return reverse("wagtailsettings:edit", args=["pages", "sitefacts", site.pk])


@pytest.fixture
def client(roles):
    column()
    client = Client()
    client.force_login(UserFactory(role="admin"))
    return client


class TestTyping:
    def test_what_is_typed_and_approved_stands_on_every_page(self, client):
        assert client.post(edit_path(), FACTS).status_code == 302
        decide(UserFactory(role="moderator"))
        page = update()
        for path in ("/", page.url, "/en/search/", "/elder/accessibility/"):
            html = Client().get(path).content.decode()
            for name, value in FACTS.items():
                assert value in html, (path, name)
        html = Client().get(page.url).content.decode()
        assert '<meta name="SiteIDCode" content="3504210001">' in html
        assert '<meta name="ContentSource" content="东溪县住房和城乡建设局">' in html

    def test_reading_makes_no_row(self, site):
        assert Client().get("/").status_code == 200
        assert not SiteFacts.objects.exists()

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("sponsor", "联系人 13800138000"),
            ("phone", "13800138000"),
            ("identification_code", "35042"),
            ("find_error_url", "javascript:alert(1)"),
        ],
    )
    def test_what_may_not_stand_there_is_refused_at_its_field(
        self, client, name, value
    ):
        answer = client.post(edit_path(), FACTS | {name: value})
        assert answer.status_code == 200
        assert name in answer.context["form"].errors
        assert not SiteFacts.objects.filter(**{name: value}).exists()

    def test_the_model_scans_too(self, site):
        facts = SiteFacts(site=Site.objects.get(), icp="联系人 13800138000")
        with pytest.raises(ValidationError):
            facts.full_clean()

    @pytest.mark.parametrize("role", ["editor", "moderator", "investigator", "clerk"])
    def test_nobody_else_may(self, roles, role, site):
        client = Client()
        client.force_login(UserFactory(role=role))
        assert client.post(edit_path(), FACTS).status_code in {302, 403}
        assert not SiteFacts.objects.exists()
