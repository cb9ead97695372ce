"""Who of a unit works on a case, and who stands back from it."""

from django.utils.translation import gettext

from complaints.cases import Case, CaseEvent, Recusal
from complaints.workflow.hands import made_the_finding
from complaints.workflow.rules import Refused, standing
from complaints.workflow.turns import turn
from portal.users.models import User


def assign(
    case: Case, *, actor: User, assignee: User | None, version: int | None = None
) -> CaseEvent:
    """Give a case to one member of its unit, or to nobody in particular."""
    with turn(case, actor=actor, step="assign", version=version) as now:
        if assignee is not None and not standing(now.case, assignee).member:
            raise Refused(gettext("This person cannot work on this case."))
        if assignee is not None and assignee.pk in made_the_finding(now.case):
            raise Refused(
                gettext(
                    "This person took part in the finding that the tenant objects to:"
                    " another member must handle it."
                )
            )
        now.case.assignee = assignee
        return now.record("assign")


def recuse(case: Case, *, actor: User, version: int | None = None) -> CaseEvent:
    """Stand back from a case (回避): from now on it is not visible to the actor."""
    with turn(case, actor=actor, step="recuse", version=version) as now:
        Recusal.objects.create(case=now.case, user=actor, day=now.day)
        if now.case.assignee_id == actor.pk:
            now.case.assignee = None
        return now.record("recuse")
