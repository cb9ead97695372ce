"""The column (专栏) and the pages that show the campaign itself."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.search import index

from disclosures import words
from disclosures.articles import SectionPage, UpdatePage
from disclosures.campaigns import Campaign
from disclosures.channels import Channel
from disclosures.estates import Estate
from disclosures.figures import published
from disclosures.timetable import timetable
from portal.pages.models import FEATURES, BasePage

UPDATES_ON_FIRST_PAGE = 4


class ColumnPage(BasePage):
    """A campaign's first page: what can I do, is it working, what next, who."""

    campaign = models.OneToOneField(
        Campaign,
        models.PROTECT,
        related_name="column",
        verbose_name=_("campaign"),
    )
    how_to_check = RichTextField(_("how to check us"), features=FEATURES, blank=True)

    content_panels = [*BasePage.content_panels, "how_to_check"]
    scanned_fields = (*BasePage.scanned_fields, "how_to_check")
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("campaign_words"),
        index.SearchField("how_to_check"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        f"disclosures.{name}Page"
        for name in (
            "Plan",
            "Updates",
            "Reports",
            "Notices",
            "Lists",
            "Estates",
            "Policies",
            "Suggestions",
            "Channels",
        )
    ]

    class Meta:
        verbose_name = _("column")
        verbose_name_plural = _("columns")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add what stands on the first page, one query a block."""
        campaign = self.campaign
        channels = list(campaign.channels.filter(is_shown=True))
        return super().get_context(request, *args, **kwargs) | {
            "campaign": campaign if campaign.live else None,
            "figures": published(),
            "timetable": timetable(campaign),
            "measures": measures(campaign),
            "focus_issues": campaign.focus_issues.all(),
            "channels": channels,
            "phone": next((c for c in channels if c.phone), None),
            "updates": UpdatePage.objects.descendant_of(self).newest()[
                :UPDATES_ON_FIRST_PAGE
            ],
        }

    def campaign_words(self) -> str:
        """Return what the search finds this page by."""
        return words.of_campaign(self.campaign)

    def summary_text(self) -> str:
        """Describe the column by its campaign."""
        return self.campaign.intro or self.campaign.goal[:120]


class PlanPage(SectionPage):
    """The plan (整治方案): goal, issues, stages, measures, organisation."""

    max_count_per_parent = 1
    search_fields = [*SectionPage.search_fields, index.SearchField("plan_words")]

    class Meta:
        verbose_name = _("section: plan")
        verbose_name_plural = verbose_name

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Return the plan has a page of its own kind."""
        return "disclosures/plan_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add the whole plan."""
        context = super().get_context(request, *args, **kwargs)
        if campaign := campaign_of(self):
            context |= {
                "campaign": campaign,
                "timetable": timetable(campaign),
                "measures": measures(campaign),
                "focus_issues": campaign.focus_issues.all(),
                "organisation": campaign.organisation.all(),
                "duties": campaign.duties.select_related("unit"),
            }
        return context

    def plan_words(self) -> str:
        """Return what the search finds this page by."""
        campaign = campaign_of(self)
        return words.of_plan(campaign) if campaign else ""


class ChannelsPage(SectionPage):
    """How to reach the county (投诉举报渠道)."""

    max_count_per_parent = 1
    search_fields = [*SectionPage.search_fields, index.SearchField("channel_words")]

    class Meta:
        verbose_name = _("section: channels")
        verbose_name_plural = verbose_name

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Return the register has a page of its own kind."""
        return "disclosures/channels_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add the register."""
        return super().get_context(request, *args, **kwargs) | {
            "channels": shown_channels(campaign_of(self))
        }

    def channel_words(self) -> str:
        """Return what the search finds this page by."""
        return words.of_channels(shown_channels(campaign_of(self)))


class EstatesPage(SectionPage):
    """The estates (公租房项目), by township."""

    max_count_per_parent = 1
    search_fields = [*SectionPage.search_fields, index.SearchField("estate_words")]

    class Meta:
        verbose_name = _("section: estates")
        verbose_name_plural = verbose_name

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Estates have a page of their own kind."""
        return "disclosures/estates_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add the estates that are listed."""
        return super().get_context(request, *args, **kwargs) | {
            "estates": Estate.objects.active()
        }

    def estate_words(self) -> str:
        """Return what the search finds this page by."""
        return " ".join(f"{e.township} {e.name}" for e in Estate.objects.active())


def campaign_of(page: BasePage) -> Campaign | None:
    """Return the approved campaign of the column that `page` stands in."""
    return Campaign.objects.filter(
        live=True, column__in=ColumnPage.objects.ancestor_of(page, inclusive=True)
    ).first()


def measures(campaign: Campaign) -> Any:
    """Return the campaign's measures with their units and deadlines."""
    return campaign.measures.select_related("campaign").prefetch_related(
        "units", "deadlines"
    )


def shown_channels(campaign: Campaign | None) -> list[Channel]:
    """Return the register as readers see it."""
    if campaign is None:
        return []
    return list(Channel.objects.filter(campaign=campaign).shown())
