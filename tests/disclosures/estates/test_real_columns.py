"""The real columns and what bounds them, with all that lists and reports may tell.

A reader knows the published table, its totals, and every sentence of a list or report
that the guard lets pass. Every hidden cell is left at least three values, tried
by completing the whole table: all columns, all estates, both snapshots.
"""

import random
from functools import cache
from itertools import combinations_with_replacement, product

import pytest

from disclosures.estates import suppression, telling
from disclosures.estates.columns import BY_KEY, COLUMNS, RELATIONS, STEPS
from disclosures.estates.suppression import series
from disclosures.estates.telling import Place, Texts
from disclosures.lists.items import ListKind
from disclosures.lists.telling import told_of_estates

CHOICES = 3
#: Numbers farther from the truth are not tried: three near ones are enough.
FAR = 4
#: So many columns change along with the one that is tried; few are tried first.
MOVES = (1, 3, 6)
NAMES = ("北岭公寓", "东门小区", "河滨小区", "西城家园")
KEYS = [column.key for column in COLUMNS]
LIMITS = list(RELATIONS.limits(2))


def sheet(*rows):
    """One day's table from rows of what is not nought."""
    return {e: dict.fromkeys(KEYS, 0) | row for e, row in enumerate(rows)}


def grown(table, more):
    """The next day's: what only grows has grown."""
    found = {}
    for estate, before in table.items():
        row = {key: n + more.get((estate, key), 0) for key, n in before.items()}
        row["to_vacate"] = max(row["to_vacate"], sum(row[c.key] for c in STEPS))
        most = max(row[name] for name in ("reviewed", "visited", "spot", "to_vacate"))
        found[estate] = row | {"scope": max(row["scope"], most)}
    return found


def sentences(name, key, count):
    """The same fact as a row of each list and as a report would tell it."""
    words = str(BY_KEY[key].headings[0]).removesuffix("户数")
    for text in (f"{name}{words}{count}户。", f"{name}有{count}户。"):
        yield lambda texts, text=text: not texts.findings(text)
        yield (
            lambda texts, text=text: (
                not told_of_estates(
                    {"estate": "", "facts": text}, ListKind.PROBLEMS, texts
                )
            )
        )
    facts = {"estate": name, "facts": f"{words}{count}户。"}
    yield lambda texts: not told_of_estates(facts, ListKind.PROBLEMS, texts)
    outcome = {"indicator": f"{name}{words}", "unit_of_measure": "户"}
    outcome["value"] = str(count)
    yield lambda texts: not told_of_estates(outcome, ListKind.RESULTS, texts)


@cache
def passes(name, cells, key, count):
    """Whether any list or report tells a fact, beside a row that is shown so."""
    texts = Texts([Place(name, dict(cells))])
    return any(may(texts) for may in sentences(name, key, count))


def known_cells(tables, hidings):
    """Hidden cells that lists and reports told all the same, each at its time."""
    return {
        (number, key, estate)
        for number, (table, hiding) in enumerate(zip(tables, hidings, strict=True))
        for estate, row in table.items()
        for key in KEYS
        if estate in hiding.cells[key]
        and passes(NAMES[estate], shown(hiding, estate, row), key, row[key])
    }


def shown(hiding, estate, row):
    """An estate's row as the guard knows it."""
    return tuple((k, None if estate in hiding.cells[k] else row[k]) for k in KEYS)


