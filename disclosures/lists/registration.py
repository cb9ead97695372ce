"""What `disclosures.wagtail_hooks` registers of the lists."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from disclosures.lists.access import ListView
from disclosures.lists.panels import WaitingPanel


def urls() -> list[URLResolver]:
    """Return the addresses below `/admin/`."""
    return [path("lists/", include("disclosures.lists.urls"))]


class ListsMenuItem(MenuItem):
    """The lists, for those who work on them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By permission."""
        return ListView.may_see(request.user)


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Tell a moderator what waits."""
    panels.append(WaitingPanel())


def menu_item() -> MenuItem:
    """Return the entry below the import of a plan."""
    return ListsMenuItem(
        _("Three lists"),
        reverse_lazy("lists:overview"),
        name="lists",
        icon_name="list-ul",
        order=115,
    )
