"""What every page type shares, and the second person who approves it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, TaskState

from portal import hosts
from portal.pages.door import HandedInForGood, ScannedAtItsTime
from portal.pages.facts import SiteFacts  # noqa: F401 - Django looks for it here
from portal.pages.leaving import LeavePanel, LeavesToReviewer, leave_field
from portal.pages.moderation import (
    is_checked,
    refuse,
)
from portal.pages.reviewing import refuse_changes
from portal.pages.trail import trail
from portal.scan import Scanned

#: What a rich text may hold: no embeds, no raw HTML.
FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "hr"]
FEATURES_WITH_IMAGES = [*FEATURES, "image"]


class FourEyesTask(AbstractGroupApprovalTask):
    """A step of a workflow that nobody takes for what they wrote or handed in."""

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    def may_approve(self, task_state: TaskState, user: Any) -> bool:
        """Whether `user` reviews here and had no hand in this, the newest version."""
        versions = hands_in(task_state.revision)
        return (
            self._user_in_groups(user)
            # Written over since it was handed in, it is not what anybody has read.
            and task_state.revision.created_at <= task_state.started_at
            and task_state.workflow_state.requested_by_id != user.pk
            and not versions.filter(user=user).exists()
            and not versions.filter(pk__gt=task_state.revision_id).exists()
        )

    def on_action(
        self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any
    ) -> Any:
        """Decide; asked here again, since the task state comes from the address."""
        if action_name == "approve":
            allowed = self.may_approve(task_state, user)
        else:
            allowed = self._user_in_groups(user)
        if not allowed or task_state.task_id != self.pk:
            raise PermissionDenied
        if action_name == "approve":
            refuse(task_state.revision.as_object(), user)
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Offer approval only to those who may give it."""
        actions = super().get_actions(obj, user)
        state = obj.current_workflow_task_state
        if state and not (self.may_approve(state, user) and is_checked(state, user)):
            return [action for action in actions if action[0] != "approve"]
        return actions

    @classmethod
    def get_description(cls) -> str:
        """Return what the task chooser says."""
        return gettext("Members of these groups approve what others have written.")


def hands_in(revision: Revision) -> "models.QuerySet[Revision]":
    """All versions since the one that is public: whoever made one has a hand in it."""
    versions = Revision.objects.filter(
        base_content_type_id=revision.base_content_type_id,
        object_id=revision.object_id,
    )
    public = getattr(revision.content_object, "live_revision_id", None)
    return versions.filter(pk__gt=public) if public else versions


class ReviewedPageForm(LeavesToReviewer, WagtailAdminPageForm):
    """The page form; whoever is here only to review changes nothing."""

    leave_to_reviewer = leave_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_reviews = bool(
            self.instance.pk and not may_change(self.instance, self.for_user)
        )
        if self.only_reviews:
            for field in self.fields.values():
                field.disabled = True
        self.leave_if_asked()

    def clean(self) -> dict[str, Any]:
        """Refuse a reviewer's save: it would be a version of their own."""
        cleaned: dict[str, Any] = super().clean()
        if self.only_reviews:
            refuse_changes(self)
        return cleaned


def may_change(page: Page, user: Any) -> bool:
    """Whether `user` has a right of their own to change `page`."""
    if user is None:
        return True
    tester = page.permissions_for_user(user)
    return bool({"add", "change"} & set(tester.permissions))


class BasePage(  # type: ignore[django-manager-missing]
    HandedInForGood, ScannedAtItsTime, Scanned, Page
):
    """A public page: description, breadcrumbs, texts that were scanned."""

    base_form_class: type[forms.BaseForm] = ReviewedPageForm
    scanned_fields: tuple[str, ...] = (
        "title",
        "slug",
        "seo_title",
        "search_description",
    )
    content_panels = [LeavePanel("leave_to_reviewer"), *Page.content_panels]
    promote_panels = ["slug", "seo_title", "search_description"]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add the breadcrumbs."""
        return super().get_context(request, *args, **kwargs) | {
            "trail": trail(self, request)
        }

    def get_url_parts(self, request: Any = None) -> Any:
        """Say where readers find the page, whichever host asks."""
        parts = super().get_url_parts(request)
        if not settings.CONFIDENTIAL_URL or not parts or not parts[1]:
            return parts
        site_id, _root, path = parts
        inside = path.removeprefix(get_script_prefix())
        where = f"{settings.BASE_PATH}{hosts.variant_path()}{inside}"
        return site_id, settings.SITE_URL, where

    def get_url(self, request: Any = None, current_site: Any = None) -> str | None:
        """Return a whole address where the column stands on another host."""
        if hosts.here() is hosts.Side.CONFIDENTIAL:
            return self.full_url
        found: str | None = super().get_url(request, current_site)
        return found

    url = property(get_url)

    @property
    def description(self) -> str:
        """One sentence for search engines."""
        return self.search_description or self.summary_text()

    @property
    def column_name(self) -> str:
        """Return the section's name: the page's own, or that of its parent."""
        return self.title

    #: What kind of section it is, in the words of government sites (ColumnType).
    column_type = ""

    @property
    def section(self) -> Any:
        """The section that the page is, or stands in."""
        return self

    @property
    def keywords(self) -> str:
        """Return words for search engines: what the page and its section are called."""
        return ",".join(dict.fromkeys((self.title, self.column_name)))

    def summary_text(self) -> str:
        """Return what describes the page where nobody wrote a description."""
        return ""
