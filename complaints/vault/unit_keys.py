"""Versions of a unit's key: which one is in use, who holds it, making the next one."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from complaints.vault import primitives
from complaints.vault.models import (
    KeyEvent,
    MemberKey,
    RecoveryKey,
    UnitKey,
    UnitKeyGrant,
    UnitKeyRecovery,
)
from portal.users.models import Membership, Unit, User

#: Who a new version is sealed to: a member's key, and the membership that entitles.
Holder = tuple[MemberKey, Membership]


class UnitCannotRead(Exception):
    """A unit without a confirmed key in a current member's hands."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(f"unit {unit.pk} cannot read")
        self.unit = unit


def holding(unit: Unit) -> QuerySet[UnitKeyGrant]:
    """Current grants of the key that the unit's new tips are sealed to."""
    return UnitKeyGrant.objects.current().filter(
        unit_key__in=UnitKey.objects.for_tips().in_use().filter(unit=unit)
    )


def readable(unit: Unit) -> bool:
    """Whether a tip can be routed to the unit: somebody there can open it today."""
    return holding(unit).exists()


def readable_units() -> QuerySet[Unit]:
    """All units that can be routed to, as one query."""
    grants = UnitKeyGrant.objects.current().filter(
        unit_key__in=UnitKey.objects.for_tips().in_use()
    )
    return Unit.objects.filter(pk__in=grants.values("unit_key__unit"))


def current_key(unit: Unit) -> UnitKey:
    """The key to seal new tips to; call it inside a transaction.

    Somebody may have been deactivated or taken out of the unit without anybody
    thinking of its key: then a new version is made first.
    """
    key = UnitKey.objects.for_tips().in_use().filter(unit=unit).first()
    if key is None:
        raise UnitCannotRead(unit)
    grants = list(key.grants.values_list("pk", flat=True))
    current = set(holding(unit).values_list("pk", flat=True))
    if not current:
        raise UnitCannotRead(unit)
    if len(current) < len(grants):
        settle(unit)
        key = UnitKey.objects.for_tips().in_use().get(unit=unit)
    return key


@transaction.atomic
def settle(unit: Unit) -> bool:
    """Deletes grants that no longer count, and rotates if there were any."""
    lock(unit)
    current = UnitKeyGrant.objects.current().filter(unit_key__unit=unit)
    gone = UnitKeyGrant.objects.filter(unit_key__unit=unit).exclude(
        pk__in=current.values("pk")
    )
    people = {
        grant.member_key.user for grant in gone.select_related("member_key__user")
    }
    if not people:
        return False
    gone.delete()
    for user in people:
        record(KeyEvent.What.LEFT, user=user, unit=unit)
    rotate(unit)
    return True


def lock(unit: Unit) -> None:
    """One change of a unit's keys at a time."""
    Unit.objects.select_for_update().get(pk=unit.pk)


def make_version(
    unit: Unit,
    purpose: str,
    holders: Iterable[Holder],
    *,
    confirmed_by: User | None = None,
    confirmed: bool = False,
) -> UnitKey:
    """A new version of a unit's key, sealed to these members and for recovery."""
    newest = unit.keys.filter(purpose=purpose).aggregate(newest=Max("version"))
    public, private = primitives.new_pair()
    key = UnitKey.objects.create(
        unit=unit,
        purpose=purpose,
        version=(newest["newest"] or 0) + 1,
        public_key=public,
        confirmed_by=confirmed_by,
        confirmed_at=timezone.now() if confirmed else None,
    )
    for member_key, membership in holders:
        give(key, private, member_key, membership, by=None)
    seal_for_recovery(key, private)
    return key


def give(
    key: UnitKey,
    private: bytes,
    member_key: MemberKey,
    membership: Membership,
    *,
    by: User | None,
) -> UnitKeyGrant:
    """Seals a unit key's private half to a member."""
    grant, _made = UnitKeyGrant.objects.update_or_create(
        unit_key=key,
        member_key=member_key,
        defaults={
            "membership": membership,
            "sealed_private": primitives.box_to(member_key.public_key, private),
            "granted_by": by,
        },
    )
    return grant


def seal_for_recovery(key: UnitKey, private: bytes) -> None:
    """Seals a unit key to the recovery key, and to the one that is being made."""
    for recovery in RecoveryKey.objects.live():
        seal_to_recovery(recovery, key, private)


def seal_to_recovery(recovery: RecoveryKey, key: UnitKey, private: bytes) -> None:
    """Seals a unit key to one recovery key."""
    UnitKeyRecovery.objects.update_or_create(
        unit_key=key,
        recovery_key=recovery,
        defaults={"sealed_private": primitives.box_to(recovery.public_key, private)},
    )


def rotate(unit: Unit, actor: User | None = None) -> UnitKey | None:
    """A new version for those who still hold the present one; none, if nobody does.

    Tip keys never change: older versions stay with those who remain. The key of the
    place index stays too, since a new one would find none of the older places.
    """
    key = UnitKey.objects.for_tips().in_use().filter(unit=unit).first()
    if key is None:
        return None
    holders = [
        (grant.member_key, grant.membership)
        for grant in holding(unit).select_related("member_key", "membership")
    ]
    if not holders:
        return None
    retire(key)
    new = make_version(
        unit, key.purpose, holders, confirmed_by=key.confirmed_by, confirmed=True
    )
    record(KeyEvent.What.ROTATED, actor=actor, unit=unit)
    return new


def retire(key: UnitKey) -> None:
    """Nothing new is sealed to this version."""
    key.retired_at = timezone.now()
    key.save(update_fields=["retired_at"])


def record(
    what: str,
    *,
    actor: User | None = None,
    user: User | None = None,
    unit: Unit | None = None,
) -> None:
    """Writes down what happened to a key."""
    KeyEvent.objects.create(what=what, actor=actor, user=user, unit=unit)
