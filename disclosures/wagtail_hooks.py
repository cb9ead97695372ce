"""What the public side registers in the admin; the logic is elsewhere."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet

from disclosures import replying
from disclosures.admin import (
    CampaignViewSet,
    EstateViewSet,
    offer_reviewers_their_decision,
)
from disclosures.documents import registration as documents
from disclosures.estates import registration as estates
from disclosures.health.panel import add_panel as add_health
from disclosures.lists import registration as lists
from disclosures.plans.wizard import registration as plan_import
from disclosures.posters import registration as channel_texts
from disclosures.reports import registration as reports
from disclosures.withdrawals import registration as withdrawals

register_snippet(CampaignViewSet)
hooks.register("construct_snippet_action_menu", offer_reviewers_their_decision)
hooks.register("register_admin_urls", plan_import.urls)
hooks.register("register_admin_urls", withdrawals.urls)
hooks.register("register_admin_urls", documents.urls)
hooks.register("register_page_header_buttons", documents.buttons)
hooks.register("register_admin_urls", replying.urls)
hooks.register("register_admin_menu_item", replying.menu_item)
hooks.register("register_page_header_buttons", withdrawals.button)
hooks.register("register_admin_menu_item", withdrawals.menu_item)
hooks.register("construct_homepage_panels", withdrawals.add_panel)
hooks.register("register_log_actions", withdrawals.register_log)
hooks.register("register_admin_menu_item", plan_import.menu_item)
hooks.register("register_admin_urls", lists.urls)
hooks.register("register_admin_menu_item", lists.menu_item)
hooks.register("construct_homepage_panels", lists.add_panel)
hooks.register("register_admin_urls", reports.urls)
hooks.register("register_admin_menu_item", reports.menu_item)
hooks.register("construct_homepage_panels", reports.add_panel)
hooks.register("register_admin_urls", channel_texts.urls)
hooks.register("register_admin_menu_item", channel_texts.menu_item)
hooks.register("construct_homepage_panels", add_health)
hooks.register("register_admin_urls", estates.urls)
hooks.register("register_admin_menu_item", estates.menu_item)


@hooks.register("register_admin_viewset")
def register_estates() -> ViewSet:
    """Names and townships, for role admin."""
    return EstateViewSet("estates")
