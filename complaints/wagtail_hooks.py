"""What the confidential side registers in the admin; the logic is elsewhere."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet

from complaints.casework import menus
from complaints.casework.panels import DeskPanel, TodoPanel
from complaints.casework.people import MembershipViewSet
from complaints.clocks_admin import DeadlinePolicyViewSet
from complaints.retention.admin import RetentionPolicyViewSet
from complaints.routing_admin import RoutingRuleViewSet


@hooks.register("register_admin_urls")
def casework_urls() -> list[URLResolver]:
    """/admin/cases/, /admin/requests/ and /admin/oversight/."""
    return [
        path("cases/", include("complaints.casework.urls")),
        path("requests/", include("complaints.assistance.urls")),
        path("retention/", include("complaints.retention.urls")),
        path("oversight/", include("complaints.oversight.urls")),
    ]


@hooks.register("register_admin_menu_item")
def cases_menu_item() -> MenuItem:
    """The list of cases."""
    return menus.CasesMenuItem(
        menus.CASES,
        reverse("cases:index"),
        name="cases",
        icon_name="folder-open-inverse",
        order=10,
    )


@hooks.register("register_admin_menu_item")
def requests_menu_item() -> MenuItem:
    """What one unit asks another."""
    return menus.CasesMenuItem(
        menus.REQUESTS,
        reverse("requests:index"),
        name="requests",
        icon_name="mail",
        order=15,
    )


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """A tip for a caller."""
    return menus.DeskMenuItem(
        menus.DESK, reverse("cases:new"), name="desk", icon_name="edit", order=16
    )


@hooks.register("register_admin_menu_item")
def oversight_menu_item() -> MenuItem:
    """The inspectors' board."""
    return menus.OversightMenuItem(
        menus.OVERSIGHT,
        reverse("oversight:index"),
        name="oversight",
        icon_name="view",
        order=20,
    )


@hooks.register("construct_main_menu")
def hide_what_is_of_no_use(request: HttpRequest, items: list[MenuItem]) -> None:
    """An investigator has no business with pages and images."""
    menus.hide_what_is_of_no_use(request, items)


@hooks.register("construct_homepage_panels")
def add_todo(request: HttpRequest, panels: list[Component]) -> None:
    """What needs this member."""
    panels[:0] = [TodoPanel(), DeskPanel()]


@hooks.register("register_admin_viewset")
def register_people_and_rules() -> list[ViewSet]:
    """Memberships, routing rules, deadline and retention policies, for role admin."""
    return [
        MembershipViewSet("memberships"),
        RoutingRuleViewSet(),
        DeadlinePolicyViewSet(),
        RetentionPolicyViewSet(),
    ]
