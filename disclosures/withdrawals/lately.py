"""What went public lately: from here anything is taken down, by one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, Revision

from disclosures.articles import ArticlePage
from disclosures.withdrawals import names
from disclosures.withdrawals.models import Withdrawal
from portal.gate.names import ProposedNames
from portal.users.gates import COLUMN, WRITERS

#: How many stand on the first page of the admin, and on a page of the list.
ON_HOME, A_PAGE = 6, 20


@dataclass(frozen=True)
class Line:
    """A public page, and whether the one who looks may edit it."""

    page: Any
    section: str
    may_edit: bool


def public_articles(*, live: bool = True) -> Any:
    """Return all articles that readers see, or no more, the last published first."""
    kinds = [model for model in apps.get_models() if issubclass(model, ArticlePage)]
    found = Page.objects.filter(live=live).public().type(*kinds)
    return found.order_by("-last_published_at", "-pk")


def waiting_for_their_time() -> Any:
    """Return the pages that go public by themselves."""
    versions = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    numbers = [int(number) for number in versions.values_list("object_id", flat=True)]
    return Page.objects.filter(pk__in=numbers).order_by("pk")


def withdrawn_with_words() -> Any:
    """Return the pages that left the site and whose words are still kept."""
    newest = Withdrawal.objects.filter(page=OuterRef("pk"))
    pages = public_articles(live=False).alias(why=Subquery(newest.values("reason")[:1]))
    return pages.exclude(why=None).exclude(why=Withdrawal.Reason.PERSONAL)


def lines(pages: Iterable[Page], user: Any) -> list[Line]:
    """Return pages with their sections; two queries and one for each kind."""
    found = list(pages)
    above = [Page._get_basepath(page.path, page.depth - 1) for page in found]
    titles = dict(Page.objects.filter(path__in=above).values_list("path", "title"))
    may_edit = bool(_groups(user) & WRITERS)
    return [
        Line(page, titles.get(path, ""), may_edit)
        for page, path in zip(found, above, strict=True)
    ]


def works_on_the_column(user: Any) -> bool:
    """Whether somebody writes or approves."""
    return bool(_groups(user) & COLUMN)


def approves(user: Any) -> bool:
    """Whether somebody approves what others have typed."""
    return "moderator" in _groups(user)


def _groups(user: Any) -> set[str]:
    return {group.name for group in user.groups.all()}


class Lately(WagtailAdminTemplateMixin, TemplateView):
    """All public articles, to be looked through and searched; gated by role."""

    template_name = "disclosures/withdrawals/lately.html"
    page_title = _("Published lately")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """End with this page, as which the bar shows the last of them."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add one page of them."""
        asked = self.request.GET
        words = asked.get("q", "").strip()
        pages = public_articles()
        if words:
            pages = pages.filter(title__icontains=words)
        shown = Paginator(pages.specific(), A_PAGE).get_page(asked.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "lines": lines(shown, self.request.user),
            "shown": shown,
            "words": words,
            "waiting": waiting_for_their_time(),
            "withdrawn": withdrawn_with_words(),
            "names": names.lately(),
            "proposed": ProposedNames.objects.select_related("proposed_by"),
            "decides": approves(self.request.user),
        }


class LatelyPanel(Component):
    """To an editor and a moderator: the newest of them."""

    order = 240
    template_name = "disclosures/withdrawals/_lately_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the newest; nothing, and no query, for other roles."""
        user = parent_context["request"].user
        if not works_on_the_column(user):
            return {"lines": []}
        pages = public_articles().specific()[:ON_HOME]
        proposed = ProposedNames.objects.exclude(typed_by=user.pk)
        return {
            "lines": lines(pages, user),
            "waiting": waiting_for_their_time(),
            "proposed": proposed.count() if approves(user) else 0,
        }


class LatelyMenuItem(MenuItem):
    """The list, for those who work on the column."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By role."""
        return works_on_the_column(request.user)


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put it on the first page of the admin."""
    panels.append(LatelyPanel())


def menu_item() -> MenuItem:
    """Return the entry before the campaign's."""
    return LatelyMenuItem(
        _("Published lately"),
        reverse_lazy("published_lately"),
        name="published-lately",
        icon_name="history",
        order=108,
    )


def way_back() -> list[dict[str, Any]]:
    """Return what stands before the name of an act: where it was chosen."""
    return [{"url": reverse("published_lately"), "label": _("Published lately")}]
