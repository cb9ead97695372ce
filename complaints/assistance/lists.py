"""The list of requests: those put to us, those we put, and for inspectors all."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case as Choose
from django.db.models import IntegerField, Value, When
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.cases import AssistanceRequest
from complaints.cases.assistance import AssistanceRequestQuerySet
from complaints.casework.faces import Face, request_face
from portal.users.models import User
from portal.workdays.clock import today

PER_PAGE = 50
TO_US, OURS, ALL = "to_us", "ours", "all"


@dataclass(frozen=True)
class Tab:
    """One of the lists, with how many wait in it."""

    key: str
    label: str | Promise
    waiting: int
    is_current: bool


@dataclass(frozen=True)
class Listing:
    """One page of a list; `shows_case` where the reader knows of the case."""

    tabs: list[Tab]
    rows: list[tuple[AssistanceRequest, Face]]
    page: Page[AssistanceRequest]
    with_ended: bool
    shows_case: bool
    #: The address's query without the page.
    query: str


def listing(user: User, query: QueryDict, *, oversees: bool) -> Listing:
    """One page; the number of queries is the same at any length."""
    sets = _sets(user, oversees=oversees)
    current = query.get("of", TO_US)
    if current not in sets:
        current = TO_US
    with_ended = "ended" in query
    found = sets[current] if with_ended else sets[current].open()
    page = Paginator(_in_order(found), PER_PAGE).get_page(query.get("page"))
    tabs = [
        Tab(key, _LABELS[key], requests.open().count(), key == current)
        for key, requests in sets.items()
    ]
    rest = query.copy()
    rest.pop("page", None)
    return Listing(
        tabs,
        [(request, request_face(request)) for request in page],
        page,
        with_ended,
        current != TO_US,
        rest.urlencode(),
    )


_LABELS: dict[str, str | Promise] = {
    TO_US: _("Put to us"),
    OURS: _("Put by us"),
    ALL: _("Of every unit"),
}


def _sets(user: User, *, oversees: bool) -> dict[str, AssistanceRequestQuerySet]:
    requests = AssistanceRequest.objects
    known = requests.on_cases_of(user)
    sets = {
        TO_US: requests.put_to(user),
        OURS: known.filter(case__unit__in=user.current_units()),
    }
    return sets | ({ALL: known} if oversees else {})


def _in_order(requests: AssistanceRequestQuerySet) -> AssistanceRequestQuerySet:
    """The overdue first, then what waits, then what has ended."""
    rank = Choose(
        When(state=AssistanceRequest.State.ASKED, due_on__lt=today(), then=Value(0)),
        When(state=AssistanceRequest.State.ASKED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        requests.annotate(rank=rank)
        .order_by("rank", "due_on", "number")
        .select_related("asking_unit", "asked_unit", "case")
    )
