"""What a list of cases may be narrowed to; no field looks into anything sealed."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from complaints import workflow
from complaints.cases import Approval, State
from complaints.casework.faces import SOON
from complaints.casework.words import KINDS
from complaints.topics import CAME_FORWARD, TOPICS
from disclosures.models import Estate
from portal.users.models import Membership, Unit, User
from portal.workdays.clock import today

OPEN = "open"

#: Ticked in the form; the other marks are reached by links alone.
TICKED = ("overdue", "unread", "mine", "unassigned")
MARKS = (*TICKED, "soon", "signature", "call", "deserted", "quarantined", "forward")
FIELDS = ("q", "state", "kind", "topic", "estate", "unit", *MARKS)

#: A saved filter may hold a case number, or a part of one, and no other typed text.
NUMBER = re.compile(r"[A-Za-z]{0,4}-?[0-9]{0,8}")


@dataclass(frozen=True)
class Asker:
    """Who asks, and on which day; what several filters share is put together once."""

    user: User
    on: date

    @classmethod
    def now(cls, user: User) -> "Asker":
        """Today."""
        return cls(user, today())

    @cached_property
    def heads(self) -> list[int]:
        """Units that this member heads."""
        headed = Membership.objects.current().filter(user=self.user, is_head=True)
        return list(headed.values_list("unit", flat=True))

    @cached_property
    def waiting(self) -> Q:
        """Cases in which a step waits for this member's signature."""
        if not self.heads:
            return Q(pk__in=[])
        asked = Approval.objects.filter(is_granted=None, case__unit__in=self.heads)
        return Q(pk__in=asked.exclude(asked_by=self.user).values("case"))

    @cached_property
    def deserted(self) -> Q:
        """Open cases that nobody in their unit may work on."""
        return workflow.deserted()


def condition(asked: Mapping[str, Any], asker: Asker) -> Q:
    """What is asked for, as one condition; a field without a value asks for nothing."""
    found = Q()
    for part in _parts(asked, asker):
        found &= part
    return found


def _parts(asked: Mapping[str, Any], asker: Asker) -> Iterator[Q]:
    for field in ("kind", "topic", "estate", "unit"):
        if asked.get(field):
            yield Q(**{field: asked[field]})
    if asked.get("state"):
        yield _RUNNING if asked["state"] == OPEN else Q(state=asked["state"])
    # What came in a flood has a lane of its own, so that it hides nothing else; a
    # number that is asked for is found wherever it is.
    if asked.get("q"):
        # Written in capitals, so that no row has to be turned into them.
        yield Q(number__contains=asked["q"].strip().upper())
    else:
        yield Q(is_quarantined=bool(asked.get("quarantined")))
    for mark, part in _MARKED.items():
        if asked.get(mark):
            yield part(asker)


_RUNNING = Q(is_ended=False)
#: What each mark asks for.
_MARKED: dict[str, Callable[[Asker], Q]] = {
    "overdue": lambda asker: _RUNNING & Q(due_on__lt=asker.on),
    "soon": lambda asker: (
        _RUNNING & Q(due_on__range=(asker.on, asker.on + timedelta(days=SOON)))
    ),
    "unread": lambda _asker: Q(is_unread=True),
    "mine": lambda asker: Q(assignee=asker.user),
    "unassigned": lambda _asker: _RUNNING & Q(assignee=None),
    "signature": lambda asker: asker.waiting,
    "deserted": lambda asker: asker.deserted,
    "call": lambda _asker: workflow.to_be_phoned(),
    "forward": lambda _asker: CAME_FORWARD,
}


def _topics() -> list[Any]:
    groups = [
        (KINDS[kind], [(topic.value, topic.label) for topic in topics])
        for kind, topics in TOPICS.items()
    ]
    return [("", _("Every topic")), *groups]


class CaseFilter(forms.Form):
    """The filters of a list; what is not asked for is left out of every address."""

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
    unassigned = forms.BooleanField(label=_("Assigned to nobody"), required=False)

    def __init__(self, data: QueryDict, *, every_unit: bool) -> None:
        super().__init__(data, auto_id="filter-%s", label_suffix="")
        self.fields["estate"].queryset = Estate.objects.order_by("name")  # type: ignore[attr-defined]
        if every_unit:
            self.fields["unit"].queryset = Unit.objects.all()  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]
        for mark in MARKS:
            if mark not in TICKED and data.get(mark):
                self.fields[mark] = forms.BooleanField(
                    required=False, widget=forms.HiddenInput
                )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return any(self.cleaned_data.values())

    def query(self) -> str:
        """What is asked for as the end of an address, always in the same order."""
        asked = QueryDict(mutable=True)
        for field in FIELDS:
            value = self.cleaned_data.get(field)
            if value is True:
                asked[field] = "on"
            elif value:
                asked[field] = str(getattr(value, "pk", value))
        return asked.urlencode()
