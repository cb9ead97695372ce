"""The Atom feed: progress, reports and notices."""

from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from disclosures.articles import ArticlePage, NoticePage, ReportPage, UpdatePage
from disclosures.clarifications import ClarificationPage
from disclosures.criticism import CriticismPage
from portal.pages.trail import site_name

ENTRIES = 30
KINDS = (UpdatePage, ReportPage, NoticePage, CriticismPage, ClarificationPage)


class SteadyAtom(Atom1Feed):
    """An Atom feed that reads the same until something is published."""

    def latest_post_date(self) -> datetime:
        """Return when the newest entry changed; of an empty feed, the column."""
        return super().latest_post_date() if self.items else self.feed["since"]


class UpdatesFeed(Feed):
    """What was published last."""

    feed_type = SteadyAtom
    subtitle = _("Progress, reports and notices")
    language = "zh-Hans"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Keep the request: names and addresses depend on the site."""
        return request

    def title(self, request: HttpRequest) -> str:
        """Return the site's name."""
        return site_name(request)

    def link(self) -> str:
        """Return the first page."""
        return reverse("wagtail_serve", args=[""])

    def feed_extra_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Tell the feed since when the column stands."""
        site = Site.find_for_request(request)
        since = site.root_page.first_published_at if site else None
        return {"since": since or datetime.fromtimestamp(0, UTC)}

    def author_name(self, request: HttpRequest) -> str:
        """Return who publishes; an Atom feed must name an author."""
        return site_name(request)

    def items(self, request: HttpRequest) -> list[ArticlePage]:
        """Return the newest articles of the three kinds."""
        site = Site.find_for_request(request)
        if site is None:
            return []
        found: list[ArticlePage] = []
        for kind in KINDS:
            found += kind.objects.descendant_of(site.root_page).newest()[:ENTRIES]
        found.sort(key=lambda page: page.first_published_at, reverse=True)
        return list(islice(found, ENTRIES))

    def item_title(self, item: ArticlePage) -> str:
        """Return the title as it is; the feed escapes it."""
        return item.title

    def item_link(self, item: ArticlePage) -> str:
        """Return the address."""
        return item.get_url() or "/"

    def item_guid(self, item: ArticlePage) -> str:
        """Return a name that stays when the address changes."""
        return f"urn:uuid:{item.translation_key}"

    def item_description(self, item: ArticlePage) -> str:
        """Return the summary."""
        return item.description

    def item_pubdate(self, item: ArticlePage) -> datetime | None:
        """Return when it was first published."""
        return item.first_published_at

    def item_updateddate(self, item: ArticlePage) -> datetime | None:
        """Return when it last changed."""
        return item.last_published_at

    def item_categories(self, item: ArticlePage) -> list[str]:
        """Return what kind of article it is."""
        return [str(item._meta.verbose_name)]
