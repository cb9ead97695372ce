"""Argon2id in a bounded pool, so that guessing cannot exhaust the machine's memory.

Callers derive before they open a transaction: a derivation takes a tenth of a second,
and on SQLite a transaction holds the one write lock.
"""

import threading
from dataclasses import dataclass

from nacl import bindings

#: At most this many derivations at a time in one process (4 × 64 MiB).
AT_ONCE = 4
#: How long one waits for its turn, in seconds.
PATIENCE = 5.0
SALT_BYTES = bindings.crypto_pwhash_SALTBYTES
_turns = threading.BoundedSemaphore(AT_ONCE)


class PoolExhausted(Exception):
    """Too many derivations at once: answer 503 and ask to try again."""


@dataclass(frozen=True)
class Cost:
    """What a derivation costs."""

    passes: int
    memory: int


#: Ample for a receipt of 73 random bits.
RECEIPT = Cost(passes=2, memory=19 * 1024 * 1024)
PASSWORD = Cost(passes=3, memory=64 * 1024 * 1024)


def derive(secret: bytes, salt: bytes, cost: Cost, size: int) -> bytes:
    """`size` bytes of Argon2id; raises `PoolExhausted` after `PATIENCE`."""
    if not _turns.acquire(timeout=PATIENCE):
        raise PoolExhausted
    try:
        return bindings.crypto_pwhash_alg(
            size,
            secret,
            salt,
            cost.passes,
            cost.memory,
            bindings.crypto_pwhash_ALG_ARGON2ID13,
        )
    finally:
        _turns.release()
