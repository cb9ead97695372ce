"""Recovery: three printed shares, any two of which give a unit's key out again."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from itertools import combinations

from django.db import transaction
from django.db.models import QuerySet

from complaints.vault import primitives
from complaints.vault.keyring import Keyring
from complaints.vault.models import (
    KeyEvent,
    MemberKey,
    RecoveryBox,
    RecoveryKey,
    UnitKey,
    UnitKeyGrant,
    UnitKeyRecovery,
)
from complaints.vault.people import Changed
from complaints.vault.primitives import SealBroken
from complaints.vault.unit_keys import give, lock, record, seal_for_recovery
from portal.users.models import Membership, Unit, User

#: A share as digits: its number, 256 bits, two check digits.
_BODY = 78
SHARE_DIGITS = 1 + _BODY + 2
_BETWEEN = re.compile(r"[\s\-]+")


class ShareMistyped(Exception):
    """Not a share: a wrong length or wrong check digits."""


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
    old = RecoveryKey.objects.filter(is_in_use=True).first()
    kept = (
        list(_unit_keys(old, _private(old, old_shares))) if old_shares and old else []
    )
    if old is not None:
        old.boxes.all().delete()
        old.is_in_use = False
        old.save(update_fields=["is_in_use"])
    public, private = primitives.new_pair()
    recovery = RecoveryKey.objects.create(public_key=public)
    shares = {number: primitives.new_key() for number in (1, 2, 3)}
    for first, second in combinations(shares, 2):
        pair = f"{first}{second}"
        key = _pair_key(shares[first], shares[second])
        sealed = primitives.seal(key, private, _place(recovery, pair))
        RecoveryBox.objects.create(recovery_key=recovery, pair=pair, sealed=sealed)
    for unit_key, unit_private in kept:
        seal_for_recovery(unit_key, unit_private)
    record(KeyEvent.What.SHARES, actor=by)
    return [_printed(number, share) for number, share in shares.items()]


def grouped(share: str) -> str:
    """A share in groups of three digits, as it is printed."""
    return " ".join(share[i : i + 3] for i in range(0, len(share), 3))


def parse_share(text: str) -> tuple[int, bytes]:
    """Number and value of a share; raises `ShareMistyped`."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", text[:400]))
    if not digits.isascii() or not digits.isdigit() or len(digits) != SHARE_DIGITS:
        raise ShareMistyped
    number, value = int(digits[0]), int(digits[1:-2])
    if int(digits) % 97 != 1 or number not in (1, 2, 3) or value >= 2**256:
        raise ShareMistyped
    return number, value.to_bytes(primitives.KEY_BYTES, "big")


def check_shares(shares: Iterable[str]) -> None:
    """Raises unless these are two shares of the recovery key in use."""
    _private(RecoveryKey.objects.filter(is_in_use=True).first(), shares)


@transaction.atomic
def recover(
    unit: Unit, user: User, shares: Iterable[str], *, by: User | None = None
) -> int:
    """Gives one unit's keys to one member; how many versions.

    The record that it makes is shown in the unit's mailboxes.
    """
    recovery = RecoveryKey.objects.filter(is_in_use=True).first()
    private = _private(recovery, shares)
    lock(unit)
    membership = (
        Membership.objects.current().handlers().filter(user=user, unit=unit).first()
    )
    member_key = MemberKey.objects.filter(user=user).first()
    if membership is None or member_key is None:
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
    """Seals to the recovery key what this member holds and it does not have yet."""
    recovery = RecoveryKey.objects.filter(is_in_use=True).first()
    if recovery is None:
        return
    missing = UnitKeyGrant.objects.current().filter(member_key=keyring.member_key)
    missing = missing.exclude(unit_key__recoveries__recovery_key=recovery)
    for grant in missing.select_related("unit_key"):
        seal_for_recovery(*keyring.opened(grant))


def _unit_keys(
    recovery: RecoveryKey | None, private: bytes, unit: Unit | None = None
) -> Iterable[tuple[UnitKey, bytes]]:
    assert recovery is not None
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
    if recovery is None or len(given) < 2:
        raise SharesDoNotFit
    first, second = sorted(given)[:2]
    pair = f"{first}{second}"
    box = recovery.boxes.filter(pair=pair).first()
    if box is None:
        raise SharesDoNotFit
    key = _pair_key(given[first], given[second])
    try:
        return primitives.unseal(key, box.sealed, _place(recovery, pair))
    except SealBroken:
        raise SharesDoNotFit from None


def _pair_key(first: bytes, second: bytes) -> bytes:
    return hashlib.blake2b(
        b"kaimen1|shares|" + first + second, digest_size=primitives.KEY_BYTES
    ).digest()


def _place(recovery: RecoveryKey, pair: str) -> bytes:
    return f"kaimen1|recovery|{recovery.pk}|{pair}".encode()


def _printed(number: int, share: bytes) -> str:
    digits = f"{number}{int.from_bytes(share, 'big'):0{_BODY}d}"
    return f"{digits}{98 - int(digits) * 100 % 97:02d}"
