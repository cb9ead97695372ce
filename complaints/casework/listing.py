"""The list of cases: its views with a count each, its order, one page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OrderBy
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.cases import Case, CaseQuerySet
from complaints.casework.models import SavedView
from complaints.casework.narrowing import (
    Asker,
    CaseFilter,
    condition,
)
from portal.users.models import User

PER_PAGE = 50

#: What a heading sorts by; a minus before the word turns it round. Open cases by their
#: due day are the overdue first: no rank has to be worked out for any row.
SORTS: dict[str, tuple[str, ...]] = {
    "due": ("is_ended", "due_on", "number"),
    "received": ("received_on", "number"),
    "number": ("number",),
    "topic": ("kind", "topic", "is_ended", "due_on", "number"),
    "state": ("life", "due_on", "number"),
    "unit": ("unit__name", "is_ended", "due_on", "number"),
    "assignee": ("assignee__sort_name", "is_ended", "due_on", "number"),
}
DEFAULT_SORT = "due"


@dataclass(frozen=True)
class View:
    """A named set of filters, how many cases it holds, and whether it is shown now."""

    label: str | Promise
    query: str
    count: int = 0
    is_current: bool = False
    #: A member's own; None for those that everybody has.
    saved: SavedView | None = None


QUARANTINED = "quarantined=on"

#: Everybody's views: label, filters, and whether an empty one is left out.
BUILT_IN: tuple[tuple[str | Promise, str, bool], ...] = (
    (_("Everything"), "", False),
    (_("In hand"), "state=open", False),
    (_("Overdue"), "overdue=on", False),
    (_("Due within 3 days"), "soon=on", False),
    (_("Unread"), "unread=on", False),
    (_("Assigned to me"), "mine=on", False),
    (_("Assigned to nobody"), "unassigned=on", False),
    (_("Wait for my signature"), "signature=on", True),
    (_("Asks to be phoned"), "call=on", True),
    (_("Nobody can work on them"), "deserted=on", True),
    (_("In quarantine"), QUARANTINED, True),
)


@dataclass(frozen=True)
class Listing:
    """One page of a list, and how it was asked for."""

    form: CaseFilter
    views: list[View]
    page: Page[Case]
    sort: str
    #: The address's query without the page, and without the order.
    query: str
    filters: str
    #: Those of the page that nobody in their unit may work on any more.
    deserted: frozenset[int]

    @property
    def quarantined(self) -> int:
        """How many lie in the other lane, while this one is shown."""
        if self.form.cleaned_data.get("quarantined"):
            return 0
        return sum(view.count for view in self.views if view.query == QUARANTINED)

    @property
    def saved(self) -> SavedView | None:
        """The member's own view that is shown."""
        return next((view.saved for view in self.views if view.is_current), None)

    @property
    def may_save(self) -> bool:
        """Whether these filters could become a view of their own."""
        return self.form.is_narrowed and not any(v.is_current for v in self.views)


def listing(
    cases: CaseQuerySet, user: User, query: QueryDict, *, every_unit: bool = False
) -> Listing:
    """Narrow, count, order and cut; the number of queries is the same at any length."""
    form = CaseFilter(query, every_unit=every_unit)
    form.is_valid()
    sort = _sort(query.get("sort", ""))
    asker = Asker.now(user)
    views, count = _counted(cases, asker, form.query())
    asked = condition(form.cleaned_data, asker)
    page = _page(cases.filter(asked), sort, count, query.get("page"))
    return Listing(
        form,
        views,
        page,
        sort,
        _without(query, "page"),
        _without(query, "page", "sort"),
        _deserted(page, asker),
    )


def _counted(cases: CaseQuerySet, asker: Asker, shown: str) -> tuple[list[View], int]:
    """Every view with its count, and how many cases are asked for."""
    views = [(label, query, rare, None) for label, query, rare in BUILT_IN]
    own: list[tuple[Any, str, bool, SavedView | None]] = [
        (saved.name, saved.query, False, saved)
        for saved in SavedView.objects.filter(owner=asker.user)[: SavedView.MOST]
    ]
    everything = [*views, *own]
    counts = _counts(
        cases, asker, {shown, *(query for _label, query, _rare, _saved in everything)}
    )
    return [
        View(label, query, counts[query], query == shown, saved)
        for label, query, rare, saved in everything
        if counts[query] or not rare or query == shown
    ], counts[shown]


def _counts(cases: CaseQuerySet, asker: Asker, queries: set[str]) -> dict[str, int]:
    """How many cases each of these filters leaves; each case is looked at once."""
    names = {f"n{n}": query for n, query in enumerate(sorted(queries))}
    counted = cases.order_by().aggregate(
        **{
            name: Count("pk", filter=condition(QueryDict(query), asker))
            for name, query in names.items()
        }
    )
    return {query: counted[name] for name, query in names.items()}


def _page(cases: CaseQuerySet, sort: str, count: int, number: str | None) -> Page[Case]:
    """One page; its rows are joined to units and people after they were chosen."""
    paginator: Any = Paginator(in_order(cases, sort).values_list("pk"), PER_PAGE)
    paginator.count = count
    page = paginator.get_page(number)
    chosen = [pk for (pk,) in page.object_list]
    rows = Case.objects.filter(pk__in=chosen).select_related(
        "unit", "assignee", "estate"
    )
    by_pk = {case.pk: case for case in rows}
    page.object_list = [by_pk[pk] for pk in chosen if pk in by_pk]
    return page


def _deserted(page: Page[Case], asker: Asker) -> frozenset[int]:
    shown = [case.pk for case in page]
    found = Case.objects.filter(asker.deserted, pk__in=shown)
    return frozenset(found.values_list("pk", flat=True))


def in_order(cases: CaseQuerySet, sort: str = DEFAULT_SORT) -> CaseQuerySet:
    """Sorted; by default the overdue first, then the open, then the ended."""
    fields = SORTS[sort.removeprefix("-")]
    return cases.order_by(*_ordering(fields, turned=sort.startswith("-")))


def _ordering(fields: Sequence[str], *, turned: bool) -> list[OrderBy | str]:
    """Each field upward or downward; what is assigned to nobody always comes last."""
    return [
        OrderBy(F(field), descending=turned, nulls_last=True)
        if field.startswith("assignee")
        else f"-{field}"
        if turned
        else field
        for field in fields
    ]


def _sort(asked: str) -> str:
    return asked if asked.removeprefix("-") in SORTS else DEFAULT_SORT


def _without(query: QueryDict, *names: str) -> str:
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()
