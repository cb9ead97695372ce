"""Reads the housing bureau's table from a sheet as counties write it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from disclosures.estates.columns import COLUMNS, RELATIONS, Column
from disclosures.estates.models import Estate
from disclosures.estates.snapshots import Figures
from disclosures.lists.grid import Grid, place
from disclosures.lists.totals import SUBTOTAL, TOTAL, spans

#: Headings stand in one of the first rows.
SEARCHED = 15
ESTATE = (
    "项目名称",
    "小区名称",
    "公租房项目",
    "公租房项目名称",
    "小区",
    "项目",
    "名称",
)
COUNTY = re.compile(r"全县合?计?")
DAY = re.compile(r"(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})")
SOURCE = re.compile(
    r"(?:填报|报送|填表)单位[:：]\s*(\S+?)(?=\s|截[至止]|数据|统计|填[报表]|时间|日期|\d|$)"
)
FOOT = re.compile(
    r"(?:填报|填表|制表|审核|审批|报送|联系)(?:人|单位|日期|时间)|备?注[:：]"
)
NOTHING = ("", "/", "-", "—", "――", "无")
MOST = 1_000_000


class SheetError(ValueError):
    """Why a table cannot be taken: for each cell, or the whole, a sentence."""

    def __init__(self, *reasons: tuple[str, str]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


@dataclass
class _Table:
    """Where the table stands in a sheet."""

    grid: Grid
    body: int
    estate_at: int
    columns: dict[int, Column]
    reasons: list[tuple[str, str]] = field(default_factory=list)


def read_figures(grids: list[Grid], as_of: date | None = None) -> Figures:
    """Return the figures of the one sheet that holds the table; all or nothing."""
    found = [table for grid in grids if (table := _find(grid))]
    if not found:
        known = "、".join(column.headings[0] for column in COLUMNS)
        words = _("No sheet has the headings of this table. They are: %s.")
        raise SheetError(("", words % known))
    if len(found) > 1:
        words = _("Several sheets hold this table (%s): keep one of them.")
        raise SheetError(("", words % "、".join(t.grid.name for t in found)))
    table = found[0]
    _refuse_missing_columns(table)
    rows = _rows(table)
    above = " ".join(" ".join(row) for row in table.grid.rows[: table.body])
    day = as_of or _day(above)
    if day is None:
        words = _("The sheet does not say as of which day it is: enter the day here.")
        table.reasons.append(("", words))
    if table.reasons or day is None:
        raise SheetError(*table.reasons)
    source = SOURCE.search(unicodedata.normalize("NFKC", above))
    return Figures(day, source[1] if source else "", rows)


def _find(grid: Grid) -> _Table | None:
    """Find the heading: the rows in which most columns are named."""
    known = {word: column for column in COLUMNS for word in column.headings}
    names = [[_tight(text) for text in row] for row in grid.rows[:SEARCHED]]
    scores = [sum(text in known for text in dict.fromkeys(row)) for row in names]
    if not scores or max(scores) < len(COLUMNS) // 3:
        return None
    top = scores.index(max(scores))
    lines = [n for n, score in enumerate(scores) if score and abs(n - top) <= 1]
    columns = {}
    for line in lines:
        for at, text in enumerate(names[line]):
            if text in known:
                columns[at] = known[text]
    body = max(lines) + 1
    places = [at for row in names[:body] for at, t in enumerate(row) if t in ESTATE]
    return _Table(grid, body, places[0], columns) if places else None


def _refuse_missing_columns(table: _Table) -> None:
    named = list(table.columns.values())
    missing = [c.headings[0] for c in COLUMNS if c not in named]
    twice = [c.headings[0] for c in COLUMNS if named.count(c) > 1]
    if missing:
        words = _("These columns are missing: %s.") % "、".join(missing)
        raise SheetError(("", words))
    if twice:
        words = _("These columns stand there twice: %s.") % "、".join(twice)
        raise SheetError(("", words))


class _Names:
    """The estates by name; without brackets only where that still means one."""

    def __init__(self) -> None:
        self.estates = list(Estate.objects.active())
        self._exact = {_bare(estate.name): estate for estate in self.estates}
        count = Counter(_tight(estate.name) for estate in self.estates)
        self._loose = {
            name: estate
            for estate in self.estates
            if count[name := _tight(estate.name)] == 1
        }

    def find(self, said: str) -> Estate | None:
        """Return the estate; different brackets on both sides are two estates."""
        found = self._loose.get(_tight(said))
        sides = (said, found.name) if found else ()
        if found and all(_bare(side) != _tight(side) for side in sides):
            found = None
        return self._exact.get(_bare(said), found)

    def __str__(self) -> str:
        return "、".join(estate.name for estate in self.estates)


def _rows(table: _Table) -> dict[Estate, dict[str, int]]:
    """Read every estate's row; 合计 rows are checked and left out."""
    names = _Names()
    rows: dict[Estate, dict[str, int]] = {}
    totals: list[tuple[int, int, bool]] = []
    for number in range(table.body, len(table.grid.rows)):
        texts = [_tight(text) for text in table.grid.rows[number]]
        heads = texts[: table.estate_at + 1]
        said = table.grid.text(number, table.estate_at)
        if any(TOTAL.fullmatch(head) or COUNTY.fullmatch(head) for head in heads):
            totals.append((number, len(rows), SUBTOTAL in heads))
        elif estate := names.find(said):
            if estate in rows:
                words = _("This estate stands here twice.")
                table.reasons.append(_at(table, number, words))
            else:
                rows[estate] = _row(table, number)
        elif said and not FOOT.match(_tight(said)):
            words = _("“%(name)s” is no estate of this site. Known are: %(known)s.")
            table.reasons.append(
                _at(table, number, words % {"name": said, "known": names})
            )
    if missing := [e.name for e in names.estates if e not in rows]:
        words = _("These estates have no row: %s.")
        table.reasons.append(("", words % "、".join(missing)))
    _check_totals(table, totals, list(rows.values()))
    return rows


