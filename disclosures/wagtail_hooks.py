"""What the public side registers in the admin; the logic is elsewhere."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet

from disclosures.admin import (
    CampaignViewSet,
    EstateViewSet,
    offer_reviewers_their_decision,
)
from disclosures.plans.wizard import registration as plan_import

register_snippet(CampaignViewSet)
hooks.register("construct_snippet_action_menu", offer_reviewers_their_decision)
hooks.register("register_admin_urls", plan_import.urls)
hooks.register("register_admin_menu_item", plan_import.menu_item)


@hooks.register("register_admin_viewset")
def register_estates() -> ViewSet:
    """Names and townships, for role admin."""
    return EstateViewSet("estates")
