"""Finds public pages and cuts out the sentence that was found."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.db.models import Case, F, Q, Value, When, prefetch_related_objects
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Site

#: What articles hold that the search looks into.
SEARCHED = {"attachments", "tables"}
RESULTS_A_PAGE = 10
BEFORE, AFTER = 24, 90
TERMS_MOST = 8


@dataclass(frozen=True)
class Result:
    """One page that was found."""

    title: SafeString
    url: str
    excerpt: SafeString
    section: str
    date: date | None


def terms(query: str) -> list[str]:
    """Return the words of a query: letters and figures, nothing a database reads."""
    plain = unicodedata.normalize("NFKC", query)
    return list(dict.fromkeys(re.findall(r"[^\W_]+", plain)))[:TERMS_MOST]


def find(words: list[str], request: HttpRequest) -> "ResultPage[Any]":
    """Return one page of what was found: titles first, then the newest."""
    found: Any = matches(words, request)
    paginator = Paginator(found, RESULTS_A_PAGE)
    page: ResultPage[Any] = paginator.get_page(request.GET.get("page"))
    specific = Page.objects.filter(pk__in=page.object_list).specific().in_bulk()
    know_parents(specific.values())
    know_children(specific.values())
    page.object_list = [
        result(specific[key], words, request) for key in page.object_list
    ]
    return page


def know_parents(pages: Iterable[Any]) -> None:
    """Fetch the sections that pages stand in, all at once."""
    paths = {page.pk: page.path[: -Page.steplen] for page in pages}
    parents = {p.path: p for p in Page.objects.filter(path__in=paths.values())}
    for page in pages:
        # Where the tree keeps a parent that it once looked up.
        page._cached_parent_obj = parents.get(paths[page.pk])


def know_children(pages: Iterable[Any]) -> None:
    """Fetch what pages are found by beside their own text, once for every kind."""
    kinds = defaultdict(list)
    for page in pages:
        kinds[type(page)].append(page)
    for kind, alike in kinds.items():
        names = [
            relation.get_accessor_name() for relation in get_all_child_relations(kind)
        ]
        prefetch_related_objects(alike, *(set(names) & SEARCHED))


def matches(words: list[str], request: HttpRequest) -> list[int]:
    """Return the live public pages of this site that hold every word, by their keys.

    All at once: counting them first would search twice.
    """
    site = Site.find_for_request(request)
    if site is None:
        return []
    in_title = Q()
    for word in words:
        in_title &= Q(title__icontains=word)
    pages = (
        Page.objects.live()
        .public()
        .descendant_of(site.root_page, inclusive=True)
        .order_by(
            Case(When(in_title, then=Value(0)), default=Value(1)).asc(),
            F("first_published_at").desc(nulls_last=True),
            F("pk").desc(),
        )
    )
    found = pages.search(" ".join(words), order_by_relevance=False)
    return list(found.get_queryset().values_list("pk", flat=True))


def result(page: Any, words: list[str], request: HttpRequest) -> Result:
    """Return what a list of results shows of `page`."""
    return Result(
        title=marked(page.title, words),
        url=page.get_url(request) or "/",
        excerpt=excerpt(text_of(page), words),
        section=getattr(page, "column_name", ""),
        date=getattr(page, "date", None),
    )


def text_of(page: Any) -> str:
    """Return every text the page is found by, its title aside."""
    texts: list[str] = []
    for field in page.get_searchable_search_fields():
        value = field.get_value(page)
        if field.field_name != "title" and value:
            texts += value if isinstance(value, list) else [str(value)]
    return " ".join(" ".join(texts).split())


def excerpt(text: str, words: list[str]) -> SafeString:
    """Return the surroundings of the first word that stands in `text`, marked."""
    place = pattern(words).search(text)
    middle = place.start() if place else 0
    start, end = max(0, middle - BEFORE), min(len(text), middle + AFTER)
    cut = f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return marked(cut, words)


def marked(text: str, words: list[str]) -> SafeString:
    """Return `text` escaped, with every word of the query marked."""
    parts = pattern(words).split(text)
    found = pattern(words).findall(text)
    out = [str(escape(parts[0]))]
    for word, rest in zip(found, parts[1:], strict=True):
        out.append(f"<mark>{escape(word)}</mark>{escape(rest)}")
    return mark_safe("".join(out))  # noqa: S308 - every piece is escaped above


def pattern(words: list[str]) -> re.Pattern[str]:
    """Return what matches any of the words, the longest first."""
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE)
