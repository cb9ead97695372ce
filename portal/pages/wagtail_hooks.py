"""What all pages register in the admin; the logic is elsewhere."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from portal.pages.models import may_change
from portal.pages.reviewing import is_under_review, offer_decision


@hooks.register("construct_page_action_menu")
def offer_reviewers_their_decision(
    items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Show a reviewer approval and refusal, and nothing that writes."""
    page = context.get("page")
    if is_under_review(request, page) and not may_change(page, request.user):
        offer_decision(items)
