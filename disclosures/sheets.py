"""How a county's sheet looks: title, who filled it in, borders, A4 across."""

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from disclosures.documents import ordinals

EDGE = Side(style="thin", color="000000")
BOX = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
BEGIN = Alignment(horizontal="left", vertical="center", wrap_text=True)
#: Fonts of official papers; where they are missing, the next best takes their place.
TITLE = Font(name="方正小标宋简体", size=20)
LINE = Font(name="仿宋_GB2312", size=12)
HEAD = Font(name="黑体", size=11)
CELL = Font(name="仿宋_GB2312", size=11)
#: What openpyxl refuses, and what no XML may hold.
_UNWRITABLE = re.compile(
    rf"{ILLEGAL_CHARACTERS_RE.pattern}|[\ud800-\udfff\ufffe\uffff]"
)


class Heading(Protocol):
    """A column as its heading needs it."""

    @property
    def heading(self) -> str:
        """What stands above it."""

    @property
    def group(self) -> str:
        """What stands above several of them."""

    @property
    def width(self) -> int:
        """How wide it is, in characters."""


def new_book() -> Workbook:
    """Return an empty workbook that names no author."""
    book = Workbook()
    book.properties.creator = ""
    book.remove(book.active)
    return book


def save(book: Workbook) -> bytes:
    """Return a workbook as bytes."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def filled_in(unit: Any, who: Any, checked_by: Any, day: date) -> list[str]:
    """Return who is responsible: 填报单位, 填报人, 审核人, the day."""
    return [
        f"填报单位：{unit or ''}",
        f"填报人：{who or ''}",
        f"审核人：{checked_by or ''}",
        f"填报日期：{ordinals.day(day)}",
    ]


def begin(
    sheet: Worksheet, title: str, line: list[str], columns: Sequence[Heading]
) -> int:
    """Write title, the line below it and the headings; answer with the next row."""
    width = len(columns)
    head = sheet.cell(1, 1)
    say(head, title)
    head.font, head.alignment = TITLE, CENTRE
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    sheet.row_dimensions[1].height = 36
    bounds = [round(width * n / len(line)) for n in range(len(line) + 1)]
    for text, start, end in zip(line, bounds, bounds[1:], strict=False):
        cell = sheet.cell(2, start + 1)
        say(cell, text)
        cell.font, cell.alignment = LINE, Alignment(vertical="center")
        if end - start > 1:
            sheet.merge_cells(
                start_row=2, end_row=2, start_column=start + 1, end_column=end
            )
    sheet.row_dimensions[2].height = 22
    _headings(sheet, columns)
    for at, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    return 4 + any(column.group for column in columns)


def _headings(sheet: Worksheet, columns: Sequence[Heading]) -> None:
    """One line; two where some columns stand in a group."""
    lines = 2 if any(column.group for column in columns) else 1
    for at, column in enumerate(columns, 1):
        for line in range(lines):
            cell = sheet.cell(3 + line, at)
            cell.font, cell.border, cell.alignment = HEAD, BOX, CENTRE
        if lines == 1 or not column.group:
            say(sheet.cell(3, at), column.heading)
            if lines == 2:
                sheet.merge_cells(
                    start_row=3, end_row=4, start_column=at, end_column=at
                )
            continue
        say(sheet.cell(4, at), column.heading)
        if at == 1 or columns[at - 2].group != column.group:
            last = at + sum(c.group == column.group for c in columns[at:])
            say(sheet.cell(3, at), column.group)
            sheet.merge_cells(start_row=3, end_row=3, start_column=at, end_column=last)
    sheet.row_dimensions[3].height = 22


def put(sheet: Worksheet, row: int, at: int, value: Any, *, centred: bool) -> None:
    """Write a cell: a number or a text, in its box."""
    cell = sheet.cell(row, at)
    if isinstance(value, str):
        say(cell, value)
    else:
        cell.value = value
    cell.font, cell.border = CELL, BOX
    cell.alignment = CENTRE if centred else BEGIN


def say(cell: Any, text: str) -> None:
    """Write a text that is never taken for a formula, without control characters."""
    shown = _UNWRITABLE.sub("", text)
    cell.value, cell.data_type = shown or None, "s" if shown else "n"


def lay_out(sheet: Worksheet, body: int) -> None:
    """A4 across, as wide as one page, headings on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"3:{body - 1}"
    sheet.freeze_panes = sheet.cell(body, 1)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
