"""Argon2id in a bounded pool, so that guessing cannot exhaust the machine's memory.

Callers derive before they open a transaction: a derivation takes a tenth of a second,
and on SQLite a transaction holds the one write lock.
"""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from nacl import bindings

#: How long one waits for its turn, in seconds.
PATIENCE = 5.0
SALT_BYTES = bindings.crypto_pwhash_SALTBYTES


class PoolExhausted(Exception):
    """Too many derivations at once: answer 503 and ask to try again."""


class Turns:
    """One lane of the pool: so many at once, so many waiting, and no more.

    Each lane has turns of its own. Nobody can take another lane's, so that neither
    bogus receipts nor a flood of tips stops the rest; and since few may wait in it,
    none fills the server's threads.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self.at_once = at_once
        self._turns = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """One derivation's turn; raises `PoolExhausted`."""
        if not self._places.acquire(blocking=False):
            raise PoolExhausted
        try:
            if not self._turns.acquire(timeout=PATIENCE):
                raise PoolExhausted
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


#: Seven at a time in one process, 180 MiB: sign-ins never take more than half of them.
#: `portal.management.commands.start` gives a worker a few more threads than can stand
#: in the lanes of senders.
INTAKE = Turns(at_once=2, waiting=7)
SIGN_INS = Turns(at_once=2, waiting=5)
#: For what was sent before and is sent again, by some in the same instant.
AGAIN = Turns(at_once=1, waiting=3)
EXCHANGES = Turns(at_once=1, waiting=3)
STAFF = Turns(at_once=1, waiting=8)


@dataclass(frozen=True)
class Cost:
    """What a derivation costs."""

    passes: int
    memory: int


#: Ample for a receipt of 73 random bits.
RECEIPT = Cost(passes=2, memory=19 * 1024 * 1024)
PASSWORD = Cost(passes=3, memory=64 * 1024 * 1024)


def derive(
    secret: bytes, salt: bytes, cost: Cost, size: int, lane: Turns = STAFF
) -> bytes:
    """`size` bytes of Argon2id; raises `PoolExhausted` after `PATIENCE`."""
    with lane.turn():
        return bindings.crypto_pwhash_alg(
            size,
            secret,
            salt,
            cost.passes,
            cost.memory,
            bindings.crypto_pwhash_ALG_ARGON2ID13,
        )
