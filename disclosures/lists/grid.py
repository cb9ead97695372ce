"""A sheet as plain text: what a cell says, and which cells are merged."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

#: Most rows with something in them, and most cells, of a sheet that is read.
MOST_ROWS = 2000
MOST_CELLS = 120_000
#: Columns beyond this one are no part of a list.
MOST_COLUMNS = 40
#: Nothing may stand below this row, or right of this column.
FARTHEST_ROW, FARTHEST_COLUMN = 10_000, 256
#: What a number's format shows as it is: words in quotes, escaped signs, fillers.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].')


@dataclass(frozen=True)
class Merge:
    """A merged range; rows and columns are counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Grid:
    """One sheet."""

    name: str
    rows: list[list[str]]
    merges: list[Merge] = field(default_factory=list)

    def text(self, row: int, column: int) -> str:
        """Return what a cell says; nothing outside the sheet."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else ""


def place(row: int, column: int) -> str:
    """Name a cell as Excel does: C7."""
    return f"{get_column_letter(column + 1)}{row + 1}"


def plain(value: Any, number_format: str = "") -> str:
    """Return a cell's value as text, as Excel shows it.

    Days as 2021-07-15, whole numbers whole, 0.95 as 95% where its format says so.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _figure(value, number_format)
    if isinstance(value, date | time):
        day = value.date() if isinstance(value, datetime) else value
        return day.isoformat()
    if isinstance(value, ArrayFormula | DataTableFormula):
        return getattr(value, "text", None) or "="
    return "".join(c for c in str(value) if c in "\n\t" or c.isprintable()).strip()


def _figure(value: float, number_format: str) -> str:
    if "%" in _LITERAL.sub("", number_format):
        return f"{(Decimal(f'{value:.15g}') * 100).normalize():f}%"
    whole = isinstance(value, int) or value.is_integer()
    return str(int(value)) if whole else f"{value:.10g}"
