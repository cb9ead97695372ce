"""Tables as plain text: a line for each row, its cells parted by |.

A cell of ← goes on from the one at its left, one of ↑ from the one above; ⏎ breaks a
line inside a cell. What is pasted from a spreadsheet is parted by tabs instead.
"""

from dataclasses import dataclass

from disclosures.documents import ordinals

PART, BREAK = "|", "⏎"
LEFT, UP = frozenset({"←", "<"}), frozenset({"↑", "^"})
ROWS_MOST, COLUMNS_MOST = 300, 30
#: For a cell that says nothing but a sign, and means that.
_LOOK_ALIKES = {"←": "⬅", "<": "＜", "↑": "⬆", "^": "＾"}


@dataclass(eq=False)
class Cell:
    """One cell, and over how many columns and rows it goes."""

    text: str
    #: The place of its first column.
    column: int = 0
    columns: int = 1
    rows: int = 1
    #: Whether it stands above numbers alone.
    heads_figures: bool = False

    @property
    def lines(self) -> list[str]:
        """Return its lines."""
        return [line.strip() for line in self.text.split(BREAK)]

    @property
    def is_figure(self) -> bool:
        """Whether it holds a number, and is aligned like one."""
        return ordinals.is_figure(self.text)


def texts(written: str) -> list[list[str]]:
    """Return the cells of each row, as many in each."""
    rows = [_cells(line) for line in written.splitlines() if line.strip()]
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def written(rows: list[list[str]]) -> str:
    """Write rows of cells the way that `texts` reads them."""
    return "\n".join(f" {PART} ".join(map(_flat, row)).rstrip() for row in rows)


def unsigned(text: str) -> str:
    """Return a cell's text as one that goes on from no other cell."""
    return _LOOK_ALIKES.get(text, text)


def cells(written: str) -> list[list[Cell]]:
    """Return the rows as they are drawn: what goes on from elsewhere is in no row."""
    drawn: list[list[Cell]] = []
    #: Of each column, the cell that the row above has there.
    above: list[Cell] = []
    for row in texts(written):
        here: list[Cell] = []
        line: list[Cell] = []
        for column, text in enumerate(row):
            if text in UP and above:
                cell = above[column]
                if cell not in here:
                    cell.rows += 1
            elif text in LEFT and here and here[-1] not in above:
                cell = here[-1]
                cell.columns += 1
            elif text in LEFT and here:
                # The right part of what goes on from above.
                cell = here[-1]
            else:
                cell = Cell("" if text in LEFT | UP else text, column)
                line.append(cell)
            here.append(cell)
        above = here
        drawn.append(line)
    return drawn


def _cells(line: str) -> list[str]:
    part = "\t" if "\t" in line else PART
    return [cell.strip() for cell in line.split(part)]


def _flat(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    flat = f" {BREAK} ".join(filter(None, lines))
    return flat.replace(PART, "｜")
