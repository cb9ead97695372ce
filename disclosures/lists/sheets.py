"""Finds a list in a sheet: headings on one line or two, merged groups, 合计 rows."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from disclosures.lists.columns import COLUMNS, Column
from disclosures.lists.errors import ListError
from disclosures.lists.grid import Grid, Merge, place
from disclosures.lists.totals import SUBTOTAL, TOTAL, spans

#: Headings stand in one of the first rows.
SEARCHED = 15
#: So many known headings make a row the heading.
ENOUGH = 3
FOOT = re.compile(
    r"(?:填报|填表|制表|审核|审批|报送|联系)(?:人|单位|日期|时间|电话)|单位负责人|备注[:：]"
    r"|注[:：]|说明[:：]"
)
COUNT = re.compile(r"共?\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*(?:[项条个户件]|问题)*")


@dataclass
class SheetRow:
    """One row of the list: for each column its cell's name and text."""

    row: int
    cells: dict[str, tuple[str, str]]


@dataclass
class SheetTotal:
    """A 合计 row: what its cells say, and which rows it adds up."""

    row: int
    cells: dict[str, tuple[str, str]]
    #: Index of the first and after the last row it adds up.
    first: int = 0
    last: int = 0


@dataclass
class Sheet:
    """The list as it stands in a file."""

    name: str
    rows: list[SheetRow] = field(default_factory=list)
    totals: list[SheetTotal] = field(default_factory=list)
    #: Cells whose column is not known here, by name and text.
    left_out: list[tuple[str, str]] = field(default_factory=list)
    #: Rows that were passed over: groups, feet.
    passed: list[tuple[int, str]] = field(default_factory=list)


def find_list(grids: Iterable[Grid], kind: str) -> Sheet:
    """Return the one sheet that holds the list; raises `ListError`."""
    grids = [grid for grid in grids if any(any(row) for row in grid.rows)]
    if not grids:
        raise ListError("empty")
    found = [(grid, head) for grid in grids if (head := _heading(grid, kind))]
    if not found:
        known = "、".join(column.heading for column in COLUMNS[kind])
        raise ListError("no_heading", sheet=grids[0].name, known=known)
    if len(found) > 1:
        raise ListError("several", sheets="、".join(grid.name for grid, _h in found))
    return _read(*found[0], kind)


@dataclass
class _Heading:
    """Where the list begins, and which column of the sheet holds what."""

    body: int
    columns: dict[int, Column]
    left_out: list[tuple[str, str]]


def _heading(grid: Grid, kind: str) -> _Heading | None:
    """Return the heading: the row with most known words, and the line below it."""
    known = _known(kind)
    spread = _spread(grid)
    scores = [
        sum(_tight(text) in known for text in dict.fromkeys(row)) for row in spread
    ]
    if not scores or max(scores) < ENOUGH:
        return None
    top = scores.index(max(scores))
    lines = [top]
    # The other line of a two-line heading: above it, tied to it by a merged cell.
    if top and _tied(grid, known, top - 1):
        lines.insert(0, top - 1)
    elif top + 1 < len(spread) and _tied(grid, known, top):
        lines.append(top + 1)
    return _columns(grid, spread, lines, kind)


def _columns(
    grid: Grid, spread: list[list[str]], lines: list[int], kind: str
) -> _Heading:
    known = _known(kind)
    columns: dict[int, Column] = {}
    left_out: list[tuple[str, str]] = []
    for at in range(max(len(spread[line]) for line in lines)):
        words = [spread[line][at] for line in reversed(lines) if at < len(spread[line])]
        tight = [_tight(word) for word in words]
        column = next((known[word] for word in tight if word in known), None)
        if column is None:
            if said := next(filter(None, words), ""):
                left_out.append((place(lines[-1], at), said))
            continue
        twice = next((c for c, other in columns.items() if other is column), None)
        if twice is not None:
            raise ListError(
                "twice",
                one=place(lines[-1], twice),
                other=place(lines[-1], at),
                column=column.heading,
            )
        columns[at] = column
    missing = [
        column.heading
        for column in COLUMNS[kind]
        if column.needed and column not in columns.values()
    ]
    if missing:
        raise ListError("missing", sheet=grid.name, columns="、".join(missing))
    return _Heading(lines[-1] + 1, columns, left_out)


def _known(kind: str) -> dict[str, Column]:
    return {
        _tight(word): column
        for column in reversed(COLUMNS[kind])
        for word in (*column.aliases, column.heading)
    }