class Reader:
    """Completes the tables from what is known, the likeliest numbers first."""

    def __init__(self, tables, hidings, told):
        self.truth = {
            (number, key): tuple(row[key] for row in table.values())
            for number, table in enumerate(tables)
            for key in KEYS
        }
        self.open = {}
        for (number, key), counts in self.truth.items():
            hidden = hidings[number].cells[key]
            cells = [
                range(sum(counts) + 1)
                if estate in hidden and (number, key, estate) not in told
                else [counts[estate]]
                for estate in range(len(counts))
            ]
            ways = [
                way
                for way in product(*cells)
                if sum(way) == sum(counts) and self.far(way, counts) <= FAR
            ]
            self.open[number, key] = sorted(ways, key=lambda w: self.far(w, counts))

    @staticmethod
    def far(way, counts):
        return sum(abs(a - b) for a, b in zip(way, counts, strict=True))

    def broken(self, chosen):
        """Find a limit, and the estate that breaks it, all else being as in truth."""
        for narrow, wide in LIMITS:
            parts = [chosen.get(place, self.truth[place]) for place in narrow]
            whole = chosen.get(wide, self.truth[wide])
            for estate, (*p, w) in enumerate(zip(*parts, whole, strict=True)):
                if sum(p) > w:
                    return narrow, wide, estate
        return None

    def complete(self, chosen, moves):
        """Whether the rest can be filled in, too; something of a broken limit gives."""
        found = self.broken(chosen)
        if found is None or not moves:
            return found is None
        narrow, wide, estate = found
        return any(
            self.complete(chosen | {place: way}, moves - 1)
            for place, sign in ((wide, 1), *((place, -1) for place in narrow))
            if place not in chosen
            for way in self.open[place]
            if sign * (way[estate] - self.truth[place][estate]) > 0
        )

    def values(self, place, estate):
        """So many values of a cell that fit, as are asked for."""
        found = set()
        for way in self.open[place]:
            if way[estate] not in found and any(
                self.complete({place: way}, moves) for moves in MOVES
            ):
                found.add(way[estate])
            if len(found) == CHOICES:
                break
        return found


def weak(tables):
    """Hidden cells that somebody could work out who reads everything."""
    hidings = series(tables, RELATIONS)
    reader = Reader(tables, hidings, known_cells(tables, hidings))
    return [
        (number, key, estate)
        for number, hiding in enumerate(hidings)
        for key, estates in hiding.cells.items()
        if key not in hiding.alone
        for estate in estates
        if len(reader.values((number, key), estate)) < CHOICES
    ]


def tables_of(narrow, wide):
    """Two estates: every small table of a column and what bounds it, and its growth."""
    rows = [(n, w) for w in range(4) for n in range(w + 1)]
    for (first, second), grows in product(
        combinations_with_replacement(rows, 2), (0, 2)
    ):
        table = sheet(*({wide: w, narrow: n} for n, w in (first, second)))
        table = grown(table, {})
        yield [table, grown(table, {(0, narrow): grows, (0, wide): grows})]


def any_tables(seed):
    """Four estates, all thirteen columns, small numbers of every kind."""
    dice = random.Random(seed)
    rows = [{key: dice.choice((0, 0, 1, 3, 4)) for key in KEYS} for _ in NAMES]
    table = grown(sheet(*rows), {})
    more = {(e, key): dice.choice((0, 0, 1)) for e in range(4) for key in KEYS}
    return [table, grown(table, more)]


PAIRS = [
    ("to_vacate", "scope"),
    ("reviewed", "scope"),
    ("vacated", "to_vacate"),
    ("suit", "to_vacate"),
]


class TestNoHiddenCellCanBeWorkedOut:
    @pytest.mark.parametrize(("narrow", "wide"), PAIRS)
    def test_from_two_columns_and_their_growth(self, narrow, wide):
        assert [t for t in tables_of(narrow, wide) if weak(t)] == []

    @pytest.mark.parametrize("seed", range(5))
    def test_from_all_columns(self, seed):
        assert weak(any_tables(seed)) == []


class TestTheTestFindsWhatIsNotGuarded:
    @pytest.fixture(autouse=True)
    def _asked_anew(self):
        passes.cache_clear()
        yield
        passes.cache_clear()

    def some_weak(self):
        return any(weak(tables) for tables in tables_of("vacated", "to_vacate"))

    def test_texts_that_nobody_checks(self, monkeypatch):
        monkeypatch.setattr(Texts, "findings", lambda *_args: [])
        assert self.some_weak()

    def test_any_number_that_the_row_holds(self, monkeypatch):
        """A number beside other words than its column's is a hidden one, too."""
        monkeypatch.setattr(telling, "_words", lambda _text: set())
        shows = lambda self, count, _columns: count in self.cells.values()  # noqa: E731
        monkeypatch.setattr(Place, "shows", shows)
        assert self.some_weak()

    def test_columns_hidden_without_those_around(self, monkeypatch):
        monkeypatch.setattr(suppression._Decision, "first_weak_cell", lambda _s: None)
        assert self.some_weak()
