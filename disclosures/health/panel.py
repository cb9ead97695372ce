"""Column health on the first page of the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from disclosures.campaigns import Campaign
from disclosures.health.checks import ColumnHealth
from disclosures.pages import ColumnPage
from portal.users.gates import COLUMN

#: How many findings stand there; the rest is counted.
MOST = 12


class HealthPanel(Component):
    """栏目体检, for whoever works on the column."""

    order = 70
    template_name = "disclosures/health/panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Look through the current column; nothing for other roles."""
        user = parent_context["request"].user
        if not COLUMN & {group.name for group in user.groups.all()}:
            return {"column": None}
        campaign = Campaign.current()
        column = ColumnPage.objects.filter(campaign=campaign).first()
        found = ColumnHealth(column).findings() if campaign and column else []
        return {
            "column": column if campaign else None,
            "findings": found[:MOST],
            "more": max(0, len(found) - MOST),
        }


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put it below what waits for the person."""
    panels.append(HealthPanel())
