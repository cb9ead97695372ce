"""An editor sets a time; only what a second person approved goes public at it."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosures.models import UpdatePage
from tests.disclosures.test_criticism import answer, notice
from tests.disclosures.test_moderation import as_user, create, decide, fields
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
SUBMIT = {"action-submit": "1"}


def stamp(**ahead):
    """A time as the form wants it."""
    return f"{timezone.localtime() + timedelta(**ahead):%Y-%m-%d %H:%M}"


def tend(**ahead):
    """The house's daily work, that much later."""
    then = timezone.now() + timedelta(**ahead)
    with mock.patch("django.utils.timezone.now", return_value=then):
        call_command("tend")


def editing(user, page):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return as_user(user).get(url).content.decode()


def shown(page):
    page.refresh_from_db()
    return page.live and Client().get(page.url).status_code == 200


@pytest.fixture
def timed(site, editor):
    """Handed in for the day after tomorrow, for two days."""
    times = {"go_live_at": stamp(days=2), "expire_at": stamp(days=4)}
    assert create(editor, **times | SUBMIT).status_code == 302
    return UpdatePage.objects.get()


class TestForm:
    def test_an_editor_finds_the_fields_in_the_page_form(self, site, editor, timed):
        add = reverse(
            "wagtailadmin_pages:add",
            args=("disclosures", "updatepage", timed.get_parent().pk),
        )
        html = as_user(editor).get(add).content.decode()
        for name in ("go_live_at", "expire_at"):
            assert f'name="{name}"' in html
        assert timed.get_latest_revision_as_object().go_live_at

    def test_who_approves_sees_the_time(self, timed, moderator):
        html = editing(moderator, timed)
        assert f"{timezone.localtime() + timedelta(days=2):%Y}" in html
        for name in ("go_live_at", "expire_at"):
            draft = timed.get_latest_revision_as_object()
            day = timezone.localtime(getattr(draft, name))
            assert f"{day.year}年{day.month}月{day.day}日" in html
        assert 'name="action-workflow-action"' in html or "workflow-action" in html


class TestGoingLive:
    def test_approved_it_goes_live_at_its_time_and_expires(self, timed, moderator):
        decide(moderator, timed)
        assert not shown(timed)
        tend(days=1)
        assert not shown(timed)
        tend(days=2, hours=1)
        assert shown(timed)
        tend(days=5)
        assert not shown(timed)

    def test_not_approved_it_never_does(self, timed):
        tend(days=3)
        assert not shown(timed)

    def test_sent_back_it_does_not_either(self, timed, moderator):
        decide(moderator, timed, "reject")
        tend(days=3)
        assert not shown(timed)

    def test_a_change_after_the_approval_waits_for_one_of_its_own(
        self, timed, editor, moderator
    ):
        decide(moderator, timed)
        url = reverse("wagtailadmin_pages:edit", args=[timed.pk])
        changed = {"title": "没有人批准的标题", "go_live_at": stamp(days=1)}
        as_user(editor).post(url, fields(**changed))
        tend(days=2, hours=1)
        timed.refresh_from_db()
        assert timed.title == "走访过半"
        assert shown(timed)

    def test_a_time_before_the_end_is_asked_for(self, site, editor):
        times = {"go_live_at": stamp(days=4), "expire_at": stamp(days=2)}
        answer = create(editor, **times | SUBMIT)
        assert answer.status_code == 200
        assert "go_live_at" in answer.context["form"].errors


class TestStopping:
    def stop(self, user, page):
        return as_user(user).post(reverse("stop_publication", args=[page.pk]))

    def test_one_person_stops_what_was_approved(self, timed, editor, moderator):
        assert self.stop(editor, timed).status_code == 404
        decide(moderator, timed)
        address = reverse("stop_publication", args=[timed.pk])
        assert address in editing(editor, timed)
        assert as_user(editor).get(address).status_code == 200
        assert self.stop(UserFactory(role="investigator"), timed).status_code != 200
        tend(hours=1)
        assert self.stop(editor, timed).status_code == 302
        tend(days=3)
        assert not shown(timed)
        assert address not in editing(editor, timed)
        assert not timed.withdrawals.exists()


class TestNotReadyAnyMore:
    def test_a_reply_after_the_approval_is_not_left_out(self, site, moderator):
        page = notice(UnitFactory())
        type(page).objects.filter(pk=page.pk).update(live=False)
        page.refresh_from_db()
        assert page.obstacle() == ""
        version = page.save_revision()
        version.approved_go_live_at = timezone.now()
        version.save()
        answer(page)
        tend(hours=1)
        version.refresh_from_db()
        assert version.approved_go_live_at is None
        assert not shown(page)
