"""Nothing goes public without a second person, by whatever address."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Revision

from disclosures.models import UpdatePage, UpdatesPage
from tests.disclosures import factories
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

BODY = (
    '{"blocks": [{"key": "a", "text": "走访发现有人转租，已经登记。",'
    ' "type": "unstyled", "depth": 0, "inlineStyleRanges": [],'
    ' "entityRanges": []}], "entityMap": {}}'
)


def fields(**changes):
    """What the browser posts for an update page."""
    return {
        "title": "走访过半",
        "slug": "half-way",
        "date": "2026-01-05",
        "summary": "六个小区走完三个。",
        "body": BODY,
        "measure": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "attachments-TOTAL_FORMS": 0,
        "attachments-INITIAL_FORMS": 0,
        "tables-TOTAL_FORMS": 0,
        "tables-INITIAL_FORMS": 0,
        "photos-TOTAL_FORMS": 0,
        "photos-INITIAL_FORMS": 0,
    } | changes


def approving(thing):
    """What the button below the form adds: approval of the version that was opened."""
    newest = thing.latest_revision
    return {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "loaded_revision_id": newest.pk,
        "loaded_revision_created_at": newest.created_at.isoformat(),
    }


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def create(editor, **changes):
    return as_user(editor).post(
        reverse(
            "wagtailadmin_pages:add",
            args=("disclosures", "updatepage", UpdatesPage.objects.get().pk),
        ),
        fields(**changes),
    )


@pytest.fixture
def submitted(site, editor):
    """A page that `editor` has written and handed in."""
    assert create(editor, **{"action-submit": "1"}).status_code == 302
    return UpdatePage.objects.get()


def decide(user, page, action="approve", state=None):
    state = state or page.current_workflow_task_state
    return as_user(user).post(
        reverse("wagtailadmin_pages:workflow_action", args=(page.pk, action, state.pk))
    )


def is_public(page) -> bool:
    page.refresh_from_db()
    return page.live or Client().get(page.url).status_code == 200


class TestTheWay:
    def test_editor_hands_in_and_moderator_approves(self, submitted, moderator):
        assert submitted.workflow_in_progress
        assert not is_public(submitted)

        assert decide(moderator, submitted).status_code == 302

        assert is_public(submitted)
        assert "走访过半" in Client().get("/").content.decode()
        assert "走访过半" in Client().get("/feeds/updates.atom").content.decode()
        found = Client().get("/search/", {"q": "转租"}).content.decode()
        assert submitted.url in found

    def test_moderator_finds_it_on_the_home_page_and_can_open_it(
        self, submitted, moderator
    ):
        client = as_user(moderator)
        home = client.get("/admin/").content.decode()
        assert "走访过半" in home
        edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
        page = client.get(edit).content.decode()
        assert 'data-workflow-action-name="approve"' in page

    def test_moderator_approves_from_the_editor_too(self, submitted, moderator):
        as_user(moderator).post(
            reverse("wagtailadmin_pages:edit", args=[submitted.pk]),
            fields(
                **approving(submitted),
            ),
        )
        assert is_public(submitted)

    def test_not_what_was_handed_in_after_it_was_opened(
        self, submitted, editor, moderator
    ):
        """A part that was added meanwhile is in no form, and so no change of it."""
        edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
        opened = fields(**approving(submitted))
        submitted.current_workflow_state.cancel(user=editor)
        table = {"tables-TOTAL_FORMS": "1", "tables-0-caption": "没人看过的表"}
        table |= {"tables-0-number": "1", "tables-0-cells": "甲 | 乙\n1 | 2"}
        again = as_user(editor).post(edit, fields(**table, **{"action-submit": "1"}))
        assert again.status_code == 302
        client = as_user(moderator)
        answer = client.post(edit, opened, follow=True)
        assert answer.redirect_chain == [(edit, 302)]
        told = answer.content.decode()
        assert "重新提交过" in told
        assert "没人看过的表" in told
        assert not is_public(submitted)
        submitted.refresh_from_db()
        client.post(edit, fields(**approving(submitted)))
        assert is_public(submitted)

    def test_a_live_page_that_is_changed_waits_again(
        self, submitted, editor, moderator
    ):
        decide(moderator, submitted)
        edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
        as_user(editor).post(edit, fields(title="改过的标题", **{"action-submit": "1"}))
        assert "改过的标题" not in Client().get(submitted.url).content.decode()

        submitted.refresh_from_db()
        decide(moderator, submitted)

        assert "改过的标题" in Client().get(submitted.url).content.decode()

    def test_changes_asked_for_keep_it_unpublished(self, submitted, moderator):
        decide(moderator, submitted, "reject")
        assert not is_public(submitted)


class TestEditorCannotPublish:
    def test_when_creating(self, site, editor):
        create(editor, **{"action-publish": "1"})
        assert not is_public(UpdatePage.objects.get())

    ROUTES = {
        "publish from the editor": lambda page, state: (
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            fields(**{"action-publish": "1"}),
        ),
        "approve from the editor": lambda page, state: (
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            fields(**approving(page)),
        ),
        "approve from the home page": lambda page, state: (
            reverse(
                "wagtailadmin_pages:workflow_action",
                args=(page.pk, "approve", state.pk),
            ),
            {},
        ),
        "collect the approval's data": lambda page, state: (
            reverse(
                "wagtailadmin_pages:collect_workflow_action_data",
                args=(page.pk, "approve", state.pk),
            ),
            {"comment": ""},
        ),
        "publish in bulk": lambda page, state: (
            reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
            + f"?id={page.pk}",
            {"include_descendants": "on"},
        ),
        "publish the section with what is below": lambda page, state: (
            reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
            + f"?id={page.get_parent().pk}",
            {"include_descendants": "on"},
        ),
        "copy as published": lambda page, state: (
            reverse("wagtailadmin_pages:copy", args=[page.pk]),
            {
                "new_title": "副本",
                "new_slug": "copy",
                "new_parent_page": page.get_parent().pk,
                "publish_copies": "on",
                "copy_subpages": "on",
            },
        ),
        "make an alias": lambda page, state: (
            reverse("wagtailadmin_pages:copy", args=[page.pk]),
            {
                "new_title": "别名",
                "new_slug": "alias",
                "new_parent_page": page.get_parent().pk,
                "alias": "on",
                "publish_copies": "on",
            },
        ),
        "open it to all": lambda page, state: (
            reverse("wagtailadmin_pages:set_privacy", args=[page.pk]),
            {"restriction_type": "none"},
        ),
    }

    @pytest.mark.parametrize("route", ROUTES)
    def test_by_any_address(self, submitted, editor, route):
        address, data = self.ROUTES[route](
            submitted, submitted.current_workflow_task_state
        )
        as_user(editor).post(address, data)
        assert not is_public(submitted)
        assert not UpdatePage.objects.live().exists()

    def test_by_scheduling(self, site, editor):
        past = timezone.localtime() + timedelta(seconds=1)
        create(editor, go_live_at=f"{past:%Y-%m-%d %H:%M}", **{"action-publish": "1"})
        Revision.objects.update(created_at=timezone.now() - timedelta(days=1))
        call_command("publish_scheduled")
        assert not UpdatePage.objects.live().exists()

    def test_by_taking_the_column_off_or_moving_it(self, site, editor):
        page = factories.update()
        client = as_user(editor)
        client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert is_public(page)

    def test_no_role_may_publish(self, site):
        assert not GroupPagePermission.objects.filter(
            permission__codename__in=["publish_page", "bulk_delete_page", "lock_page"]
        ).exists()

    def test_no_address_of_an_interface_writes(self, client):
        for path in (
            "/api/v2/pages/",
            "/api/v3/pages/",
            "/admin/api/main/pages/1/action/publish/",
        ):
            assert client.post(path).status_code in {302, 403, 404, 405}

    def test_nor_does_it_for_an_editor(self, site, editor):
        create(editor)
        page = UpdatePage.objects.get()
        first = page.latest_revision
        page.title = "后来的标题"
        page.save_revision(user=editor)
        answer = as_user(editor).post(
            f"/admin/api/main/pages/{page.pk}/action/revert_to_page_revision/",
            {"revision_id": first.pk},
            content_type="application/json",
        )
        assert answer.status_code == 403
        assert page.revisions.count() == 2


class TestFourEyes:
    def test_whoever_handed_in_does_not_approve(self, site):
        both = UserFactory(role="editor")
        both.groups.add(*UserFactory(role="moderator").groups.all())
        create(both, **{"action-submit": "1"})
        page = UpdatePage.objects.get()
        decide(both, page)
        assert not is_public(page)

    def test_nor_does_whoever_wrote_a_version_of_it(self, site, editor):
        both = UserFactory(role="editor")
        both.groups.add(*UserFactory(role="moderator").groups.all())
        create(both)
        page = UpdatePage.objects.get()
        as_user(editor).post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            fields(title="改了", **{"action-submit": "1"}),
        )
        page.refresh_from_db()
        decide(both, page)
        assert not is_public(page)

    @pytest.fixture
    def handed_in(self, site):
        """By somebody who approves, too, and whom the lock does not hold."""
        both = UserFactory(role="editor")
        both.groups.add(*UserFactory(role="moderator").groups.all())
        create(both, **{"action-submit": "1"})
        return both, UpdatePage.objects.get()

    def overwrite(self, user, page, revision):
        data = fields(title="偷换的标题", overwrite_revision_id=revision.pk)
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        as_user(user).post(edit, data)
        revision.refresh_from_db()
        return revision.content["title"]

    def test_a_version_that_was_handed_in_is_not_written_over(self, handed_in):
        author, page = handed_in
        waiting = page.latest_revision
        assert self.overwrite(author, page, waiting) == "走访过半"

    def test_nor_one_that_is_public(self, handed_in, moderator):
        author, page = handed_in
        decide(moderator, page)
        page.refresh_from_db()
        assert self.overwrite(author, page, page.live_revision) == "走访过半"

    def test_what_was_written_over_all_the_same_is_not_approved(
        self, handed_in, moderator
    ):
        _author, page = handed_in
        revision = page.latest_revision
        revision.content["title"] = "偷换的标题"
        revision.created_at = timezone.now()
        revision.save()
        decide(moderator, page)
        assert not is_public(page)

    def test_a_draft_is_written_over_as_it_is_typed(self, site, editor):
        create(editor)
        page = UpdatePage.objects.get()
        draft = page.latest_revision
        assert self.overwrite(editor, page, draft) == "偷换的标题"
        assert page.revisions.count() == 1

    def test_a_state_borrowed_from_another_page_is_refused(
        self, submitted, editor, moderator
    ):
        both = UserFactory(role="editor")
        both.groups.add(*UserFactory(role="moderator").groups.all())
        create(both, slug="second", title="第二篇", **{"action-submit": "1"})
        own = UpdatePage.objects.get(slug="second")
        decide(both, submitted, state=own.current_workflow_task_state)
        assert not is_public(own)

    def test_a_reviewer_changes_nothing_while_approving(self, submitted, moderator):
        as_user(moderator).post(
            reverse("wagtailadmin_pages:edit", args=[submitted.pk]),
            fields(
                title="偷换的标题",
                **approving(submitted),
            ),
        )
        submitted.refresh_from_db()
        assert submitted.title == "走访过半"

    def test_a_reviewers_save_makes_no_version(self, submitted, moderator):
        edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
        as_user(moderator).post(edit, fields(title="顺手改一下"))
        assert Revision.objects.for_instance(submitted).count() == 1
        decide(moderator, submitted)
        assert is_public(submitted)

    def test_a_reviewer_is_offered_the_decision_and_nothing_that_writes(
        self, submitted, moderator
    ):
        edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
        html = as_user(moderator).get(edit).content.decode()
        assert 'data-workflow-action-name="approve"' in html
        assert "action-submit" not in html
        assert "action-save-draft" not in html
        assert "action-publish" not in html

    def test_the_task_refuses_also_when_called_directly(self, submitted, editor):
        state = submitted.current_workflow_task_state
        with pytest.raises(PermissionDenied):
            state.task.specific.on_action(state, editor, "approve")

    def test_an_investigator_approves_nothing(self, submitted):
        decide(UserFactory(role="investigator"), submitted)
        assert not is_public(submitted)


class TestScanOnTheWayOut:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("summary", "举报人电话13800138000"),
            ("title", "闽G12345车主转租"),
            ("summary", "住在3栋2单元501室的承租人"),
            ("body", BODY.replace("有人转租", "身份证 11010519491231002X")),
        ],
    )
    def test_a_page_that_names_a_person_is_refused_at_its_field(
        self, site, editor, field, value
    ):
        response = create(editor, **{field: value, "action-submit": "1"})
        assert response.status_code == 200
        assert not UpdatePage.objects.exists()
        assert field in response.context["form"].errors

    def test_what_got_in_without_a_form_is_not_published(self, site, editor, moderator):
        page = UpdatePage(title="标题", slug="x", body="<p>干净</p>")
        UpdatesPage.objects.get().add_child(instance=page)
        page.body = "<p>电话 138-0013-8000</p>"
        page.live = False
        page.save_revision(user=editor, clean=False)
        UpdatePage.objects.filter(pk=page.pk).update(live=False)
        page.get_workflow().start(page, editor)
        page.refresh_from_db()
        state = page.current_workflow_task_state
        with pytest.raises(PermissionDenied, match="138"):
            state.task.specific.on_action(state, moderator, "approve")
        decide(moderator, page)
        assert not is_public(page)


class TestMovedMeanwhile:
    def test_the_words_are_kept_and_the_place_is_named(self, site, editor):
        create(editor)
        page = UpdatePage.objects.get()
        other = factories.build_site(factories.CampaignFactory(title="另一项整治"))
        section = UpdatesPage.objects.child_of(other).get()
        section.title = "新栏目"
        section.save()
        page.move(section, pos="last-child")
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        client = as_user(editor)
        saved = client.post(edit, fields(title="改过的标题"), follow=True)
        said = [str(message) for message in saved.context["messages"]]
        assert any("新栏目" in one and "改过的标题" in one for one in said)
        again = client.post(edit, fields(title="又改"), follow=True)
        assert not any("新栏目" in str(m) for m in again.context["messages"])
        page.refresh_from_db()
        assert page.get_latest_revision_as_object().title == "又改"
