"""Who can give a member back what a new key cannot open, unit by unit."""

from dataclasses import dataclass

from complaints.vault.models import RecoveryKey, RecoveryShare, UnitKeyRecovery
from complaints.vault.unit_keys import holding
from portal.users.models import Membership, Unit, User


@dataclass(frozen=True)
class Way:
    """The ways back into one unit, the quickest first."""

    unit: Unit
    #: Colleagues who hold the unit's key: one of them grants in one click.
    granters: list[User]
    #: Nobody does: these confirm a new first key and give the cases back.
    inspectors: list[User]
    #: Two of these recover the unit's key; empty names are not known to the house.
    keepers: list[User]
    recoverable: bool


def ways_back(user: User) -> list[Way]:
    """For each unit that a member works for."""
    units = Unit.objects.filter(
        memberships__in=Membership.objects.current().handlers().filter(user=user)
    )
    return [_way(unit, user) for unit in units.distinct()]


def _way(unit: Unit, user: User) -> Way:
    inspectors: dict[int, User] = {}
    granters = _holders(unit, user)
    if not granters and not unit.is_discipline:
        for office in Unit.objects.active().filter(kind=Unit.Kind.DISCIPLINE):
            inspectors |= {person.pk: person for person in _holders(office, user)}
    recovery = RecoveryKey.objects.in_use().first()
    sealed = UnitKeyRecovery.objects.filter(
        recovery_key=recovery, unit_key__unit=unit, unit_key__confirmed_at__isnull=False
    )
    shares = RecoveryShare.objects.filter(recovery_key=recovery)
    keepers = [s.holder for s in shares.select_related("holder") if s.holder]
    return Way(
        unit, granters, list(inspectors.values()), keepers, bool(sealed.exists())
    )


def _holders(unit: Unit, but: User) -> list[User]:
    grants = holding(unit).exclude(member_key__user=but)
    pks = grants.values("member_key__user")
    return list(User.objects.filter(pk__in=pks).order_by("username"))
