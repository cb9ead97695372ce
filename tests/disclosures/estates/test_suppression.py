"""Every small table, against every table that a reader could take it for."""

from collections import defaultdict
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.estates import suppression
from disclosures.estates.guessing import Relations
from disclosures.estates.suppression import series

LEAST = CHOICES = 3
NOTHING_KNOWN = Relations()
FUNNEL = Relations(within=((("b",), "a"),))
PARTS = Relations(within=((("b", "c"), "a"),))
GROWING = Relations(growing=frozenset("a"))


def published(tables, hidings):
    """What a reader sees: the totals, and the cells that are not hidden."""
    return tuple(
        (
            number,
            column,
            sum(row[column] for row in table.values()),
            column in hiding.alone,
            tuple(
                (estate, None if estate in hiding.cells[column] else row[column])
                for estate, row in sorted(table.items())
            ),
        )
        for number, (table, hiding) in enumerate(zip(tables, hidings, strict=True))
        for column in next(iter(table.values()))
    )


def guarded(hidings):
    """Cells that are said to be hidden; where the total stands alone there is none."""
    return [
        (number, column, estate)
        for number, hiding in enumerate(hidings)
        for column, estates in hiding.cells.items()
        if column not in hiding.alone
        for estate in estates
    ]


def fits(tables, relations):
    """Whether tables keep to what everybody knows of the columns."""
    for table in tables:
        for row in table.values():
            for narrow, wide in relations.within:
                if sum(row[name] for name in narrow) > row[wide]:
                    return False
    for earlier, later in pairwise(tables):
        for name in relations.growing:
            if any(earlier[e][name] > later[e][name] for e in earlier):
                return False
    return True


def every(estates, columns, top, relations=NOTHING_KNOWN, snapshots=1):
    """All series of tables with cells up to `top` that keep to the relations."""
    rows = [
        dict(zip(columns, counts, strict=True))
        for counts in product(range(top + 1), repeat=len(columns))
    ]
    rows = [row for row in rows if fits([{0: row}], relations)]
    histories = [
        history
        for history in product(rows, repeat=snapshots)
        if fits([{0: row} for row in history], relations)
    ]
    for chosen in product(histories, repeat=estates):
        yield [
            {estate: chosen[estate][number] for estate in range(estates)}
            for number in range(snapshots)
        ]


def is_complete(seen, top):
    """Whether all tables that fit what is shown have cells up to `top`."""
    return all(
        total - sum(count or 0 for _estate, count in cells) <= top
        for _number, _column, total, _alone, cells in seen
    )


def guessable(relations, estates, columns, top, snapshots=1):
    """Cells with too few values, for a reader who knows the very rules of hiding.

    Such a reader counts only the tables that would be published as this one was.
    """
    values, hidden = defaultdict(lambda: defaultdict(set)), {}
    for tables in every(estates, columns, top, relations, snapshots):
        hidings = series(tables, relations)
        seen = published(tables, hidings)
        if is_complete(seen, top):
            hidden[seen] = guarded(hidings)
            for number, column, estate in hidden[seen]:
                count = tables[number][estate][column]
                values[seen][number, column, estate].add(count)
    assert any(hidden.values()), "nothing was hidden at all"
    return {
        (seen, cell): found
        for seen, cells in values.items()
        for cell, found in cells.items()
        if len(found) < CHOICES
    }


@pytest.mark.parametrize(
    ("relations", "estates", "columns", "top", "snapshots"),
    [
        pytest.param(NOTHING_KNOWN, 2, "a", 7, 1, id="two estates"),
        pytest.param(NOTHING_KNOWN, 3, "a", 6, 1, id="three estates"),
        pytest.param(NOTHING_KNOWN, 4, "a", 4, 1, id="four estates"),
        pytest.param(FUNNEL, 2, "ab", 6, 1, id="reviewed are in scope"),
        pytest.param(PARTS, 2, "abc", 4, 1, id="steps of the law"),
        pytest.param(GROWING, 2, "a", 6, 2, id="two snapshots"),
    ],
)
def test_no_hidden_cell_can_be_guessed(relations, estates, columns, top, snapshots):
    assert guessable(relations, estates, tuple(columns), top, snapshots) == {}


def test_the_test_finds_what_is_badly_hidden(monkeypatch):
    """Hiding the small cells alone gives them away by the total."""
    monkeypatch.setattr(suppression._Decision, "first_weak_cell", lambda self: None)
    assert guessable(FUNNEL, 2, ("a", "b"), 5)
    monkeypatch.setattr(suppression, "blocks", lambda found: [(e,) for e in found])
    assert guessable(NOTHING_KNOWN, 2, ("a",), 5)


