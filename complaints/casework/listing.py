"""The list of cases: what may be asked for, in which order, one page of it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Case as Choose
from django.db.models import IntegerField, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from complaints.cases import ENDED, Case, CaseQuerySet, State
from complaints.casework.words import KINDS
from complaints.topics import TOPICS
from disclosures.models import Estate
from portal.users.models import Unit, User
from portal.workdays.clock import today

PER_PAGE = 50

#: What a heading sorts by; a minus before the word turns it round.
SORTS: dict[str, tuple[str, ...]] = {
    "due": ("rank", "due_on", "number"),
    "received": ("received_on", "number"),
    "number": ("number",),
    "state": ("state", "due_on", "number"),
    "unit": ("unit__name", "rank", "due_on", "number"),
}
DEFAULT_SORT = "due"

OPEN = "open"


def _topics() -> list[Any]:
    groups = [
        (KINDS[kind], [(topic.value, topic.label) for topic in topics])
        for kind, topics in TOPICS.items()
    ]
    return [("", _("Every topic")), *groups]


class CaseFilter(forms.Form):
    """What a list may be narrowed to. No field looks into anything sealed."""

    q = forms.CharField(
        label=_("Case number"),
        required=False,
        max_length=16,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Every state")), (OPEN, _("In hand")), *State.choices],
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Every kind")), *KINDS.items()],
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=_topics)
    estate = forms.ModelChoiceField(
        label=_("Estate"),
        required=False,
        queryset=Estate.objects.none(),
        empty_label=_("Every estate"),
    )
    unit = forms.ModelChoiceField(
        label=_("Unit"),
        required=False,
        queryset=Unit.objects.none(),
        empty_label=_("Every unit"),
    )
    overdue = forms.BooleanField(label=_("Overdue"), required=False)
    unread = forms.BooleanField(label=_("Unread"), required=False)
    mine = forms.BooleanField(label=_("Assigned to me"), required=False)
    quarantined = forms.BooleanField(label=_("In quarantine"), required=False)

    def __init__(self, data: QueryDict, *, every_unit: bool) -> None:
        super().__init__(data, auto_id="filter-%s", label_suffix="")
        self.fields["estate"].queryset = Estate.objects.order_by("name")  # type: ignore[attr-defined]
        if every_unit:
            self.fields["unit"].queryset = Unit.objects.all()  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return any(self.cleaned_data.values())

    def narrow(self, cases: CaseQuerySet, user: User) -> CaseQuerySet:
        """The cases asked for; a field with a wrong value asks for nothing."""
        asked = self.cleaned_data
        for field in ("kind", "topic", "estate", "unit"):
            if asked.get(field):
                cases = cases.filter(**{field: asked[field]})
        if asked.get("state") == OPEN:
            cases = cases.open()
        elif asked.get("state"):
            cases = cases.filter(state=asked["state"])
        if asked.get("q"):
            cases = cases.filter(number__icontains=asked["q"].strip())
        if asked.get("overdue"):
            cases = cases.overdue(today())
        if asked.get("unread"):
            cases = cases.filter(is_unread=True)
        if asked.get("mine"):
            cases = cases.filter(assignee=user)
        # What came in a flood has a lane of its own, so that it hides nothing else;
        # a number that is asked for is found wherever it is.
        if not asked.get("q"):
            cases = cases.filter(is_quarantined=asked.get("quarantined", False))
        return cases


@dataclass(frozen=True)
class Listing:
    """One page of a list, and how it was asked for."""

    form: CaseFilter
    page: Page[Case]
    sort: str
    #: The address's query without the page, and without the order.
    query: str
    filters: str
    #: How many lie in the other lane, while this one is shown.
    quarantined: int = 0


def listing(
    cases: CaseQuerySet, user: User, query: QueryDict, *, every_unit: bool = False
) -> Listing:
    """Narrow, order and cut; the number of queries is the same at any length."""
    form = CaseFilter(query, every_unit=every_unit)
    form.is_valid()
    sort = _sort(query.get("sort", ""))
    found = in_order(form.narrow(cases, user), sort).select_related(
        "unit", "assignee", "estate"
    )
    page = Paginator(found, PER_PAGE).get_page(query.get("page"))
    asks_for_them = form.cleaned_data.get("quarantined")
    return Listing(
        form,
        page,
        sort,
        _without(query, "page"),
        _without(query, "page", "sort"),
        0 if asks_for_them else cases.quarantined().count(),
    )


def in_order(cases: CaseQuerySet, sort: str = DEFAULT_SORT) -> CaseQuerySet:
    """Sorted; by default the overdue first, then the open, then the ended."""
    fields = SORTS[sort.removeprefix("-")]
    if sort.startswith("-"):
        fields = (
            (f"-{fields[0]}", *fields[1:])
            if fields[0] != "rank"
            else (
                "-rank",
                "-due_on",
                "number",
            )
        )
    rank = Choose(
        When(state__in=ENDED, then=Value(2)),
        When(due_on__lt=today(), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return cases.annotate(rank=rank).order_by(*fields)


def _sort(asked: str) -> str:
    return asked if asked.removeprefix("-") in SORTS else DEFAULT_SORT


def _without(query: QueryDict, *names: str) -> str:
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()
