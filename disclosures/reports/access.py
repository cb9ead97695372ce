"""Who may come near the reports in the admin, and how its pages look."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from disclosures.access import CampaignView
from disclosures.reports.acts import SIGN, WRITE
from disclosures.reports.models import FortnightlyReport


class ReportsView(CampaignView):
    """A page of this room."""

    room = (WRITE, SIGN)

    def report(self, key: str) -> FortnightlyReport:
        """Return the report of a period."""
        found: FortnightlyReport = get_object_or_404(
            FortnightlyReport.objects.select_related(
                "campaign", "signer", "handed_in_by", "digest__page"
            ),
            campaign=self.campaign,
            key=key,
        )
        return found

    def render(
        self, name: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        """Show a page of this room."""
        return TemplateResponse(
            self.request,
            f"disclosures/reports/{name}.html",
            {
                "header_icon": "doc-full",
                "may_write": self.user.has_perm(WRITE),
                "may_sign": self.user.has_perm(SIGN),
                "breadcrumbs_items": [
                    {
                        "url": reverse("reports:overview"),
                        "label": _("Fortnightly reports"),
                    },
                    {"url": "", "label": context["page_title"]},
                ],
            }
            | context,
            status=status,
        )
