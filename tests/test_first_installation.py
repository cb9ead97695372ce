"""An empty house, without the demo: how a county begins."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from complaints.vault.models import KeyEvent
from disclosures.demo.column import approve
from disclosures.models import Campaign, ColumnPage
from disclosures.site import build_site
from portal.users.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "green-tea-and-paper-7"


def call(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


class TestTheFirstAdministrator:
    def test_gets_an_account_and_a_link_and_in(self):
        call("seed")
        link = call("one_time_link", "admin1", "--first")
        path = link.partition("8000")[2]
        assert Client().get(path).status_code == 200
        chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
        assert Client().post(path, chosen).status_code == 200
        user = User.objects.get()
        assert not user.must_set_password
        assert [group.name for group in user.groups.all()] == ["admin"]
        assert KeyEvent.objects.get(what=KeyEvent.What.LINK).user == user
        client = Client()
        known = {"username": "admin1", "password": PASSWORD}
        assert client.post(reverse("wagtailadmin_login"), known).status_code == 302
        assert client.get("/admin/users/", follow=True).status_code == 200

    def test_loads_no_demo(self):
        call("seed")
        call("one_time_link", "admin1", "--first")
        assert call("load_demo") == ""
        assert User.objects.count() == 1

    def test_is_the_first_alone(self):
        call("seed")
        UserFactory()
        with pytest.raises(CommandError, match="accounts already"):
            call("one_time_link", "admin1", "--first")
        assert User.objects.count() == 1

    def test_has_a_name_that_an_account_may_have(self):
        call("seed")
        with pytest.raises(CommandError, match=r"\w"):
            call("one_time_link", "a b/c", "--first")
        assert not User.objects.exists()

    def test_comes_after_the_roles(self):
        with pytest.raises(CommandError, match="seed"):
            call("one_time_link", "admin1", "--first")


class TestBeforeTheFirstCampaign:
    @pytest.mark.parametrize("path", ["/", "/en/", "/elder/"])
    def test_the_first_page_says_so(self, path):
        call("seed")
        told = Client().get(path).content.decode()
        assert "Wagtail" not in told
        assert ("筹备" in told) != (path == "/en/")

    @pytest.mark.parametrize(
        "path",
        [
            *("/tips/", "/tips/new/", "/search/?q=x", "/feeds/updates.atom"),
            *("/open-data/", "/corrections/", "/accessibility/", "/sitemap.xml"),
            *("/robots.txt", "/embed/progress/"),
        ],
    )
    def test_every_other_address_answers(self, path):
        call("seed")
        assert Client().get(path).status_code == 200


class TestTheFirstCampaign:
    def approved(self, title="公租房点题整治"):
        campaign = Campaign(title=title, year=2021, live=False)
        campaign.save()
        editor, moderator = UserFactory(role="editor"), UserFactory(role="moderator")
        approve(campaign, editor, moderator)
        campaign.refresh_from_db()
        return campaign

    def test_is_shown_once_it_is_approved(self):
        call("seed")
        campaign = self.approved()
        assert (campaign.live, campaign.is_current) == (True, True)
        for path in ("/", "/plan/", "/channels/", "/en/", "/elder/"):
            assert "公租房点题整治" in Client().get(path).content.decode()

    def test_a_later_one_waits_until_it_is_shown(self):
        call("seed")
        first, second = self.approved(), self.approved("食品安全点题整治")
        assert ColumnPage.objects.get().campaign == first
        call("show_campaign", second.title)
        assert "食品安全点题整治" in Client().get("/").content.decode()
        assert Campaign.current() == second

    def test_only_an_approved_one_is_shown(self):
        call("seed")
        Campaign.objects.create(title="食品安全点题整治", year=2022, live=False)
        for title in ("食品安全点题整治", "没有这一项"):
            with pytest.raises(CommandError, match=title):
                call("show_campaign", title)
        assert not ColumnPage.objects.exists()

    def test_building_by_hand_stays_what_it_was(self):
        call("seed")
        campaign = self.approved()
        assert build_site(campaign) == ColumnPage.objects.get()
