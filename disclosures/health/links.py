"""Finds links inside the column that lead nowhere."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from wagtail.models import Page

from disclosures.campaigns import Campaign
from disclosures.estates import Estate
from disclosures.health.addresses import addresses, texts
from disclosures.health.checks import Finding, edit
from disclosures.lists.pages import ListsPage
from disclosures.lists.public import items
from disclosures.opendata.registry import find
from disclosures.pages import ColumnPage, PlanPage
from disclosures.survey.surveys import of_report

TO_PAGE = re.compile(r'<a (?=[^>]*linktype="page")[^>]*?\bid="(\d+)"')
#: Places that are numbered; what else stands on a page is not looked for.
TO_PLACE = re.compile(r"(measure|item)-(\d+)")
VARIANT = re.compile(r"^/(?:en|elder)(?=/)")


def dead_links(column: ColumnPage) -> Iterator[Finding]:
    """Find links to pages that are gone and to addresses of nothing on this site.

    Addresses of other hosts, such as the county's portal, are left alone.
    """
    live = set(Page.objects.live().values_list("pk", flat=True))
    written = list(texts(column))
    for page, text in written:
        if any(target not in live for target in map(int, TO_PAGE.findall(text))):
            yield Finding(
                _("“%s” links to a page that readers no longer find.") % page.title,
                edit(page),
            )
    seen: dict[tuple[str, str], bool] = {}
    for address in addresses(column, written):
        target = address.inside()
        if target is None:
            continue
        path, place = target
        if target not in seen:
            seen[target] = answers(path, column, place)
        if not seen[target]:
            words = _("“%(title)s” links to %(path)s, where nothing is.")
            where = f"{path}#{place}" if place else path
            said = words % {"title": address.title, "path": where}
            yield Finding(said, address.url)


def answers(path: str, column: ColumnPage, place: str = "") -> bool:
    """Whether a reader who follows a link to `path` finds something there."""
    path = VARIANT.sub("", path)
    try:
        match = resolve(path)
        if match.url_name == "wagtail_serve":
            request = HttpRequest()
            parts = [part for part in path.split("/") if part]
            found = column.route(request, parts)
            return _is_on(found, column.campaign, place)
    except (Resolver404, Http404):
        return False
    return ASKED.get(match.url_name or "", _always)(match.kwargs)


def _is_on(found: Any, campaign: Campaign, place: str) -> bool:
    """Whether the campaign has the measure or item that an address names."""
    given: dict[str, Any] = found.args[2] if len(found.args) > 2 else {}
    if "number" in given and not _has(campaign.measures, given["number"]):
        return False
    named = TO_PLACE.fullmatch(place)
    if named and isinstance(found.page, PlanPage) and not given:
        return named[1] == "measure" and _has(campaign.measures, named[2])
    if named and isinstance(found.page, ListsPage) and "kind" in given:
        return named[1] == "item" and _has(items(campaign, given["kind"]), named[2])
    return True


def _has(rows: Any, number: Any) -> bool:
    return bool(rows.filter(number=number).exists())


def _always(given: dict[str, Any]) -> bool:
    return True


#: Addresses that name a row, by the name of their pattern: whether it is there.
ASKED: dict[str, Callable[[dict[str, Any]], bool]] = {
    "estate_history": lambda g: Estate.objects.active().filter(pk=g["pk"]).exists(),
    "open_data_csv": lambda g: find(g["name"]) is not None,
    "open_data_json": lambda g: find(g["name"]) is not None,
    "survey": lambda g: of_report(g["pk"]) is not None,
    "survey_results": lambda g: of_report(g["pk"]) is not None,
}
