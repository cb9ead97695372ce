"""Every small table is tried: what a reporter can work out from what is published."""

from collections import defaultdict
from itertools import product

from complaints.suppression import LEAST, SPAN, parts_shown, standing_shown


def tables(total, parts):
    """Every way in which a total falls into so many parts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(total - first, parts - 1):
            yield (first, *rest)


class TestParts:
    def published(self, table):
        named = {str(place): count for place, count in enumerate(table)}
        return table if parts_shown(named) else None

    def test_what_is_hidden_may_be_at_least_three_things(self):
        for total, parts in product((SPAN, SPAN + 1, SPAN + 5), (2, 3)):
            told = defaultdict(list)
            for table in tables(total, parts):
                told[self.published(table)].append(table)
            for published, possible in told.items():
                if published is None:
                    for part in range(parts):
                        assert len({table[part] for table in possible}) >= 3
                else:
                    assert min(published) >= LEAST
                    assert total - max(published) >= LEAST

    def test_something_is_shown_sometimes(self):
        assert parts_shown({"a": 3, "b": 7})
        assert not parts_shown({"a": 2, "b": 8})
        assert not parts_shown({"a": 0, "b": 10})


class TestStandings:
    def published(self, counts):
        shown, told = None, []
        for count in counts:
            shown = standing_shown(count, shown)
            told.append(shown)
        return tuple(told)

    def test_neither_a_small_number_nor_a_small_change_can_be_told(self):
        possible = defaultdict(list)
        for counts in product(range(9), repeat=4):
            possible[self.published(counts)].append(counts)
        for histories in possible.values():
            for place in range(4):
                numbers = {history[place] for history in histories}
                assert len(numbers) >= 3 or min(numbers) >= LEAST
                if place:
                    changes = {h[place] - h[place - 1] for h in histories}
                    assert len(changes) >= 3 or all(
                        change == 0 or abs(change) >= LEAST for change in changes
                    )

    def test_large_numbers_are_shown(self):
        assert self.published((2, 3, 4, 6, 5, 0)) == (None, 3, 3, 6, 6, 6)
