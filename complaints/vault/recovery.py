"""Recovery: three printed shares, any two of which give a unit's key out again."""

from collections.abc import Iterable, Mapping
from itertools import combinations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from complaints.vault import primitives
from complaints.vault.keyring import Keyring
from complaints.vault.models import (
    KeyEvent,
    MemberKey,
    RecoveryBox,
    RecoveryKey,
    RecoveryRequest,
    RecoveryShare,
    UnitKey,
    UnitKeyGrant,
    UnitKeyRecovery,
)
from complaints.vault.people import Changed
from complaints.vault.primitives import SealBroken
from complaints.vault.shares import (
    NUMBERS,
    ShareMistyped,
    grouped,
    own_pair,
    pair_key,
    parse_share,
    printed,
)
from complaints.vault.unit_keys import give, lock, record, seal_to_recovery
from portal.users.models import Membership, Unit, User
from portal.users.roles import is_technical_admin

__all__ = [
    "NotRecoverable",
    "ShareMistyped",
    "SharesDoNotFit",
    "catch_up",
    "check_shares",
    "grouped",
    "new_recovery_key",
    "open_with",
    "parse_share",
    "recover",
    "recover_with",
]


class SharesDoNotFit(Exception):
    """Not two different shares of the recovery key in use."""


class NotRecoverable(Exception):
    """Nothing of this unit is sealed to the recovery key."""


@transaction.atomic
def new_recovery_key(
    old_shares: Iterable[str] = (), *, by: User | None = None
) -> list[str]:
    """Three new shares, to be shown once; the shares before them open nothing more.

    With two of the old shares every unit key is sealed to the new recovery key at
    once; without them, as its holders log in.
    """
    old = RecoveryKey.objects.in_use().first()
    old_private = _private(old, old_shares) if old_shares and old else None
    RecoveryKey.objects.being_made().delete()
    recovery, shares = make_key()
    if old is not None and old_private is not None:
        hand_over(old, old_private, recovery)
    elif old is not None:
        record(KeyEvent.What.SHARES_LOST, actor=by)
    take_over(recovery)
    return [printed(number, share) for number, share in shares.items()]


def make_key(begun_by: User | None = None) -> tuple[RecoveryKey, dict[int, bytes]]:
    """A recovery key that is not in use yet, and its shares, which are nowhere else."""
    public, private = primitives.new_pair()
    recovery = RecoveryKey.objects.create(
        public_key=public, is_in_use=False, begun_by=begun_by
    )
    shares = {number: primitives.new_key() for number in NUMBERS}
    for first, second in combinations(NUMBERS, 2):
        pair = f"{first}{second}"
        key = pair_key(shares[first], shares[second])
        sealed = primitives.seal(key, private, _place(recovery, pair))
        RecoveryBox.objects.create(recovery_key=recovery, pair=pair, sealed=sealed)
    for number, share in shares.items():
        RecoveryShare.objects.create(
            recovery_key=recovery, number=number, public_key=own_pair(share)[0]
        )
    return recovery, shares


def hand_over(old: RecoveryKey, old_private: bytes, new: RecoveryKey) -> None:
    """Seals to the new recovery key what is sealed to the old one."""
    for unit_key, unit_private in _unit_keys(old, old_private):
        seal_to_recovery(new, unit_key, unit_private)


def take_over(new: RecoveryKey) -> None:
    """From now on the new shares count, and those before them open nothing."""
    for old in RecoveryKey.objects.in_use():
        old.boxes.all().delete()
        UnitKeyRecovery.objects.filter(recovery_key=old).delete()
        RecoveryRequest.objects.filter(recovery_key=old).delete()
        old.is_in_use, old.retired_at = False, timezone.now()
        old.save(update_fields=["is_in_use", "retired_at"])
    new.is_in_use = True
    new.save(update_fields=["is_in_use"])
    record(KeyEvent.What.SHARES, actor=new.begun_by)


def check_shares(shares: Iterable[str]) -> None:
    """Raises unless these are two shares of the recovery key in use."""
    _private(RecoveryKey.objects.in_use().first(), shares)


@transaction.atomic
def recover(
    unit: Unit, user: User, shares: Iterable[str], *, by: User | None = None
) -> int:
    """Gives one unit's keys to one member; how many versions.

    The record that it makes is shown in the unit's mailboxes.
    """
    recovery = RecoveryKey.objects.in_use().first()
    private = _private(recovery, shares)
    assert recovery is not None
    return recover_with(recovery, private, unit, user, by=by)


def recover_with(
    recovery: RecoveryKey, private: bytes, unit: Unit, user: User, *, by: User | None
) -> int:
    """The same, with the recovery key opened; inside a transaction."""
    lock(unit)
    membership = (
        Membership.objects.current().handlers().filter(user=user, unit=unit).first()
    )
    member_key = MemberKey.objects.filter(user=user).first()
    if membership is None or member_key is None or is_technical_admin(user):
        raise Changed
    keys = list(_unit_keys(recovery, private, unit))
    if not any(key.purpose == UnitKey.Purpose.TIPS for key, _private in keys):
        raise NotRecoverable
    unit.keys.waiting().delete()
    for unit_key, unit_private in keys:
        give(unit_key, unit_private, member_key, membership, by=by)
    record(KeyEvent.What.RECOVERED, actor=by, user=user, unit=unit)
    return len(keys)


def catch_up(keyring: Keyring) -> None:
    """Seals for recovery what this member holds and is not sealed so yet."""
    held = UnitKeyGrant.objects.current().filter(member_key=keyring.member_key)
    for recovery in RecoveryKey.objects.live():
        missing = held.exclude(unit_key__recoveries__recovery_key=recovery)
        for grant in missing.select_related("unit_key"):
            seal_to_recovery(recovery, *keyring.opened(grant))


def _unit_keys(
    recovery: RecoveryKey, private: bytes, unit: Unit | None = None
) -> Iterable[tuple[UnitKey, bytes]]:
    rows: QuerySet[UnitKeyRecovery] = UnitKeyRecovery.objects.filter(
        recovery_key=recovery
    ).select_related("unit_key")
    if unit is not None:
        rows = rows.filter(unit_key__unit=unit, unit_key__confirmed_at__isnull=False)
    for row in rows:
        opened = primitives.unbox(recovery.public_key, private, row.sealed_private)
        if not primitives.is_pair(row.unit_key.public_key, opened):
            raise SealBroken
        yield row.unit_key, opened


def _private(recovery: RecoveryKey | None, shares: Iterable[str]) -> bytes:
    given = dict(parse_share(share) for share in shares)
    if recovery is None:
        raise SharesDoNotFit
    return open_with(recovery, given)


def open_with(recovery: RecoveryKey, given: Mapping[int, bytes]) -> bytes:
    """The recovery key's private half; raises `SharesDoNotFit`."""
    if len(given) < 2:
        raise SharesDoNotFit
    first, second = sorted(given)[:2]
    pair = f"{first}{second}"
    box = recovery.boxes.filter(pair=pair).first()
    if box is None:
        raise SharesDoNotFit
    key = pair_key(given[first], given[second])
    try:
        return primitives.unseal(key, box.sealed, _place(recovery, pair))
    except SealBroken:
        raise SharesDoNotFit from None


def _place(recovery: RecoveryKey, pair: str) -> bytes:
    return f"kaimen1|recovery|{recovery.pk}|{pair}".encode()
