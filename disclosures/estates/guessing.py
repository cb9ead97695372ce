"""What a reader who knows everything shown could still take a hidden cell to be.

Tried by moving single households: one more in one estate, one fewer in another whose
cell is hidden too, so that no total changes; and with it whatever that forces, since
nobody is reviewed who is not in scope. Every table reached so fits all that is shown.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Estate = Any
#: Estate → column → count.
Table = Mapping[Estate, Mapping[str, int]]
#: A column of one of the snapshots.
Place = tuple[int, str]
#: Places that together count at most what another place counts.
Limit = tuple[tuple[Place, ...], Place]
Row = dict[Place, int]


@dataclass(frozen=True)
class Relations:
    """What everybody knows of the columns without seeing a number."""

    #: Columns that together count at most what another counts.
    within: tuple[tuple[tuple[str, ...], str], ...] = ()
    #: Columns whose counts only grow from one snapshot to the next.
    growing: frozenset[str] = frozenset()

    def limits(self, snapshots: int) -> Iterator[Limit]:
        """Give every limit between the places of so many snapshots."""
        for number in range(snapshots):
            for narrow, wide in self.within:
                yield tuple((number, name) for name in narrow), (number, wide)
            for name in sorted(self.growing) if number + 1 < snapshots else ():
                yield ((number, name),), (number + 1, name)

    def around(self, column: str) -> list[str]:
        """Name the columns that bound this one, the nearest first."""
        found = [column]
        for name in found:
            for narrow, wide in self.within:
                if name == wide or name in narrow:
                    found += [n for n in (wide, *narrow) if n not in found]
        return found[1:]


class Guesses:
    """The tables that fit what is shown, reached from the true ones."""

    def __init__(
        self,
        tables: Sequence[Table],
        hidden: Mapping[Place, set[Estate]],
        relations: Relations,
    ) -> None:
        self.hidden = hidden
        self.rows: dict[Estate, Row] = defaultdict(dict)
        for number, table in enumerate(tables):
            for estate, counts in table.items():
                for column, count in counts.items():
                    self.rows[estate][number, column] = count
        self.limits: dict[Place, list[Limit]] = defaultdict(list)
        for limit in relations.limits(len(tables)):
            for place in (*limit[0], limit[1]):
                self.limits[place].append(limit)

    def can_reach(self, estate: Estate, place: Place, steps: int) -> int:
        """Count the steps up (or, negative, down) that a cell could differ by."""
        rows, direction = dict(self.rows), 1 if steps > 0 else -1
        for step in range(abs(steps)):
            for partner in sorted(self.hidden[place] - {estate}):
                pair = _Pair(self, estate, partner, rows[estate], rows[partner])
                if moves := pair.settle({place: direction}):
                    rows[estate] = _moved(rows[estate], moves, 1)
                    rows[partner] = _moved(rows[partner], moves, -1)
                    break
            else:
                return step
        return abs(steps)


def _moved(row: Row, moves: Mapping[Place, int], sign: int) -> Row:
    return row | {place: row[place] + sign * step for place, step in moves.items()}


@dataclass(frozen=True)
class _Pair:
    """Two estates between which households are moved."""

    guesses: Guesses
    one: Estate
    other: Estate
    one_row: Row
    other_row: Row

    def settle(self, moves: dict[Place, int]) -> dict[Place, int] | None:
        """Complete moves by those they force; None where that is not possible."""
        if any(not self._possible(place, step) for place, step in moves.items()):
            return None
        for place in moves:
            for limit in self.guesses.limits[place]:
                for row, sign in ((self.one_row, 1), (self.other_row, -1)):
                    if _broken(row, limit, moves, sign):
                        return self._mend(limit, moves, sign)
        return moves

    def _possible(self, place: Place, step: int) -> bool:
        if not {self.one, self.other} <= self.guesses.hidden[place]:
            return False
        return min(self.one_row[place] + step, self.other_row[place] - step) >= 0

    def _mend(
        self, limit: Limit, moves: dict[Place, int], sign: int
    ) -> dict[Place, int] | None:
        """Widen the wide place, or narrow one of the narrow ones."""
        narrow, wide = limit
        for place, step in ((wide, sign), *((place, -sign) for place in narrow)):
            if place not in moves and (settled := self.settle(moves | {place: step})):
                return settled
        return None


def _broken(row: Row, limit: Limit, moves: Mapping[Place, int], sign: int) -> bool:
    """Whether the moves break a limit that holds of this estate's true numbers."""
    narrow, wide = limit
    if any(place not in row for place in (*narrow, wide)):
        return False
    room = row[wide] - sum(row[place] for place in narrow)
    taken = sum(moves.get(place, 0) for place in narrow) - moves.get(wide, 0)
    return room >= 0 and sign * taken > room
