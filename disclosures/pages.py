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
from disclosures.estates.models import Estate
from disclosures.estates.published import history as estate_history
from disclosures.estates.showing import county_histories, parts
from disclosures.figures import history, published
from disclosures.figures_charts import figure_charts
from disclosures.lists import public as lists
from disclosures.measures.counting import count
from disclosures.measures.dates import on_day
from disclosures.measures.exchanges import log_of_campaign
from disclosures.measures.views import MeasurePages
from disclosures.timetable import dated_deadlines, timetable
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
            "Figures",
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
        # The survey asks which campaign a page belongs to, and so reads this module.
        from disclosures.survey.surveys import of_campaign

        campaign = self.campaign
        channels = list(campaign.channels.filter(is_shown=True))
        table = timetable(campaign)
        survey = of_campaign(campaign, table)
        return super().get_context(request, *args, **kwargs) | {
            "campaign": campaign if campaign.live else None,
            "figures": published(),
            "timetable": table,
            "survey_url": survey.url if survey.is_open else "",
            "measures": measures(campaign),
            "focus_issues": campaign.focus_issues.all(),
            "channels": channels,
            "lists": [one for one in lists.progress(campaign) if one.total],
            "phone": next((c for c in channels if c.phone), None),
            "updates": UpdatePage.objects.descendant_of(self).newest()[
                :UPDATES_ON_FIRST_PAGE
            ],
        }

    def campaign_words(self) -> str:
        """Return what the search finds this page by."""
        return words.of_campaign(self.campaign) if self.campaign.live else ""

    def summary_text(self) -> str:
        """Describe the column by its campaign, once that is approved."""
        campaign = self.campaign
        return (campaign.intro or campaign.goal[:120]) if campaign.live else ""


class PlanPage(MeasurePages, SectionPage):
    """The plan (整治方案): goal, issues, stages, measures, organisation."""

    column_type = "信息公开"
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
                "measures": measures(campaign, "posts__unit"),
                "focus_issues": campaign.focus_issues.all(),
                "organisation": campaign.organisation.all(),
                "duties": campaign.duties.select_related("unit"),
                "dates": on_day(
                    dated_deadlines(campaign), moved=bool(campaign.moved_by_days)
                ),
                "changes": campaign.date_changes.all(),
                "task_force": campaign.task_force.select_related("unit"),
                "exchanges": log_of_campaign(campaign),
            }
        return context

    def public_campaign(self) -> Campaign | None:
        """Return the approved campaign that this is the plan of."""
        return campaign_of(self)

    def plan_words(self) -> str:
        """Return what the search finds this page by."""
        campaign = campaign_of(self)
        return words.of_plan(campaign) if campaign else ""


class ChannelsPage(SectionPage):
    """How to reach the county (投诉举报渠道)."""

    column_type = "互动回应"
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
            "channels": shown_channels(campaign_of(self)),
            "estates": Estate.objects.active(),
        }

    def channel_words(self) -> str:
        """Return what the search finds this page by."""
        return words.of_channels(shown_channels(campaign_of(self)))


class EstatesPage(SectionPage):
    """The estates (公租房项目), by township."""

    column_type = "信息公开"
    max_count_per_parent = 1
    search_fields = [*SectionPage.search_fields, index.SearchField("estate_words")]

    class Meta:
        verbose_name = _("section: estates")
        verbose_name_plural = verbose_name

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Estates have a page of their own kind."""
        return "disclosures/estates_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add the newest table and how the county's totals changed."""
        tables = estate_history()
        return super().get_context(request, *args, **kwargs) | {
            "estates": Estate.objects.active(),
            "table": tables[-1] if tables else None,
            "parts": parts(tables[-1]) if tables else [],
            "histories": county_histories(tables) if len(tables) > 1 else [],
        }

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[Any]:
        """Tell search engines of each estate too."""
        own: list[Any] = super().get_sitemap_urls(request)
        return own + [
            own[0] | {"location": f"{own[0]['location']}{estate.pk}/"}
            for estate in Estate.objects.active()
            if own
        ]

    def estate_words(self) -> str:
        """Return what the search finds this page by."""
        return " ".join(f"{e.township} {e.name}" for e in Estate.objects.active())


class FiguresPage(SectionPage):
    """The published figures (整治数据): what each means, and how it changed."""

    max_count_per_parent = 1
    nothing_yet = _(
        "Figures are published here as soon as the first fortnight is closed."
    )

    class Meta:
        verbose_name = _("section: figures")
        verbose_name_plural = verbose_name

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Figures have a page of their own kind."""
        return "disclosures/figures_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add the figures as of each closed period."""
        periods = history()
        tables = estate_history()
        return super().get_context(request, *args, **kwargs) | {
            "figures": periods[-1] if periods else None,
            "charts": figure_charts(periods),
            "table": tables[-1] if tables else None,
            "histories": county_histories(tables),
        }


def campaign_of(page: BasePage) -> Campaign | None:
    """Return the approved campaign of the column that `page` stands in."""
    return Campaign.objects.filter(
        live=True, column__in=ColumnPage.objects.ancestor_of(page, inclusive=True)
    ).first()


def measures(campaign: Campaign, *more: str) -> Any:
    """Return the campaign's measures with their units, deadlines and numbers."""
    found = campaign.measures.select_related("campaign").prefetch_related(
        "units", "deadlines", "indicators", "milestones", *more
    )
    return count(found, campaign)


def shown_channels(campaign: Campaign | None) -> list[Channel]:
    """Return the register as readers see it."""
    if campaign is None:
        return []
    return list(Channel.objects.filter(campaign=campaign).shown())
