"""Cases of a member who left, or whose account was closed, wait for somebody else.

Whoever ends a membership may be an administrator, who sees no case: so nobody is named
here, the cases lie with the unit again, and its head is told how many.
"""

from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.signals import post_save

from complaints.cases import Case, CaseEvent, CaseQuerySet
from complaints.workflow.turns import Turn
from portal.users.models import Membership, User

#: Steps after which it is somebody's doing who a case is assigned to.
_SETTLES = ("assign", "departed", "refer", "return", "concerns_us")


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
def let_go(mine: Q) -> list[CaseEvent]:
    """Takes a departed member's name off open cases; each with an event of its own."""
    found = Case.objects.open().filter(mine).order_by("pk")
    events = []
    for pk in found.values_list("pk", flat=True):
        case = Case.objects.select_for_update().get(pk=pk)
        now = Turn(case, None)
        case.assignee = None
        events.append(now.record("departed"))
    return events


def _membership_saved(
    instance: Membership, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if raw or not (instance.left_on or instance.is_clerk):
        return
    let_go(Q(assignee=instance.user_id, unit=instance.unit_id))


def _account_saved(instance: User, raw: bool = False, **kwargs: Any) -> None:
    if raw or instance.is_active:
        return
    let_go(Q(assignee=instance.pk))
