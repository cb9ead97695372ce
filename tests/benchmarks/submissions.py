"""Tips a second, end to end with all cryptography, and opening a mailbox.

A submission is the whole of it: the form is fetched, filled in, sent, sealed, routed,
numbered, and its receipt comes back. The reference of the same run is a bare Argon2id
derivation at the receipt's cost, of which each submission and each sign-in needs one.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nacl import bindings

from tests.running import kill, serve_again, start, stop, wait_until_ready
from tests.senders import Browser, Sent, a_tip

EACH = int(os.environ.get("EACH", "20"))
MEMORY, PASSES = 19 * 1024 * 1024, 2
CALM = {"CHALLENGE_ABOVE": "0", "QUARANTINE_ABOVE": "0"}


def timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def reference() -> list[float]:
    """Seconds of single derivations, in this process."""

    def derive() -> None:
        bindings.crypto_pwhash_alg(
            64, b"x" * 32, b"s" * 16, PASSES, MEMORY,
            bindings.crypto_pwhash_ALG_ARGON2ID13,
        )  # fmt: skip

    return [timed(derive) for _n in range(EACH)]


def submissions(url: str, senders: int) -> tuple[list[float], float, list[Sent]]:
    """Seconds of each submission, submissions a second, and what was sent."""
    tips = [a_tip() for _n in range(EACH * (1 if senders == 1 else 2))]

    def send(tip: Sent) -> float:
        seconds = timed(lambda: Browser(url).send(tip))
        assert tip.receipt
        return seconds

    begun = time.perf_counter()
    with ThreadPoolExecutor(senders) as pool:
        each = list(pool.map(send, tips))
    return each, len(tips) / (time.perf_counter() - begun), tips


def sign_ins(url: str, tips: list[Sent]) -> list[float]:
    """Seconds from typing the receipt to the open mailbox."""

    def enter(tip: Sent) -> None:
        assert Browser(url).enter(tip.receipt)[0] == 200

    return [timed(lambda tip=tip: enter(tip)) for tip in tips[:EACH]]


def row(name: str, seconds: list[float], base: float, more: str = "") -> str:
    least, middle, most = min(seconds), statistics.median(seconds), max(seconds)
    cells = f"{least * 1000:9.1f} {middle * 1000:9.1f} {most * 1000:9.1f}"
    return f"{name:34} {len(seconds):4} {cells} {middle / base:9.2f}  {more}"


def main() -> None:
    """Serve a house of its own and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        data, log = Path(folder) / "data", Path(folder) / "server.log"
        database = os.environ.get("DATABASE_URL", "")
        settings = CALM | ({"DATABASE_URL": database} if database else {})
        process, url = start(data, log, **settings)
        wait_until_ready(process, url, log)
        stop(process)
        process = serve_again(url, data, log, **settings)
        try:
            wait_until_ready(process, url, log)
            submissions(url, 2)  # warms both workers
            bare = reference()
            base = statistics.median(bare)
            one, rate_of_one, tips = submissions(url, 1)
            eight, rate_of_eight, _tips = submissions(url, 8)
            entered = sign_ins(url, tips)
        finally:
            kill(process)
    store = "PostgreSQL" if database else "SQLite"
    print(f"\n{store}, 2 workers; milliseconds, ratio of the medians to the reference")
    print(f"{'':34} {'n':>4} {'min':>9} {'median':>9} {'max':>9} {'ratio':>9}")
    print(row("reference: one Argon2id derivation", bare, base))
    print(row("submission, 1 sender", one, base, f"{rate_of_one:.1f} a second"))
    print(row("submission, 8 senders", eight, base, f"{rate_of_eight:.1f} a second"))
    print(row("mailbox sign-in", entered, base))


if __name__ == "__main__":
    main()
