"""Sections of the column and the dated articles in them."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from disclosures.documents import body as text
from disclosures.documents.tables import TablesPanel
from disclosures.estates.telling import TellsOfEstates
from disclosures.parts import Measure
from disclosures.withdrawals.pages import CorrectedPage
from disclosures.withdrawals.panels import ChangePanel
from portal.gate.panels import AttachmentsPanel
from portal.pages.models import FEATURES, FEATURES_WITH_IMAGES, BasePage
from portal.scan import readable
from portal.validators import NotInFuture
from portal.workdays.clock import today

ARTICLES_A_PAGE = 12


class SectionPage(TellsOfEstates, BasePage):
    """A section (栏目): an introduction, and what was published in it."""

    intro = RichTextField(_("introduction"), features=FEATURES, blank=True)

    content_panels = [*BasePage.content_panels, "intro"]
    scanned_fields: tuple[str, ...] = (*BasePage.scanned_fields, "intro")
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]
    parent_page_types = ["disclosures.ColumnPage"]
    subpage_types: list[str] = []

    #: What an empty section says.
    nothing_yet = _("Nothing has been published here yet.")

    class Meta:
        abstract = True

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """All plain sections look alike."""
        return "disclosures/section_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add one page of the articles."""
        articles = Paginator(self.articles(), ARTICLES_A_PAGE)
        return super().get_context(request, *args, **kwargs) | {
            "articles": articles.get_page(request.GET.get("page")),
        }

    def articles(self) -> Any:
        """Return what was published here, the newest first, of all kinds."""
        kinds = type(self).allowed_subpage_models()
        if len(kinds) == 1:
            return kinds[0].objects.child_of(self).newest()
        found = [
            page for kind in kinds for page in kind.objects.child_of(self).newest()
        ]
        return sorted(found, key=lambda page: (page.date, page.pk), reverse=True)

    def summary_text(self) -> str:
        """Describe the section by its introduction."""
        return Truncator(" ".join(readable(self.intro).split())).chars(120)


class ArticleQuerySet(PageQuerySet):
    """Questions about articles."""

    def newest(self) -> "ArticleQuerySet":
        """Those that readers may see, the newest first."""
        return self.live().public().order_by("-date", "-pk")


ArticleManager = PageManager.from_queryset(ArticleQuerySet)


class ArticlePage(TellsOfEstates, CorrectedPage):
    """Something published on a day: an update, a notice, a policy, a report."""

    date = models.DateField(_("date"), default=today, validators=[NotInFuture()])
    summary = models.TextField(
        _("summary"),
        max_length=200,
        blank=True,
        help_text=_("One or two sentences; stands in lists and in the feed."),
    )
    body = RichTextField(_("text"), features=FEATURES_WITH_IMAGES)

    objects: ClassVar[Any] = ArticleManager()

    content_panels = [
        *(*BasePage.content_panels, "date", "summary", "body"),
        TablesPanel(),
        ChangePanel(["change_note", "change_hides_person"], heading=_("Correction")),
        AttachmentsPanel(),
    ]
    scanned_fields: tuple[str, ...] = (
        *(*CorrectedPage.scanned_fields, "summary", "body"),
    )
    corrected_fields = (
        *(*CorrectedPage.corrected_fields, "summary", "body", "table_words"),
    )
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.SearchField("table_words"),
        index.SearchField("attachment_names"),
        index.FilterField("date"),
    ]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """All plain articles look alike."""
        return "disclosures/article_page.html"

    @cached_property
    def section(self) -> Any:
        """The section it stands in."""
        return self.get_parent().specific

    @property
    def label(self) -> str:
        """Return what it is called beside its date, where sections mix kinds."""
        return ""

    @property
    def body_html(self) -> str:
        """Return the text with its tables in their places."""
        return text.with_tables(self)

    @property
    def table_words(self) -> str:
        """Return what its tables say."""
        return text.table_words(self)

    def obstacle(self) -> str:
        """Say what keeps it from going public."""
        return text.lacks(self)

    @property
    def downloads(self) -> list[Any]:
        """Return its files, but for those that were removed."""
        return [one for one in self.attachments.all() if one.file.is_there]

    def attachment_names(self) -> str:
        """Return what the search finds its files by."""
        return "\n".join(str(attachment) for attachment in self.attachments.all())

    def told_about(self) -> str:
        """Return the title; an estate in it stands beside every number below."""
        return str(self.title)

    @property
    def column_name(self) -> str:
        """Return the name of the section it stands in."""
        return self.get_parent().title

    def summary_text(self) -> str:
        """Return the summary, else the beginning of the text."""
        words = text.without_marks(readable(self.body)).split()
        return self.summary or Truncator(" ".join(words)).chars(120)


class UpdatesPage(SectionPage):
    """Progress (最新进展)."""

    subpage_types = ["disclosures.UpdatePage"]
    column_type = "政务动态"
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("section: progress")
        verbose_name_plural = verbose_name


class UpdatePage(ArticlePage):
    """What was done, and on which measure."""

    measure = models.ForeignKey(
        Measure,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="updates",
        verbose_name=_("measure"),
    )

    content_panels = [
        *ArticlePage.content_panels,
        "measure",
        InlinePanel("photos", heading=_("Photos before and after")),
    ]
    parent_page_types = ["disclosures.UpdatesPage"]

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")


class ReportsPage(SectionPage):
    """Fortnightly reports (半月报), as far as they are public."""

    subpage_types = ["disclosures.ReportPage"]
    column_type = "政务动态"
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("section: reports")
        verbose_name_plural = verbose_name


class ReportPage(ArticlePage):
    """The public digest of a report."""

    parent_page_types = ["disclosures.ReportsPage"]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    @property
    def survey_url(self) -> str:
        """Return where readers say what they think of it."""
        return reverse("survey", args=[self.pk])


class NoticesPage(SectionPage):
    """Notices (通知公告)."""

    subpage_types = [
        "disclosures.NoticePage",
        "disclosures.CriticismPage",
        "disclosures.ClarificationPage",
    ]
    column_type = "通知公告"
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("section: notices")
        verbose_name_plural = verbose_name


class NoticePage(ArticlePage):
    """A notice to the public."""

    parent_page_types = ["disclosures.NoticesPage"]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")


class PoliciesPage(SectionPage):
    """Policies (政策文件)."""

    subpage_types = ["disclosures.PolicyPage"]
    column_type = "政策文件"
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("section: policies")
        verbose_name_plural = verbose_name


class PolicyPage(ArticlePage):
    """A rule that binds the campaign, and where it comes from."""

    parent_page_types = ["disclosures.PoliciesPage"]

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")


class SuggestionsPage(SectionPage):
    """Suggestions and what became of them (建言献策)."""

    subpage_types = ["disclosures.SuggestionPage"]
    column_type = "互动回应"
    max_count_per_parent = 1
    nothing_yet = _(
        "No suggestion has been published yet. One is published only when its sender"
        " agrees, together with the reply."
    )

    class Meta:
        verbose_name = _("section: suggestions")
        verbose_name_plural = verbose_name
