"""The section of the three lists: an overview, and a page for each list."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.search import index

from disclosures.articles import SectionPage
from disclosures.campaigns import Campaign
from disclosures.lists import public
from disclosures.lists.history import corrections
from disclosures.lists.items import ListKind
from portal.pages.trail import link, trail
from portal.workdays.clock import today

ITEMS_A_PAGE = 100
#: What each list is, in a sentence.
ABOUT = {
    ListKind.PROBLEMS: _(
        "What was found, who puts it right and by when. An item is closed out only with"
        " evidence, by a second person."
    ),
    ListKind.INSTITUTIONS: _(
        "Rules that were issued, so that the same problem does not come back."
    ),
    ListKind.RESULTS: _("What came of the campaign, in numbers and examples."),
}
KINDS = "|".join(ListKind.values)


class ListsPage(RoutablePageMixin, SectionPage):
    """The three lists (三张清单)."""

    column_type = "信息公开"
    max_count_per_parent = 1
    search_fields = [*SectionPage.search_fields, index.SearchField("list_words")]
    nothing_yet = _(
        "The problem list, the institution list and the results list are published"
        " here as soon as their first items are approved."
    )

    class Meta:
        verbose_name = _("section: three lists")
        verbose_name_plural = verbose_name

    @property
    def campaign(self) -> Campaign | None:
        """Return the approved campaign whose lists stand here."""
        column = self.get_parent().specific if self.pk else None
        campaign = getattr(column, "campaign", None)
        return campaign if campaign and campaign.live else None

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Lists have a page of their own kind."""
        return "disclosures/lists/index.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add how far each list is."""
        campaign = self.campaign
        found = public.progress(campaign) if campaign else []
        return super().get_context(request, *args, **kwargs) | {
            "lists": [
                {"progress": one, "url": f"{one.kind.value}/", "about": ABOUT[one.kind]}
                for one in found
                if one.total
            ],
        }

    @re_path(rf"^(?P<kind>{KINDS})/$", name="list")
    def one_list(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Show one list, a page of it at a time."""
        campaign = self._campaign_or_404()
        items = Paginator(public.items(campaign, kind), ITEMS_A_PAGE)
        page = items.get_page(request.GET.get("page"))
        issues = {issue.number: issue.text for issue in campaign.focus_issues.all()}
        for item in page.object_list:
            item.focus_text = issues.get(getattr(item, "focus", 0), "")
            due = getattr(item, "due", None)
            item.is_late = due is not None and due < today() and item.status == "open"
        context = {
            "kind": ListKind(kind),
            "about": ABOUT[ListKind(kind)],
            "progress": next(p for p in public.progress(campaign) if p.kind == kind),
            "items": page,
            "frozen": public.frozen(campaign, kind),
            "corrections": corrections(campaign, kind),
            "trail": [*trail(self, request), link(self, request)],
        }
        return self.render(
            request,
            context_overrides=context,
            template=f"disclosures/lists/{kind}.html",
        )

    @re_path(rf"^(?P<kind>{KINDS})/frozen/$", name="frozen")
    def frozen_list(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Give the very bytes whose SHA-256 is published."""
        found = public.frozen(self._campaign_or_404(), kind)
        if found is None:
            raise Http404
        response = HttpResponse(
            found.content.encode(), content_type="application/json; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{kind}.json"'
        return response

    def _campaign_or_404(self) -> Campaign:
        campaign = self.campaign
        if campaign is None:
            raise Http404
        return campaign

    def sub_addresses(self) -> list[str]:
        """Return the steps below this page's address that hold a list."""
        return [f"{kind}/" for kind in ListKind.values] if self.campaign else []

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[Any]:
        """Tell search engines of each list too."""
        own: list[Any] = super().get_sitemap_urls(request)
        return own + [
            own[0] | {"location": f"{own[0]['location']}{step}"}
            for step in self.sub_addresses()
            if own
        ]

    def list_words(self) -> str:
        """Return what the search finds this page by."""
        campaign = self.campaign
        return public.words(campaign) if campaign else ""