def columns_that_fit(tables, hidings):
    """For each column of each snapshot, every way to fill it that fits its total."""
    for number, table in enumerate(tables):
        for column in next(iter(table.values())):
            total = sum(row[column] for row in table.values())
            cells = [
                range(total + 1)
                if estate in hidings[number].cells[column]
                else [row[column]]
                for estate, row in table.items()
            ]
            fitting = [counts for counts in product(*cells) if sum(counts) == total]
            yield (number, column), fitting


def fit_together(chosen, relations):
    """Whether columns chosen so far keep to what everybody knows."""

    def holds(small, large):
        pairs = zip(chosen.get(small, ()), chosen.get(large, ()), strict=False)
        return all(narrow <= wide for narrow, wide in pairs)

    return all(
        holds((number, name), (number, wide))
        for number, name in chosen
        for narrow, wide in relations.within
        if name in narrow
    ) and all(
        holds((number, name), (number + 1, name))
        for number, name in chosen
        if name in relations.growing
    )


def can_be_completed(columns, relations, chosen):
    """Whether the columns that are left can be filled, too."""
    if not fit_together(chosen, relations):
        return False
    left = [place for place in columns if place not in chosen]
    return not left or any(
        can_be_completed(columns, relations, chosen | {left[0]: counts})
        for counts in columns[left[0]]
    )


COUNTS = st.integers(0, 3)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), min_size=3, max_size=3))
def test_a_later_snapshot_gives_nothing_away(rows):
    """Three estates, two columns, two snapshots: what grows, and what is part of it."""
    relations = Relations(within=FUNNEL.within, growing=frozenset("ab"))
    tables = [
        {e: {"a": r[0] + r[1], "b": r[1]} for e, r in enumerate(rows)},
        {
            e: {"a": r[0] + r[1] + r[2] + r[3], "b": r[1] + r[2]}
            for e, r in enumerate(rows)
        },
    ]
    hidings = series(tables, relations)
    columns = dict(columns_that_fit(tables, hidings))
    for number, column, estate in guarded(hidings):
        place = number, column
        values = {
            counts[estate]
            for counts in columns[place]
            if can_be_completed(columns, relations, {place: counts})
        }
        assert len(values) >= CHOICES, (tables, place, estate)


class TestWhatIsHidden:
    def hidden(self, *counts):
        tables = [{e: {"a": count} for e, count in enumerate(counts)}]
        return series(tables, NOTHING_KNOWN)[0]

    def test_a_small_cell_takes_its_pair_along(self):
        assert self.hidden(2, 9, 8, 7).cells["a"] == {0, 1}

    def test_zero_is_small(self):
        assert self.hidden(9, 8, 7, 0).cells["a"] == {2, 3}

    def test_nothing_small_nothing_hidden(self):
        assert not self.hidden(3, 9, 8, 7).cells["a"]

    def test_two_nothings_take_the_next_pair_along(self):
        assert self.hidden(0, 0, 8, 7, 9, 9).cells["a"] == {0, 1, 2, 3}

    def test_a_total_too_small_stands_alone(self):
        assert self.hidden(0, 0, 1, 0).alone == {"a"}

    def test_the_pair_is_the_same_in_every_snapshot(self):
        days = [{0: {"a": 2}, 1: {"a": 9}, 2: {"a": 8}, 3: {"a": 7}} for _ in range(2)]
        days[1][0]["a"] = 1
        assert [h.cells["a"] for h in series(days, NOTHING_KNOWN)] == [{0, 1}] * 2

    def test_a_cell_that_grows_is_shown_once_it_gives_nothing_away(self):
        days = [{0: {"a": 2}, 1: {"a": 9}}, {0: {"a": 3}, 1: {"a": 9}}]
        days.append({0: {"a": 6}, 1: {"a": 14}})
        hidden = [h.cells["a"] for h in series(days, GROWING)]
        assert hidden == [{0, 1}, {0, 1}, set()]

    def test_an_odd_estate_joins_the_last_pair(self):
        assert suppression.blocks(range(5)) == [(0, 1), (2, 3, 4)]

    def test_an_estate_that_comes_later_or_goes(self):
        days = [
            {0: {"a": 2}, 1: {"a": 9}},
            {0: {"a": 2}, 1: {"a": 9}, 2: {"a": 1}, 3: {"a": 8}},
            {1: {"a": 9}, 2: {"a": 1}, 3: {"a": 8}},
        ]
        hidden = [h.cells["a"] for h in series(days, NOTHING_KNOWN)]
        assert hidden == [{0, 1}, {0, 1, 2, 3}, {2, 3}]