def _tight(text: str) -> str:
    """Return a heading without spaces, without brackets and what is in them."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"\s+|\([^)]*\)|[:*]", "", plain)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _spread(grid: Grid) -> list[list[str]]:
    """Return the first rows with the text of merged cells in each of them."""
    width = max(map(len, grid.rows))
    rows = [row + [""] * (width - len(row)) for row in grid.rows[: SEARCHED + 1]]
    for merge in grid.merges:
        if merge.top < len(rows) and merge.left < width:
            said = rows[merge.top][merge.left]
            for row in range(merge.top, min(merge.bottom + 1, len(rows))):
                for column in range(merge.left, min(merge.right + 1, width)):
                    rows[row][column] = said
    return rows


def _tied(grid: Grid, known: dict[str, Column], upper: int) -> bool:
    """Whether a row and the next are one heading: a cell spans both, or those below."""
    for merge in grid.merges:
        if merge.top == upper and merge.bottom == upper + 1:
            return True
        below = (grid.text(upper + 1, at) for at in range(merge.left, merge.right + 1))
        if (
            merge.top == merge.bottom == upper
            and merge.right > merge.left
            and any(_tight(text) in known for text in below)
        ):
            return True
    return False


def _read(grid: Grid, head: _Heading, kind: str) -> Sheet:
    sheet = Sheet(grid.name, left_out=head.left_out)
    down = _down(grid.merges)
    places = []
    for row in range(head.body, len(grid.rows)):
        texts = grid.rows[row]
        filled = [at for at, text in enumerate(texts) if text]
        first = texts[filled[0]] if filled else ""
        cells = _cells(grid, head, row, down)
        # Rows numbered in advance, with nothing in them, are no rows.
        if not filled or (_is_number(head, filled[-1]) and first.isdecimal()):
            continue
        if _is_total(texts, filled):
            is_sub = any(_tight(texts[at]) == SUBTOTAL for at in filled[:2])
            places.append((len(sheet.rows), is_sub))
            sheet.totals.append(SheetTotal(row, cells))
        elif (FOOT.match(_bare(first))) or _is_group(grid, row, filled, head):
            sheet.passed.append((row + 1, first))
        else:
            sheet.rows.append(SheetRow(row, cells))
    if not sheet.rows:
        raise ListError("no_rows", sheet=grid.name)
    found = spans(places, len(sheet.rows))
    for total, (begin, end) in zip(sheet.totals, found, strict=True):
        total.first, total.last = begin, end
    return sheet


def _cells(
    grid: Grid, head: _Heading, row: int, down: dict[tuple[int, int], Merge]
) -> dict[str, tuple[str, str]]:
    """Return each column's cell; one merged over several rows speaks for them all."""
    cells = {}
    for at, column in head.columns.items():
        merge = down.get((row, at))
        top = merge.top if merge else row
        cells[column.name] = (place(row, at), grid.text(top, at))
    return cells


def _down(merges: list[Merge]) -> dict[tuple[int, int], Merge]:
    return {
        (row, merge.left): merge
        for merge in merges
        for row in range(merge.top, min(merge.bottom, merge.top + 2000) + 1)
    }


def _is_number(head: _Heading, at: int) -> bool:
    return at in head.columns and head.columns[at].name == "number"


def _is_total(texts: list[str], filled: list[int]) -> bool:
    return any(TOTAL.fullmatch(_tight(texts[at])) for at in filled[:2])


def _is_group(grid: Grid, row: int, filled: list[int], head: _Heading) -> bool:
    """Whether a row names a group: one text, merged across or in the first column."""
    if len(filled) != 1:
        return False
    across = any(
        m.top == row and m.right - m.left >= 2 and m.left <= filled[0] <= m.right
        for m in grid.merges
    )
    return across or filled[0] <= min(head.columns)


def wrong_totals(sheet: Sheet, amounts: str | None) -> list[tuple[str, str, str]]:
    """Return the cells of 合计 rows that do not agree: cell, what it says, the truth.

    In the column `amounts` a total is the sum, elsewhere the number of rows.
    """
    wrong = []
    for total in sheet.totals:
        rows = sheet.rows[total.first : total.last]
        for name, (cell, said) in total.cells.items():
            found = COUNT.fullmatch(unicodedata.normalize("NFKC", said))
            if not found or name == "number":
                continue
            truth = (
                sum((_decimal(row.cells[name][1]) for row in rows), Decimal(0))
                if name == amounts
                else Decimal(len(rows))
            )
            if _decimal(found[1]) != truth:
                wrong.append((cell, said, format(truth.normalize(), "f")))
    return wrong


def _decimal(text: str) -> Decimal:
    try:
        plain = unicodedata.normalize("NFKC", text).replace(",", "").rstrip("%")
        return Decimal(plain or 0)
    except InvalidOperation:
        return Decimal(0)
