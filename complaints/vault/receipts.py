"""The receipt (查询码): 22 secret digits and two check digits, and the keys in it."""

import secrets
from dataclasses import dataclass, field
from typing import NewType

from complaints.vault import derivation, digits
from complaints.vault.derivation import SALT_BYTES, PoolExhausted, Turns
from complaints.vault.primitives import KEY_BYTES, peppered, subkey

__all__ = [
    "PoolExhausted",
    "Receipt",
    "ReceiptKeys",
    "ReceiptMistyped",
    "derive",
    "grouped",
    "new_token",
    "parse",
    "receipt_for",
]

#: 24 digits, nothing between them.
Receipt = NewType("Receipt", str)

SECRET_DIGITS = 22
DIGITS = SECRET_DIGITS + 2
_DRAW_BYTES = 10
_FAIR = 2 ** (8 * _DRAW_BYTES) // 10**SECRET_DIGITS * 10**SECRET_DIGITS


class ReceiptMistyped(Exception):
    """Not a receipt: a wrong length or wrong check digits."""


@dataclass(frozen=True)
class ReceiptKeys:
    """What a receipt derives to: where its envelope is, and the key that opens it."""

    lookup: bytes = field(repr=False)
    key: bytes = field(repr=False)

    @property
    def sender_key(self) -> bytes:
        """The key for what is the sender's own; an open mailbox carries it along."""
        return subkey(self.key, "sender")


def new_token() -> str:
    """A form's one-time value, 256 bits."""
    return secrets.token_urlsafe(KEY_BYTES)


def receipt_for(token: str) -> Receipt:
    """The receipt that belongs to a form's token: always the same one."""
    turn = 0
    while True:
        drawn = peppered("receipt", f"{turn}|{token}".encode())[:_DRAW_BYTES]
        number = int.from_bytes(drawn, "big")
        if number < _FAIR:  # every receipt is as likely as every other
            return with_check(f"{number % 10**SECRET_DIGITS:0{SECRET_DIGITS}d}")
        turn += 1


def with_check(secret: str) -> Receipt:
    """Adds the two check digits."""
    return Receipt(digits.with_check(secret))


def parse(text: str) -> Receipt:
    """The receipt in what somebody typed; raises `ReceiptMistyped`."""
    try:
        return Receipt(digits.bare(text, DIGITS))
    except digits.Mistyped:
        raise ReceiptMistyped from None


def grouped(receipt: Receipt) -> str:
    """Six groups of four, as it is shown."""
    return " ".join(receipt[i : i + 4] for i in range(0, DIGITS, 4))


def derive(receipt: Receipt, lane: Turns = derivation.SIGN_INS) -> ReceiptKeys:
    """One slow derivation, split in two; call it outside every transaction.

    Whoever comes with a receipt waits among the sign-ins, a new tip at the intake.

    The salt is the same for all receipts, because the look-up must be found from the
    digits alone; 73 random bits and the pepper leave no table to prepare.
    """
    both = derivation.derive(
        peppered("receipt key", receipt.encode()),
        peppered("receipt salt", b"")[:SALT_BYTES],
        derivation.RECEIPT,
        2 * KEY_BYTES,
        lane,
    )
    return ReceiptKeys(lookup=both[:KEY_BYTES], key=both[KEY_BYTES:])
