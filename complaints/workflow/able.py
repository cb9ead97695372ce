"""Who of a unit can still work on a case once some have stood back from it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from complaints.cases import Case, Recusal
from complaints.vault.models import UnitKey, UnitKeyGrant
from portal.users.models import Unit, User


def _grants() -> QuerySet[UnitKeyGrant]:
    """Keys in the hands of members who work on cases."""
    return UnitKeyGrant.objects.current().filter(
        unit_key__purpose=UnitKey.Purpose.TIPS,
        unit_key__confirmed_at__isnull=False,
    )


def deserted(among: Iterable[Case] | None = None) -> Q:
    """Open cases that nobody in their unit may work on: no key, or all stood back.

    Asked of the database in two queries at once, not once a case: only a case from
    which as many stood back as the smallest unit has members can be one of them.
    """
    able = defaultdict(set)
    for unit, user in _grants().values_list("unit_key__unit", "member_key__user"):
        able[unit].add(user)
    smallest = min(map(len, able.values()), default=0)
    recusals = Recusal.objects.all()
    if among is not None:
        recusals = recusals.filter(case__in=[case.pk for case in among])
    many = recusals.order_by().values("case").annotate(n=Count("pk"))
    stood_back = defaultdict(set)
    for case, unit, user in recusals.filter(
        case__in=many.filter(n__gte=smallest).values("case")
    ).values_list("case", "case__unit", "user"):
        stood_back[case, unit].add(user)
    left_alone = [
        case for (case, unit), users in stood_back.items() if able[unit] <= users
    ]
    keyless = ~Q(unit__in=[unit for unit, users in able.items() if users])
    return Q(is_ended=False) & (Q(pk__in=left_alone) | keyless)


def others(case: Case, user: User, unit: Unit | None = None) -> QuerySet[User]:
    """Who besides `user` could work on a case: in its unit, or in another one."""
    grants = _grants().filter(unit_key__unit=unit or case.unit_id)
    holders = grants.values("member_key__user")
    return (
        User.objects.filter(pk__in=holders)
        .exclude(pk=user.pk)
        .exclude(pk__in=case.recusals.values("user"))
    )
