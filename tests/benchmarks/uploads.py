"""Memory of a worker while a file of 50 MB arrives and is sealed.

The file is random, so that nothing can be packed away. Growth is how far the worker's
resident memory rose above what it held before; the reference of the same run is the
same form without a file. It must stay below 64 MB.
"""

import os
import secrets
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.running import kill, serve_again, start, stop, wait_until_ready
from tests.senders import Browser, File, Sent

TIMES = int(os.environ.get("EACH", "5"))
BYTES = 50 * 1024 * 1024
MOST = 64 * 1024 * 1024
#: One worker: nobody else's memory is measured by mistake.
SETTINGS = {"WORKERS": "1", "CHALLENGE_ABOVE": "0", "QUARANTINE_ABOVE": "0"}
_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident(pid: int) -> int:
    """Bytes of a process in memory now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE


def worker_of(pid: int) -> int:
    """The server's worker: its child that holds most."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max((int(child) for child in children), key=resident)


class Watch(threading.Thread):
    """The highest resident memory of a process while this runs."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.before = self.highest = resident(pid)
        self.is_over = False

    def run(self) -> None:
        while not self.is_over:
            self.highest = max(self.highest, resident(self.pid))
            time.sleep(0.005)

    @property
    def growth(self) -> int:
        return self.highest - self.before


def growth_of(url: str, pid: int, size: int) -> tuple[int, float]:
    """How far the worker grew during one tip, and the seconds it took."""
    files = [File("a.bin", secrets.token_bytes(size))] if size else []
    tip = Sent(body="三栋二单元的租客把房子转租给外人。", files=files)
    watch = Watch(pid)
    watch.start()
    begun = time.perf_counter()
    Browser(url, timeout=300).send(tip)
    seconds = time.perf_counter() - begun
    watch.is_over = True
    watch.join()
    assert tip.receipt
    return watch.growth, seconds


def row(name: str, growths: list[int], base: float, seconds: list[float]) -> str:
    cells = " ".join(
        f"{value / 1024 / 1024:9.1f}"
        for value in (min(growths), statistics.median(growths), max(growths))
    )
    ratio = statistics.median(growths) / base if base else float("nan")
    return (
        f"{name:34} {len(growths):4} {cells} {ratio:9.2f}"
        f"  {statistics.median(seconds):.2f} s each"
    )


def main() -> None:
    """Serve a house of its own, print the table, fail above the limit."""
    with tempfile.TemporaryDirectory() as folder:
        data, log = Path(folder) / "data", Path(folder) / "server.log"
        process, url = start(data, log, **SETTINGS)
        wait_until_ready(process, url, log)
        stop(process)
        process = serve_again(url, data, log, **SETTINGS)
        try:
            wait_until_ready(process, url, log)
            growth_of(url, worker_of(process.pid), 0)  # warms it
            pid = worker_of(process.pid)
            without = [growth_of(url, pid, 0) for _n in range(TIMES)]
            with_file = [growth_of(url, pid, BYTES) for _n in range(TIMES)]
        finally:
            kill(process)
    # A derivation's 19 MB may lie in memory already; the ratio needs some ground.
    base = max(statistics.median(growth for growth, _s in without), 1024 * 1024)
    print("\nMemory of the worker; MB of growth, ratio of the medians to the reference")
    print(f"{'':34} {'n':>4} {'min':>9} {'median':>9} {'max':>9} {'ratio':>9}")
    for name, found in (
        ("reference: a tip without files", without),
        ("a tip with a file of 50 MB", with_file),
    ):
        growths, seconds = zip(*found, strict=True)
        print(row(name, list(growths), base, list(seconds)))
    worst = max(growth for growth, _seconds in with_file)
    if worst >= MOST:
        sys.exit(f"grew by {worst / 1024 / 1024:.1f} MB, more than 64 MB")


if __name__ == "__main__":
    main()
