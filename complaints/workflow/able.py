"""Who of a unit can still work on a case once some have stood back from it."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

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
    """Open cases that nobody in their unit may work on: no key, or all stood back."""
    stood_back = Recusal.objects.filter(
        case=OuterRef(OuterRef("case")), user=OuterRef("member_key__user")
    )
    able = _grants().filter(~Exists(stood_back), unit_key__unit=OuterRef("case__unit"))
    left_alone = Recusal.objects.filter(~Exists(able), case__is_ended=False)
    if among is not None:
        left_alone = left_alone.filter(case__in=[case.pk for case in among])
    keyless = ~Q(unit__in=_grants().values("unit_key__unit"))
    return Q(is_ended=False) & (Q(pk__in=left_alone.values("case")) | keyless)


def others(case: Case, user: User, unit: Unit | None = None) -> QuerySet[User]:
    """Who besides `user` could work on a case: in its unit, or in another one."""
    grants = _grants().filter(unit_key__unit=unit or case.unit_id)
    holders = grants.values("member_key__user")
    return (
        User.objects.filter(pk__in=holders)
        .exclude(pk=user.pk)
        .exclude(pk__in=case.recusals.values("user"))
    )
