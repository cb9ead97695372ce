"""What all pages register in the admin; the logic is elsewhere."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.contrib.settings.registry import register_setting
from wagtail.models import Page, Revision

from portal.pages.facts import SiteFacts
from portal.pages.models import may_change
from portal.pages.reviewing import is_under_review, offer_decision, read_it_again

register_setting(SiteFacts, icon="site")
hooks.register("before_edit_page", read_it_again)
hooks.register("before_edit_snippet", read_it_again)


@hooks.register("construct_page_action_menu")
def offer_reviewers_their_decision(
    items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Show a reviewer approval and refusal, and nothing that writes."""
    page = context.get("page")
    if is_under_review(request, page) and not may_change(page, request.user):
        offer_decision(items)


@hooks.register("after_edit_page")
def say_that_it_was_moved(request: HttpRequest, page: Page) -> None:
    """Name the place to whoever saves a page that was moved meanwhile."""
    versions = Revision.objects.for_instance(page).exclude(pk=page.latest_revision_id)
    before = versions.order_by("-pk").first()
    if before is None:
        return
    stood_in = Page._get_basepath(before.content["path"], page.depth - 1)
    stands_in = Page._get_basepath(page.path, page.depth - 1)
    if stood_in != stands_in:
        messages.warning(
            request,
            _(
                "“%(title)s” was moved to “%(section)s” while it was edited. What you"
                " have written is kept there."
            )
            % {"title": page.title, "section": page.get_parent().title},
        )
