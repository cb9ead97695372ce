"""Similar cases beside one another: linked by a person, never merged (design §6).

Those linked are a star: one case leads, and the others stand beside it.
"""

from django.db import transaction
from django.utils.translation import gettext

from complaints.cases import Case, CaseEvent, Link, lead_of
from complaints.workflow.rules import Refused, standing
from complaints.workflow.turns import turn
from portal.users.models import User


@transaction.atomic
def link(
    case: Case, *, actor: User, other: Case, version: int | None = None
) -> CaseEvent:
    """Put a similar case of the same unit beside this one; both keep all they have.

    Whichever leads others already goes on leading; of two single ones, the older leads.
    """
    # Both are locked in one order, whichever is named first.
    list(
        Case.objects.select_for_update()
        .filter(pk__in=[case.pk, other.pk])
        .order_by("pk")
    )
    with turn(case, actor=actor, step="link", version=version) as now:
        _check(now.case, other, actor)
        leads = {lead_of(now.case), lead_of(other)}
        if len(leads) == 1:
            raise Refused(gettext("These two are linked already."))
        first, second = sorted(leads, key=_seniority)
        _put_beside(second, first)
        with turn(other, actor=actor, step="link") as beside:
            beside.record("link")
        return now.record("link")


def unlink(case: Case, *, actor: User, version: int | None = None) -> CaseEvent:
    """Take a case out of those it was linked with; the others stay together."""
    with turn(case, actor=actor, step="unlink", version=version) as now:
        leave(now.case)
        return now.record("unlink")


def lead(case: Case, *, actor: User, version: int | None = None) -> CaseEvent:
    """Let this case lead those it is linked with."""
    with turn(case, actor=actor, step="lead", version=version) as now:
        before = lead_of(now.case)
        Link.objects.filter(case=now.case).delete()
        _put_beside(before, now.case)
        return now.record("lead")


def leave(case: Case) -> None:
    """End a case's links, as when another unit takes it: it may not learn of them."""
    Link.objects.filter(case=case).delete()
    left = list(Link.objects.filter(lead=case).select_related("case"))
    if not left:
        return
    first = min((one.case for one in left), key=_seniority)
    Link.objects.filter(case=first).delete()
    Link.objects.filter(lead=case).update(lead=first)


def _check(case: Case, other: Case, actor: User) -> None:
    if case.pk == other.pk:
        raise Refused(gettext("That is this case itself."))
    if not standing(other, actor).member or other.unit_id != case.unit_id:
        raise Refused(gettext("Your unit has no case of this number."))


def _seniority(case: Case) -> tuple[bool, object, str]:
    """Who leads: whoever does already, then the older one."""
    return (not case.followers.exists(), case.received_on, case.number)


def _put_beside(case: Case, first: Case) -> None:
    """Let `first` lead a case and all that it led."""
    Link.objects.filter(lead=case).update(lead=first)
    Link.objects.create(case=case, lead=first)
