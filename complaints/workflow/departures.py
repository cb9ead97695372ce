"""Cases of a member who left, or whose account was closed, wait for somebody else.

Whoever ends a membership may be an administrator, who sees no case: a successor can be
named without any being shown. Else, and where the successor may not work on one, the
cases lie with the unit again, and its head is told how many.
"""

from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.signals import post_save

from complaints.cases import Case, CaseEvent, CaseQuerySet
from complaints.workflow.people import able_to_take
from complaints.workflow.turns import Turn
from portal.users.models import Membership, User

#: Steps after which it is somebody's doing who a case is assigned to.
_SETTLES = ("assign", "departed", "taken_over", "refer", "return", "concerns_us")


def listen() -> None:
    """Hear of memberships that end and of accounts that are closed."""
    post_save.connect(
        _membership_saved, sender=Membership, dispatch_uid="departed_member"
    )
    post_save.connect(_account_saved, sender=User, dispatch_uid="departed_account")


def orphaned(cases: CaseQuerySet) -> CaseQuerySet:
    """Of these cases the open ones that nobody took over from a member who left."""
    last = (
        CaseEvent.objects.filter(case=OuterRef("pk"), name__in=_SETTLES)
        .order_by("-sequence")
        .values("name")[:1]
    )
    return (
        cases.open()
        .filter(assignee=None)
        .alias(last=Subquery(last))
        .filter(last="departed")
    )


@transaction.atomic
def let_go(mine: Q, successor: User | None = None) -> list[CaseEvent]:
    """Takes a departed member's name off open cases; each with an event of its own.

    Those that the successor may work on are assigned to them.
    """
    found = Case.objects.open().filter(mine).order_by("pk")
    events = []
    for pk in found.values_list("pk", flat=True):
        case = Case.objects.select_for_update().get(pk=pk)
        now = Turn(case, None)
        fits = successor is not None and able_to_take(case, successor)
        case.assignee = successor if fits else None
        events.append(now.record("taken_over" if fits else "departed"))
    return events


def hand_over(membership: Membership, successor: User) -> None:
    """Before a membership ends: what its member has in hand goes to a colleague."""
    let_go(_in_hand(membership), successor)


def _membership_saved(
    instance: Membership, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if raw or not (instance.left_on or instance.is_clerk):
        return
    let_go(_in_hand(instance))


def _in_hand(membership: Membership) -> Q:
    return Q(assignee=membership.user_id, unit=membership.unit_id)


def _account_saved(instance: User, raw: bool = False, **kwargs: Any) -> None:
    if raw or instance.is_active:
        return
    let_go(Q(assignee=instance.pk))
