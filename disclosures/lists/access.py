"""Who may come near the lists in the admin, and how its pages look."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from disclosures.access import CampaignView
from disclosures.lists.acts import APPROVE, PROPOSE


class ListView(CampaignView):
    """A page of this room."""

    room = (PROPOSE, APPROVE)
    permission: str | None = PROPOSE

    def render(
        self, name: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        """Show a page of this room."""
        return TemplateResponse(
            self.request,
            f"disclosures/lists/admin/{name}.html",
            {
                "header_icon": "list-ul",
                "may_propose": self.request.user.has_perm(PROPOSE),
                "may_approve": self.request.user.has_perm(APPROVE),
                "breadcrumbs_items": [
                    {"url": reverse("lists:overview"), "label": _("Three lists")},
                    {"url": "", "label": context["page_title"]},
                ],
            }
            | context,
            status=status,
        )
