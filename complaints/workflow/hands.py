"""An objection to a finding is handled by other hands than the finding (异议).

The server cannot know which finding is meant. The flat tells, once a member's key has
computed its index in their unit; and so do the cases that a person put beside it.
"""

from django.db.models import Q
from django.utils.translation import gettext

from complaints.cases import Case, CaseEvent, CaseQuerySet, lead_of
from complaints.topics import Topic
from portal.users.models import Membership, User

#: Steps by which somebody made a finding, or worked towards it.
_MADE = ("investigate", "ask_conclude", "conclude", "legal_step")
#: Steps by which an objection is handled.
HANDLING = frozenset(
    {
        "accept",
        "decline",
        "investigate",
        "extend",
        "conclude",
        "decide",
        "legal_step",
        "take_back",
        "message",
    }
)


def is_objection(case: Case) -> bool:
    """Whether a tenant objects to a finding about their flat."""
    return case.topic == Topic.OBJECTION


def contested(case: Case) -> CaseQuerySet:
    """Cases of the same unit in which something was found, of this flat or linked."""
    if not is_objection(case):
        return Case.objects.none()
    first = lead_of(case)
    about = Q(pk=first.pk) | Q(link__lead=first)
    if case.place_index:
        about |= Q(place_index=case.place_index)
    found = CaseEvent.objects.filter(name="conclude").values("case")
    same = Case.objects.filter(about, unit=case.unit)
    return same.filter(pk__in=found).exclude(pk=case.pk)


def is_unread_flat(case: Case) -> bool:
    """Whether a flat is sealed in the case that no member's key has looked at yet."""
    if case.place_index:
        return False
    return case.envelope.values.filter(field="place").exists()


def made_the_finding(case: Case) -> set[int]:
    """Accounts that made a finding which this case may object to."""
    if not is_objection(case):
        return set()
    events = CaseEvent.objects.filter(case__in=contested(case), name__in=_MADE)
    actors = events.exclude(actor=None).values_list("actor", flat=True)
    return set(actors.order_by().distinct())


def why_other_hands(case: Case, user: User | None, step: str) -> str:
    """Why this member may not handle this objection; empty when they may."""
    if user is None or step not in HANDLING or not is_objection(case):
        return ""
    if is_unread_flat(case):
        return gettext(
            "Which finding this tenant objects to shows once a member of the unit has"
            " opened the case. Please open it first."
        )
    if user.pk not in made_the_finding(case):
        return ""
    return gettext(
        "You took part in the finding that this tenant objects to: another member must"
        " handle it. Assign it to them, or refer it where nobody else is left."
    )


def other_hands(case: Case) -> list[User]:
    """Members of the unit who may handle an objection."""
    members = Membership.objects.current().handlers().filter(unit=case.unit)
    return list(
        User.objects.filter(memberships__in=members, is_active=True)
        .exclude(pk__in=made_the_finding(case))
        .exclude(pk__in=case.recusals.values("user"))
        .order_by("sort_name")
    )
