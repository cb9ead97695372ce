"""A page that is moved while somebody edits it: it is said where, nothing is lost."""

import pytest
from django.urls import reverse

from disclosures.models import UpdatePage, UpdatesPage
from disclosures.site import build_site
from tests.disclosures.factories import CampaignFactory, update
from tests.disclosures.test_moderation import as_user, fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site, editor):
    page = update("走访过半")
    page.save_revision(user=editor)
    return page


@pytest.fixture
def elsewhere(page):
    """The same section of another campaign's column."""
    column = build_site(CampaignFactory(title="食品安全点题整治", year=2022))
    section = UpdatesPage.objects.child_of(column).get()
    section.title = "食品安全进展"
    section.save()
    return section


def save(editor, page, **changes):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = fields(title="走访过半", slug=page.slug, **changes)
    return as_user(editor).post(address, data, follow=True)


def told(response):
    return [str(m) for m in response.context["messages"] if "食品安全进展" in str(m)]


class TestMovedMeanwhile:
    def test_it_is_kept_at_the_new_place_which_is_named(self, page, elsewhere, editor):
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert as_user(editor).get(address).status_code == 200
        page.move(elsewhere, pos="last-child")

        answer = save(editor, page, summary="我写了很久的摘要。")

        assert len(told(answer)) == 1
        assert "走访过半" in told(answer)[0]
        page = UpdatePage.objects.get(pk=page.pk)
        assert page.get_parent().pk == elsewhere.pk
        draft = page.get_latest_revision_as_object()
        assert draft.summary == "我写了很久的摘要。"
        assert draft.get_parent().pk == elsewhere.pk

    def test_it_is_said_once(self, page, elsewhere, editor):
        page.move(elsewhere, pos="last-child")
        assert told(save(editor, page, summary="一"))
        page = UpdatePage.objects.get(pk=page.pk)
        assert told(save(editor, page, summary="二")) == []

    def test_where_nothing_moved_nothing_is_said(self, page, editor):
        answer = save(editor, page, summary="一")
        assert "移动" not in answer.content.decode()
