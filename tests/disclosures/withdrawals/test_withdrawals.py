"""Corrections stay visible, withdrawals say when and why, taken down is gone."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry, Revision

from disclosures.demo.column import approve
from disclosures.models import Correction, PublicText, UpdatePage, Withdrawal
from disclosures.withdrawals import remaking
from disclosures.withdrawals.acts import take_down
from portal.gate.files import PublicFile
from tests.disclosures import factories
from tests.disclosures.test_moderation import as_user
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WAYS = ("/", "/updates/", "/feeds/updates.atom", "/corrections/", "/sitemap.xml")


def get(path):
    return Client().get(path).content.decode()


def everywhere(page_url, word):
    """Every public answer in which a word still stands."""
    found = [p for p in (*WAYS, page_url, f"/elder{page_url}") if word in get(p)]
    # The search repeats what was asked; what it finds, it marks.
    search = f"/search/?q={word}"
    return [*found, *([search] if "<mark>" in get(search) else [])]


def kept(page):
    """Everything that the database keeps of a page, in one text."""
    rows = [
        *Revision.objects.for_instance(page).values_list("content", "object_str"),
        *PageLogEntry.objects.filter(page=page.pk).values_list("label", "data"),
        *Correction.objects.values_list("old", "new", "why"),
        *PublicText.objects.values_list("blocks"),
        *PublicFile.objects.values_list("name", "text"),
        *UpdatePage.objects.filter(pk=page.pk).values_list(),
    ]
    return json.dumps(rows, ensure_ascii=False, default=str)


@pytest.fixture
def article(site, editor, moderator):
    page = factories.update("东门小区走访过半", body="<p>走访队员王小明查了三户。</p>")
    change(page, editor, moderator, body="<p>走访队员王小明查了五户。</p>")
    return UpdatePage.objects.get()


def change(page, editor, moderator, **facts):
    draft = page.get_latest_revision_as_object()
    for name, value in facts.items():
        setattr(draft, name, value)
    approve(draft, editor, moderator)
    page.refresh_from_db()


class TestCorrections:
    def test_old_and_new_words_and_the_reason_stay_visible(
        self, article, editor, moderator
    ):
        note = "数字有误"
        body = "<p>走访队员王小明查了六户。</p>"
        change(article, editor, moderator, body=body, change_note=note)
        for path in (article.url, "/corrections/"):
            html = get(path)
            assert "<del>走访队员王小明查了五户。</del>" in html
            assert "<ins>走访队员王小明查了六户。</ins>" in html
            assert note in html

    def test_a_change_of_something_else_is_none(self, article, editor, moderator):
        count = Correction.objects.count()
        change(article, editor, moderator, search_description="走访")
        assert Correction.objects.count() == count

    def test_of_personal_data_only_that_and_when(
        self, article, editor, moderator, is_due
    ):
        body = "<p>走访队员查了五户。</p>"
        change(article, editor, moderator, body=body, change_hides_person=True)
        assert "王小明" not in get(article.url)
        assert "<time" in get("/corrections/")
        assert everywhere(article.url, "王小明") == []
        assert "王小明" not in kept(article)
        assert Correction.objects.filter(hides_person=True).count() == 2
        assert is_due()


class TestTakeDown:
    def test_a_withdrawal_says_when_and_why_at_its_address(self, article, editor):
        take_down(article, user=editor, reason="outdated", note="以新公告为准。")
        response = Client().get(article.url)
        html = response.content.decode()
        assert response.status_code == 410
        assert "以新公告为准。" in html
        assert "<time" in html
        assert "东门小区走访过半" in html
        assert "王小明" not in html
        assert "以新公告为准。" in get("/corrections/")
        assert article.url not in get("/updates/")

    def test_the_note_names_nobody(self, article, editor):
        with pytest.raises(ValidationError):
            take_down(article, user=editor, reason="wrong", note="电话13800138000")
        article.refresh_from_db()
        assert article.live

    def test_by_the_button_of_editor_or_moderator_and_nobody_else(
        self, article, moderator
    ):
        address = reverse("take_down", args=[article.pk])
        data = {"reason": "wrong", "note": ""}
        as_user(UserFactory(role="investigator")).post(address, data)
        assert not Withdrawal.objects.exists()
        client = as_user(moderator)
        assert "action" in client.get(address).content.decode()
        assert client.post(address, data).status_code == 302
        article.refresh_from_db()
        assert not article.live

    def test_an_export_that_began_before_does_not_settle_it(
        self, article, editor, tmp_path
    ):
        made = remaking.begun(tmp_path)
        take_down(article, user=editor, reason="wrong")
        made()
        assert remaking.stale().exists()
        remaking.begun(tmp_path)()
        assert not remaking.stale().exists()
