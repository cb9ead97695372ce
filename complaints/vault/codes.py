"""A member's printed recovery code (个人恢复码): the private key once more.

126 random bits need no slow derivation: the key is HMAC-SHA-256 of the digits under the
pepper, so that a stolen database cannot even be guessed at, and with the pepper too a
guesser has 2^126 codes before them. A code opens once. A new key ends it; a changed
password does not, since the private key stays.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from complaints.vault import digits, primitives
from complaints.vault.keyring import Keyring
from complaints.vault.models import KeyEvent, MemberKey, RecoveryCode
from complaints.vault.primitives import SealBroken
from complaints.vault.unit_keys import record
from portal.users.models import User

SECRET_DIGITS = 38
DIGITS = SECRET_DIGITS + 2
GROUP = 4
#: So many wrong codes in a row, and then one each quarter of an hour.
MISSES = 5
PAUSE = timedelta(minutes=15)


class CodeMistyped(Exception):
    """Not a code: a wrong length or wrong check digits."""


class CodeWrong(Exception):
    """A code, but not the one of this account, or used up."""


class CodeBraked(Exception):
    """Too many wrong codes: wait."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code opened; good for nothing until `use_up`."""

    code: RecoveryCode
    private: bytes = field(repr=False)


def ensure(keyring: Keyring) -> None:
    """Makes a member's first code; leaves one that is there."""
    if not keyring.member_key.codes.exists():
        renew(keyring)


@transaction.atomic
def renew(keyring: Keyring) -> None:
    """A code to print; the printed one opens until the new one was printed too."""
    member_key = keyring.member_key
    MemberKey.objects.select_for_update().get(pk=member_key.pk)
    member_key.codes.filter(printed_at=None).delete()
    drawn = f"{secrets.randbelow(10**SECRET_DIGITS):0{SECRET_DIGITS}d}"
    printed = digits.with_check(drawn)
    RecoveryCode.objects.create(
        member_key=member_key,
        sealed_private=primitives.seal(
            _key(member_key, printed), keyring._private, _place(member_key)
        ),
        shown=primitives.box_to(member_key.public_key, printed.encode()),
    )
    record(KeyEvent.What.CODE, actor=keyring.user, user=keyring.user)


def to_print(keyring: Keyring) -> str | None:
    """The digits that wait to be printed."""
    code = keyring.member_key.codes.filter(printed_at=None).first()
    return None if code is None else _shown(code, keyring)


def printed(member_key: MemberKey) -> RecoveryCode | None:
    """The code whose owner has said that it is on paper."""
    return member_key.codes.filter(printed_at__isnull=False).first()


@transaction.atomic
def confirm(keyring: Keyring, last_group: str) -> bool:
    """Takes the last group as proof that it was printed; the code before it dies."""
    member_key = keyring.member_key
    MemberKey.objects.select_for_update().get(pk=member_key.pk)
    code = member_key.codes.filter(printed_at=None).first()
    if code is None:
        return False
    if digits.only_digits(last_group) != _shown(code, keyring)[-GROUP:]:
        return False
    member_key.codes.exclude(pk=code.pk).delete()
    code.shown, code.printed_at = None, timezone.now()
    code.save(update_fields=["shown", "printed_at"])
    return True


def opened(user: User, text: str) -> Opened:
    """Opens the private key with what was typed; outside every transaction."""
    try:
        typed = digits.bare(text, DIGITS)
    except digits.Mistyped:
        raise CodeMistyped from None
    codes = list(RecoveryCode.objects.filter(member_key__user=user))
    since = timezone.now() - PAUSE
    if any(c.misses >= MISSES and c.missed_at and c.missed_at > since for c in codes):
        raise CodeBraked
    for code in codes:
        member_key = code.member_key
        key, place = _key(member_key, typed), _place(member_key)
        try:
            private = primitives.unseal(key, code.sealed_private, place)
        except SealBroken:
            continue
        return Opened(code, private)
    RecoveryCode.objects.filter(member_key__user=user).update(
        misses=F("misses") + 1, missed_at=timezone.now()
    )
    record(KeyEvent.What.CODE_WRONG, user=user)
    raise CodeWrong


def use_up(found: Opened) -> None:
    """Ends every code of the key; raises `CodeWrong` for whoever comes second."""
    mine = RecoveryCode.objects.filter(pk=found.code.pk)
    gone, _rows = mine.delete()
    if not gone:
        raise CodeWrong
    RecoveryCode.objects.filter(member_key=found.code.member_key_id).delete()


def _shown(code: RecoveryCode, keyring: Keyring) -> str:
    assert code.shown is not None
    return keyring.unbox(code.shown).decode()


def _key(member_key: MemberKey, printed: str) -> bytes:
    return primitives.peppered("recovery code", f"{member_key.pk}|{printed}".encode())


def _place(member_key: MemberKey) -> bytes:
    return f"kaimen1|code|{member_key.user_id}|{member_key.pk}".encode()
