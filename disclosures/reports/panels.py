"""What the first page of the admin says of reports."""

from typing import Any

from wagtail.admin.ui.components import Component

from disclosures.campaigns import Campaign
from disclosures.reports.access import ReportsView
from disclosures.reports.acts import SIGN, WRITE
from disclosures.reports.listing import Line, lines

#: How many stand there, what is due first on top.
MOST = 6


class DuePanel(Component):
    """To an editor: what is to be written and sent; to a moderator: what to sign."""

    order = 65
    template_name = "disclosures/reports/_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the open ones; nothing, and no query, for other roles."""
        user = parent_context["request"].user
        if not ReportsView.may_see(user):
            return {"lines": []}
        campaign = Campaign.objects.filter(is_current=True).first()
        found = lines(campaign) if campaign else []
        open_ = [one for one in reversed(found) if _concerns(one, user)]
        return {"lines": open_[:MOST], "more": max(0, len(open_) - MOST)}


def _concerns(line: Line, user: Any) -> bool:
    """Whether somebody has something to do about a period that is over."""
    if not line.is_over or line.submission:
        return False
    if line.state == "handed_in":
        return bool(user.has_perm(SIGN))
    return bool(user.has_perm(WRITE))
