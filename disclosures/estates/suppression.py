"""Which cells of the estate table are shown, so that none tells of one household.

A cell under `LEAST`, zero included, is hidden, and with it the cell of the estate it
is paired with, in every snapshot where either is small. What a reader could still take
a hidden cell to be is found out by trying (`guessing`): one under three must possibly
be 0, 1 or 2; any other hidden one must have three possible values. While that is not
so, more is hidden: the same pair in the columns that bound this one, then further
pairs in a fixed order. Where that is of no use, because the county total is too small,
the total stands alone.

What was published stays as it was published, and a new snapshot may not give away an
earlier one. `tests/disclosures/estates/test_suppression.py` tries every small table.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from disclosures.estates.guessing import Estate, Guesses, Place, Relations, Table

#: Estates that could be hidden in a column.
Option = tuple[str, set[Estate]]

LEAST = 3
#: How many values a reader must be left to choose from.
CHOICES = 3


@dataclass
class Hiding:
    """What is not shown of one snapshot: by column, the estates; totals alone."""

    cells: dict[str, set[Estate]] = field(default_factory=lambda: defaultdict(set))
    alone: set[str] = field(default_factory=set)


def series(tables: Sequence[Table], relations: Relations) -> list[Hiding]:
    """Decide one snapshot after the other."""
    before: list[Hiding] = []
    for number in range(len(tables)):
        before.append(decide(tables[: number + 1], before, relations))
    return before


def decide(
    tables: Sequence[Table], before: Sequence[Hiding], relations: Relations
) -> Hiding:
    """Say what of the last table is hidden, after what was hidden of the others."""
    decision = _Decision(tables, before, relations)
    decision.hide_what_is_small()
    while weak := decision.first_weak_cell():
        decision.hide_more(*weak)
    return decision.now


def blocks(estates: Iterable[Estate]) -> list[tuple[Estate, ...]]:
    """Pair the estates in a fixed order; an odd one makes the last pair three."""
    order = sorted(estates)
    pairs = [tuple(order[i : i + 2]) for i in range(0, len(order), 2)]
    if len(pairs) > 1 and len(pairs[-1]) == 1:
        pairs[-2:] = [pairs[-2] + pairs[-1]]
    return pairs


class _Decision:
    """One snapshot's hiding while it is found."""

    def __init__(
        self, tables: Sequence[Table], before: Sequence[Hiding], relations: Relations
    ) -> None:
        self.tables, self.relations = tables, relations
        self.now = Hiding()
        self.hidings = [*before, self.now]
        self.table = tables[-1]
        self.blocks = blocks({estate for table in tables for estate in table})
        self.columns = list(next(iter(self.table.values()), {}))
        hidden: dict[Place, set[Estate]] = defaultdict(set)
        for number, hiding in enumerate(before):
            for column, estates in hiding.cells.items():
                hidden[number, column] = estates
        for column in self.columns:
            hidden[len(before), column] = self.now.cells[column]
        self.guesses = Guesses(tables, hidden, relations)
        #: Cells that are safe, and stay so whatever else is hidden; and earlier cells
        #: that nothing hidden now can protect.
        self.settled: set[tuple[Place, Estate]] = set()

    def hide_what_is_small(self) -> None:
        """Hide each small cell with its pair; leave alone what totals too little."""
        for column in self.columns:
            if sum(row[column] for row in self.table.values()) < CHOICES - 1:
                self._leave_alone(column)
            for block in map(self._present, self.blocks):
                if any(self.table[estate][column] < LEAST for estate in block):
                    self.now.cells[column].update(block)

    def first_weak_cell(self) -> tuple[Place, Estate] | None:
        """Find a hidden cell, of whatever snapshot, that could be guessed."""
        for number in reversed(range(len(self.tables))):
            hiding = self.hidings[number]
            for column in sorted(hiding.cells.keys() - hiding.alone):
                for estate in sorted(hiding.cells[column]):
                    cell = (number, column), estate
                    if cell not in self.settled and self._is_weak(*cell):
                        return cell
                    self.settled.add(cell)
        return None

    def _is_weak(self, place: Place, estate: Estate) -> bool:
        """Whether too few values are left, or none of the pair need be small."""
        down = -min(self._count(place, estate), CHOICES - 1)
        up = CHOICES - 1 - self.guesses.can_reach(estate, place, down)
        if self.guesses.can_reach(estate, place, up) < up:
            return True
        block = next(block for block in self.blocks if estate in block)
        smallest_first = sorted(block, key=lambda one: self._count(place, one))
        return not any(self._may_be_small(place, one) for one in smallest_first)

    def _may_be_small(self, place: Place, estate: Estate) -> bool:
        """Whether a cell may be anything from 0 to 2."""
        count = self._count(place, estate)
        up = max(LEAST - 1 - count, 0)
        return (
            self.guesses.can_reach(estate, place, up) == up
            and self.guesses.can_reach(estate, place, -count) == count
        )

    def _count(self, place: Place, estate: Estate) -> int:
        return self.tables[place[0]].get(estate, {}).get(place[1], 0)

    def _present(self, block: tuple[Estate, ...]) -> set[Estate]:
        return {estate for estate in block if estate in self.table}

    def hide_more(self, place: Place, estate: Estate) -> None:
        """Hide the first thing that helps; if only several do, begin with the first."""
        options = list(self._options(place[1], estate))
        for option in options:
            if self._helps([option], place, estate):
                self._hide(option)
                return
        if options and self._helps(options, place, estate):
            self._hide(options[0])
        elif place[0] == len(self.tables) - 1:
            self._leave_alone(place[1])
        else:
            self.settled.add((place, estate))

    def _helps(self, options: list[Option], place: Place, estate: Estate) -> bool:
        kept = {column: set(estates) for column, estates in self.now.cells.items()}
        for option in options:
            self._hide(option)
        helped = not self._is_weak(place, estate)
        for column, estates in self.now.cells.items():
            estates.intersection_update(kept.get(column, ()))
        return helped

    def _hide(self, option: Option) -> None:
        column, estates = option
        self.now.cells[column].update(estates)

    def _options(self, column: str, estate: Estate) -> Iterator[Option]:
        """Name what else could be hidden: this pair around, then further pairs."""
        own = [block for block in self.blocks if estate in block]
        columns = [column, *self.relations.around(column)]
        others = [block for block in self.blocks if block not in own]
        for block in map(self._present, (*own, *others)):
            for name in columns:
                if not self.now.cells[name].issuperset(block):
                    yield name, block

    def _leave_alone(self, column: str) -> None:
        self.now.cells[column].update(self.table)
        self.now.alone.add(column)
