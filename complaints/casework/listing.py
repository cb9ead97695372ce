"""The list of cases: its views with a count each, its order, one page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case as Choose
from django.db.models import Count, F, OrderBy, Q, Value, When
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.cases import Case, CaseQuerySet, State
from complaints.casework.models import SavedView
from complaints.casework.narrowing import Asker, CaseFilter, condition
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
    "assignee": (
        "assignee__last_name",
        "assignee__first_name",
        "assignee__username",
        "is_ended",
        "due_on",
        "number",
    ),
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
    asked = condition(form.cleaned_data, asker)
    views, count = _counted(cases, asker, asked, form.query())
    page = _page(cases.filter(asked), sort, count, query.get("page"))
    return Listing(
        form,
        views,
        page,
        sort,
        _without(query, "page"),
        _without(query, "page", "sort"),
    )


def _counted(
    cases: CaseQuerySet, asker: Asker, asked: Q, shown: str
) -> tuple[list[View], int]:
    """Every view with its count, and how many cases are asked for: two queries."""
    views = [(label, query, rare, None) for label, query, rare in BUILT_IN]
    own: list[tuple[Any, str, bool, SavedView | None]] = [
        (saved.name, saved.query, False, saved)
        for saved in SavedView.objects.filter(owner=asker.user)[: SavedView.MOST]
    ]
    everything = [*views, *own]
    conditions = {
        f"view{n}": condition(QueryDict(query), asker)
        for n, (_label, query, _rare, _saved) in enumerate(everything)
    }
    counts = cases.order_by().aggregate(
        found=Count("pk", filter=asked),
        **{name: Count("pk", filter=part) for name, part in conditions.items()},
    )
    return [
        View(label, query, counts[f"view{n}"], query == shown, saved)
        for n, (label, query, rare, saved) in enumerate(everything)
        if counts[f"view{n}"] or not rare or query == shown
    ], counts["found"]


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


def in_order(cases: CaseQuerySet, sort: str = DEFAULT_SORT) -> CaseQuerySet:
    """Sorted; by default the overdue first, then the open, then the ended."""
    fields = SORTS[sort.removeprefix("-")]
    if "life" in fields:
        steps = [When(state=state, then=Value(n)) for n, state in enumerate(State)]
        cases = cases.annotate(life=Choose(*steps))
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
