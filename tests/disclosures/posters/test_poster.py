"""The poster: right address in the code, on every variant, one file for the shop."""

import re
from datetime import timedelta

import pytest
import segno
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.workdays.clock import today
from tests.disclosures.factories import ChannelFactory, EstateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(site):
    site.campaign.save_revision().publish()
    return site.campaign


def drawn(address):
    return segno.make_qr(address, error="m").svg_inline(border=4, omitsize=True)


class TestPoster:
    def test_an_estates_code_opens_the_form_with_it_chosen(self, campaign, settings):
        settings.SITE_URL = "https://kaimen.example"
        estate = EstateFactory(name="东门小区")
        page = Client().get(f"/channels/poster/{estate.pk}/").content.decode()
        assert drawn(f"https://kaimen.example/tips/new/?estate={estate.pk}") in page
        assert "东门小区" in page
        form = Client().get(f"/tips/new/?estate={estate.pk}").content.decode()
        assert re.search(rf'value="{estate.pk}"[^>]* selected', form)

    def test_every_variant_draws_the_same_code(self, campaign, settings):
        settings.SITE_URL = "https://kaimen.example"
        for variant in ("", "/en", "/elder"):
            page = Client().get(f"{variant}/channels/poster/").content.decode()
            assert drawn("https://kaimen.example/tips/new/") in page

    def test_the_form_may_stand_on_a_host_of_its_own(self, campaign, settings):
        settings.CONFIDENTIAL_URL = "https://tips.example"
        page = Client().get("/channels/poster/").content.decode()
        assert drawn("https://tips.example/tips/new/") in page

    def test_it_says_when_all_channels_were_tried(self, campaign):
        page = Client().get("/channels/poster/").content.decode()
        assert "0598-2000000" in page
        assert "核对" not in page
        campaign.channels.update(checked_on=today() - timedelta(days=2))
        page = Client().get("/channels/poster/").content.decode()
        assert "核对" in page

    def test_the_file_needs_nothing_from_this_site(self, campaign):
        answer = Client().get("/channels/poster/file/")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        page = answer.content.decode()
        assert "@page" in page
        assert not re.search(r"<(?:link|script|img)\b|url\(", page)
        assert not answer.cookies

    def test_an_estate_that_is_not_listed_has_none(self, campaign):
        estate = EstateFactory(is_active=False)
        assert Client().get(f"/channels/poster/{estate.pk}/").status_code == 404

    def test_the_channels_page_offers_one_per_estate_at_one_cost(self, campaign):
        EstateFactory()
        Client().get("/channels/")
        with CaptureQueriesContext(connection) as few:
            Client().get("/channels/")
        estates = EstateFactory.create_batch(20)
        with CaptureQueriesContext(connection) as many:
            page = Client().get("/channels/").content.decode()
        assert all(f"/channels/poster/{e.pk}/" in page for e in estates)
        assert len(many) == len(few)


class TestTexts:
    def test_all_media_name_the_same_channels(self, campaign, editor, settings):
        settings.SITE_URL = "https://kaimen.example"
        ChannelFactory(campaign=campaign, name="政务服务便民热线", value="12345")
        ChannelFactory(campaign=campaign, name="旧号码", value="0598-1", is_shown=False)
        client = Client()
        client.force_login(editor)
        desk = client.get("/admin/channels/").content.decode()
        caption = re.search(r'id="caption"[^>]*>([^<]*)<', desk)[1]
        article = desk.partition('id="article"')[2]
        poster = Client().get("/channels/poster/").content.decode()
        for text in (caption, article, poster):
            assert "0598-2000000" in text
            assert "12345" in text
            assert "kaimen.example/tips/new/" in text
            assert "0598-1" not in text
        assert "\n" not in caption

    def test_the_desk_says_which_to_try_again(self, campaign, editor):
        campaign.channels.update(checked_on=today() - timedelta(days=30))
        client = Client()
        client.force_login(editor)
        assert "cd-late" not in client.get("/admin/channels/").content.decode()
        campaign.channels.update(checked_on=today() - timedelta(days=31))
        assert "cd-late" in client.get("/admin/channels/").content.decode()


def test_a_persons_number_as_owner_is_refused(db):
    channel = ChannelFactory.build(owner="王某 13805980000")
    with pytest.raises(ValidationError) as refused:
        channel.scan()
    assert "owner" in refused.value.message_dict
