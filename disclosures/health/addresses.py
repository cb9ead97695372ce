"""Every address that the column sends its readers to, and where it is put right."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from wagtail.fields import RichTextField
from wagtail.models import Page

from disclosures.health.checks import edit
from disclosures.lists.items import ListKind
from disclosures.lists.public import items
from disclosures.pages import ColumnPage, shown_channels
from portal.pages.facts import SiteFacts

TO_ADDRESS = re.compile(r'<a [^>]*?href="([^"]*)"')


@dataclass(frozen=True)
class Address:
    """An address as it was written, in what, and where that is put right."""

    written: str
    title: str
    url: str
    #: The path of the page that it stands on.
    stands_on: str = "/"

    def inside(self) -> tuple[str, str] | None:
        """Return path and place inside this house; of other hosts, nothing.

        Whether another host answers cannot be asked from a page of the admin.
        """
        try:
            parts = urlsplit(html.unescape(self.written))
        except ValueError:
            return None
        path = unquote(parts.path)
        if parts.scheme or parts.netloc:
            path = _below_own_root(parts.netloc, path)
        place = unquote(parts.fragment)
        if path.startswith("/") or (place and not path):
            return path or self.stands_on, place
        return None


def _below_own_root(host: str, path: str) -> str:
    for root in map(urlsplit, (settings.COLUMN_ROOT, settings.CONFIDENTIAL_ROOT)):
        if host == root.netloc and f"{path}/".startswith(f"{root.path}/"):
            return path.removeprefix(root.path) or "/"
    return "elsewhere"


def addresses(
    column: ColumnPage, written: Iterable[tuple[Any, str]]
) -> Iterator[Address]:
    """Give those of texts, of the institution list, of channels and of the header."""
    for page, text in written:
        own = Address(page.get_url() or "/", page.title, edit(page)).inside()
        for found in dict.fromkeys(TO_ADDRESS.findall(text)):
            stands_on = own[0] if own else "/"
            yield Address(found, page.title, edit(page), stands_on)
    campaign = column.campaign
    kind = ListKind.INSTITUTIONS
    for item in items(campaign, kind).exclude(link=""):
        yield Address(
            item.link, item.title, reverse("lists:edit", args=[kind, item.number])
        )
    plan = reverse("wagtailsnippets_disclosures_campaign:edit", args=[campaign.pk])
    for channel in shown_channels(campaign):
        if channel.url:
            yield Address(channel.value, channel.name, plan)
    for facts in SiteFacts.objects.filter(site__root_page=column):
        # An administrator puts it right, whom this page is not shown to.
        for name in ("portal_url", "find_error_url"):
            yield Address(getattr(facts, name), str(facts._meta.verbose_name), "")


def texts(column: ColumnPage) -> Iterator[tuple[Any, str]]:
    """Every live rich text of the column that holds a link."""
    for model in apps.get_app_config("disclosures").get_models():
        names = [f.name for f in model._meta.fields if isinstance(f, RichTextField)]
        if not names or not issubclass(model, Page):
            continue
        linked = Q()
        for name in names:
            linked |= Q(**{f"{name}__contains": "<a "})
        pages: Any = model._default_manager
        for page in pages.descendant_of(column, inclusive=True).live().filter(linked):
            for name in names:
                yield page, getattr(page, name)
