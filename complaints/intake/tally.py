"""Posts of the last minute that this process saw, in memory and nowhere else."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Tally:
    """How many posts by lane and slot: all of them, and those no other worker knows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._untold: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def add(self, lane: str, slot: int, oldest: int) -> None:
        """Count one post; what is older than `oldest` is forgotten."""
        with self._lock:
            for counted in (self._seen[lane], self._untold[lane]):
                _drop(counted, oldest)
                counted[slot] += 1

    def seen(self, lane: str, oldest: int) -> int:
        """All posts since then."""
        with self._lock:
            _drop(self._seen[lane], oldest)
            return self._seen[lane].total()

    def untold(self, lane: str, oldest: int) -> int:
        """Those among them that are not written down yet."""
        with self._lock:
            _drop(self._untold[lane], oldest)
            return self._untold[lane].total()

    @contextmanager
    def telling(self, lane: str, oldest: int) -> Iterator[dict[int, int]]:
        """Take out what is to be written down; it comes back when that fails."""
        with self._lock:
            _drop(self._untold[lane], oldest)
            taken = self._untold.pop(lane, Counter())
        try:
            yield dict(sorted(taken.items()))
        except BaseException:
            with self._lock:
                self._untold[lane] += taken
            raise

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._seen.clear()
            self._untold.clear()


def _drop(counted: Counter[int], oldest: int) -> None:
    for slot in [slot for slot in counted if slot < oldest]:
        del counted[slot]
