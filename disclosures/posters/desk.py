"""The register at a glance, and what it says in each medium, for the staff."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosures.campaigns import Campaign
from disclosures.estates import Estate
from disclosures.pages import shown_channels
from disclosures.posters import addresses, texts


class ChannelTexts(WagtailAdminTemplateMixin, TemplateView):
    """Caption, article and posters from the approved register; gated by role."""

    template_name = "disclosures/posters/desk.html"
    page_title = _("Channels for all media")
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The header shows the last of them: this page, not the home page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the register and its texts; without a campaign there are none."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        campaign = Campaign.current()
        if campaign is None:
            return context
        channels = shown_channels(campaign)
        return context | {
            "campaign": campaign,
            "channels": channels,
            "caption": texts.caption(campaign, channels),
            "article": texts.article(campaign, channels),
            "qr": addresses.qr_png(addresses.form_address()),
            "estates": Estate.objects.active(),
        }
