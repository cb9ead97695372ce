"""Similar cases: the same flat in other words, and what a person put beside this one.

Found by `place_index` (design §5), which only the unit's own key can make: so within
one unit, among the cases the reader may know of, and without opening any of them.
"""

from dataclasses import dataclass, field

from django.db.models import Q

from complaints.cases import Case, CaseQuerySet, State, lead_of
from complaints.casework.faces import Face, face, headline
from complaints.topics import Kind
from portal.users.models import User
from portal.workdays.clock import today

#: So many of the newest are shown.
MOST = 20


@dataclass(frozen=True)
class Neighbour:
    """A case beside the one that is open; nothing of it is unsealed."""

    case: Case
    face: Face
    headline: str
    is_same_place: bool
    is_linked: bool
    is_lead: bool


@dataclass(frozen=True)
class Similar:
    """What stands beside a case."""

    neighbours: list[Neighbour] = field(default_factory=list)
    #: Whether the flat is known in a form that can be compared.
    is_comparable: bool = False
    has_place: bool = False
    is_lead: bool = False
    #: How many there are beyond those shown.
    more: int = 0

    @property
    def linked(self) -> list[Neighbour]:
        """Those that a person put beside it."""
        return [one for one in self.neighbours if one.is_linked]


def similar(case: Case, user: User, *, place: str = "") -> Similar:
    """What stands beside a case for this reader; few queries at any number.

    A case that was not so leaves in time, linked or not; its link can still be ended.
    """
    group = linked_to(case, user)
    lead = lead_of(case)
    linked = set(group.values_list("pk", flat=True))
    found = _same_place(case) | Q(pk__in=linked)
    near = Case.objects.visible_to(user).comparable(today()).filter(found)
    near = near.exclude(pk=case.pk)
    cases = list(near.order_by("-received_on", "number")[: MOST + 1])
    return Similar(
        neighbours=[
            Neighbour(
                one,
                face(one),
                headline(one),
                is_same_place=bool(case.place_index)
                and one.place_index == case.place_index,
                is_linked=one.pk in linked,
                is_lead=one.pk == lead.pk,
            )
            for one in cases[:MOST]
        ],
        is_comparable=bool(case.place_index),
        has_place=bool(place),
        is_lead=bool(linked) and lead.pk == case.pk,
        more=max(0, len(cases) - MOST),
    )


def _same_place(case: Case) -> Q:
    if not case.place_index:
        return Q(pk__in=[])
    return Q(unit=case.unit_id, place_index=case.place_index)


def linked_to(case: Case, user: User) -> CaseQuerySet:
    """Cases linked with this one that the reader may know of."""
    lead = lead_of(case)
    group = Q(pk=lead.pk) | Q(link__lead=lead)
    visible = Case.objects.visible_to(user).filter(group, unit=case.unit_id)
    return visible.exclude(pk=case.pk)


def same_answer_for(case: Case, user: User) -> CaseQuerySet:
    """Linked cases that can be given the answer of the case that leads them."""
    return _led_by(case, user).filter(_READY, kind=case.kind)


def left_aside(case: Case, user: User) -> CaseQuerySet:
    """Linked cases that wait for an answer and cannot be given this one now."""
    return _led_by(case, user).open().exclude(_READY, kind=case.kind)


#: What can be concluded; suggestions need no investigation.
_READY = Q(state=State.INVESTIGATING) | Q(state=State.ACCEPTED, kind=Kind.SUGGESTION)


def _led_by(case: Case, user: User) -> CaseQuerySet:
    if lead_of(case).pk != case.pk:
        return Case.objects.none()
    return linked_to(case, user)
