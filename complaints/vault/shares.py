"""A recovery share (恢复分片): 256 random bits, printed as digits, and what they make.

Any two open the recovery key: its private half is boxed under the hash of each pair.
From each share alone comes one more key pair. Its public half is kept, so that a share
can be told from a wrong one before the second is there, and so that the first holder's
share can wait for the second one sealed to that one alone.
"""

import hashlib

from complaints.vault import digits, primitives

NUMBERS = (1, 2, 3)
#: A share as digits: its number, 256 bits, two check digits.
_BODY = 78
SHARE_DIGITS = 1 + _BODY + 2
GROUP = 3


class ShareMistyped(Exception):
    """Not a share: a wrong length or wrong check digits."""


def printed(number: int, share: bytes) -> str:
    """A share as digits."""
    return digits.with_check(f"{number}{int.from_bytes(share, 'big'):0{_BODY}d}")


def grouped(share: str) -> str:
    """A share in groups of three digits, as it is printed."""
    return " ".join(digits.groups(share, GROUP))


def parse_share(text: str) -> tuple[int, bytes]:
    """Number and value of a share; raises `ShareMistyped`."""
    try:
        typed = digits.bare(text, SHARE_DIGITS)
    except digits.Mistyped:
        raise ShareMistyped from None
    number, value = int(typed[0]), int(typed[1:-2])
    if number not in NUMBERS or value >= 2**256:
        raise ShareMistyped
    return number, value.to_bytes(primitives.KEY_BYTES, "big")


def pair_key(first: bytes, second: bytes) -> bytes:
    """The key that two shares make, the lower number first."""
    return hashlib.blake2b(
        b"kaimen1|shares|" + first + second, digest_size=primitives.KEY_BYTES
    ).digest()


def own_pair(share: bytes) -> tuple[bytes, bytes]:
    """Public and private half of the pair that one share alone makes."""
    private = primitives.subkey(share, "kaimen1|share pair")
    return primitives.public_of(private), private