def _at(table: _Table, row: int, words: str) -> tuple[str, str]:
    return place(row, table.estate_at), words


def _row(table: _Table, number: int) -> dict[str, int]:
    counts, cells = {}, {}
    for at, column in table.columns.items():
        cells[column.key] = place(number, at)
        text = table.grid.text(number, at)
        try:
            counts[column.key] = _count(text)
        except ValueError as error:
            table.reasons.append((cells[column.key], str(error)))
    table.reasons += _contradictions(counts, cells)
    return counts


def _count(text: str) -> int:
    """Return a number of households; raises `ValueError` with a sentence."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip().rstrip("户")
    if plain in NOTHING:
        return 0
    if plain.startswith("="):
        raise ValueError(_("This is a formula: enter the number it stands for."))
    if not plain.isdecimal() or int(plain) > MOST:
        raise ValueError(_("“%s” is not a number of households.") % text)
    return int(plain)


def _contradictions(
    counts: dict[str, int], cells: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Name the cells that count more than may be counted there."""
    titles = {column.key: str(column.title) for column in COLUMNS}
    for narrow, wide in RELATIONS.within:
        if not {*narrow, wide} <= counts.keys():
            continue
        total = sum(counts[key] for key in narrow)
        if total > counts[wide]:
            what = titles[narrow[0]] if len(narrow) == 1 else _("steps of the law")
            words = _("%(what)s: %(total)d is more than %(wide)s, %(most)d.")
            yield (
                cells[narrow[0]],
                words
                % {
                    "what": what,
                    "total": total,
                    "wide": titles[wide],
                    "most": counts[wide],
                },
            )


def _check_totals(
    table: _Table, totals: list[tuple[int, int, bool]], rows: list[dict[str, int]]
) -> None:
    """Compare totals that are typed; a formula adds up by itself."""
    found = spans([(above, is_sub) for _at, above, is_sub in totals], len(rows))
    for (number, _above, _is_sub), (first, last) in zip(totals, found, strict=True):
        for at, column in table.columns.items():
            text = table.grid.text(number, at)
            said = re.sub(r"[,户\s]", "", unicodedata.normalize("NFKC", text))
            truth = sum(row.get(column.key, 0) for row in rows[first:last])
            if said.isdecimal() and int(said) != truth:
                words = _("The total says %(said)s, its rows add up to %(truth)s.")
                table.reasons.append(
                    (place(number, at), words % {"said": said, "truth": truth})
                )


def _day(text: str) -> date | None:
    found = DAY.search(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _tight(text: str) -> str:
    """Return a heading without spaces, without brackets and what is in them."""
    return re.sub(r"\([^)]*\)", "", _bare(text))


def _bare(text: str) -> str:
    """Return a name without spaces, in signs of one width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
