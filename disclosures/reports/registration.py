"""What `disclosures.wagtail_hooks` registers of the reports."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from disclosures.reports.access import ReportsView
from disclosures.reports.panels import DuePanel


def urls() -> list[URLResolver]:
    """Return the addresses below `/admin/`."""
    return [path("reports/", include("disclosures.reports.urls"))]


class ReportsMenuItem(MenuItem):
    """The reports, for those who work on them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By permission."""
        return ReportsView.may_see(request.user)


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Tell who has a report to write, to sign or to send."""
    panels.append(DuePanel())


def menu_item() -> MenuItem:
    """Return the entry below the three lists."""
    return ReportsMenuItem(
        _("Fortnightly reports"),
        reverse_lazy("reports:overview"),
        name="fortnightly-reports",
        icon_name="doc-full",
        order=116,
    )
