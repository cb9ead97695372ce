"""Opens what was uploaded as a list: .xlsx and .xls, and nothing that bites."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from io import BytesIO
from typing import Any, BinaryIO

import xlrd
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.functions import iterparse
from xlrd.compdoc import CompDocError

from disclosures.lists.errors import ListError
from disclosures.lists.grid import (
    FARTHEST_COLUMN,
    FARTHEST_ROW,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Grid,
    Merge,
    place,
    plain,
)

MEGABYTE = 1024 * 1024
LIMIT = 5 * MEGABYTE
#: Bytes that all parts of a package may unpack to, and how many parts it may have.
UNPACKED = 40 * MEGABYTE
MOST_PARTS = 600
MOST_SHEETS = 20
#: Rows that Excel knows; a number beyond is none of its own.
EXCEL_ROWS = 1_048_576
ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
#: Names inside the old container: macros, and a package under a password.
OLD_MACRO = "_VBA_PROJECT".encode("utf-16-le")
OLD_LOCKED = "EncryptedPackage".encode("utf-16-le")
DOCTYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T")
BROKEN = (
    CompDocError,
    InvalidFileException,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    RuntimeError,
    SyntaxError,  # an XML parser's error is one
    TypeError,
    ValueError,
)


def read_grids(file: BinaryIO) -> list[Grid]:
    """Return the visible sheets of a workbook; raises `ListError`."""
    data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise ListError("too_large", limit=LIMIT // MEGABYTE)
    if not data:
        raise ListError("empty")
    try:
        if data.startswith(ZIP):
            _check_package(data)
            return list(_new(data))
        if data.startswith(OLE):
            return list(_old(data))
    except ListError:
        raise
    except xlrd.XLRDError as error:
        locked = "encrypted" in str(error).lower()
        raise ListError("locked" if locked else "broken") from error
    except BROKEN as error:
        raise ListError("broken") from error
    raise ListError("not_excel")


def _check_package(data: bytes) -> None:
    """Refuse what is no workbook, runs something, or unfolds into something huge."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        names = {part.filename.lower() for part in parts}
        _tell_the_kind(names)
        if len(parts) > MOST_PARTS:
            raise ListError("unfolds")
        left = UNPACKED
        for part in parts:
            # What a package says of its own size is not believed: it is unpacked.
            with package.open(part) as stream:
                begin = stream.read(4096)
                left -= len(begin)
                while left >= 0 and (more := stream.read(MEGABYTE)):
                    left -= len(more)
            if left < 0:
                raise ListError("unfolds")
            if DOCTYPE.search(begin):
                raise ListError("broken")
        if b"macroEnabled" in package.read("[Content_Types].xml"):
            raise ListError("macro")


def _tell_the_kind(names: set[str]) -> None:
    if "word/document.xml" in names:
        raise ListError("docx")
    if "ppt/presentation.xml" in names:
        raise ListError("pptx")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise ListError("macro")
    if not names >= {"[content_types].xml", "xl/workbook.xml"}:
        raise ListError("not_excel")


def _new(data: bytes) -> Iterator[Grid]:
    """Read an .xlsx row by row, so that one which is too long is never kept."""
    with closing(load_workbook(BytesIO(data), read_only=True)) as book:
        for sheet in book.worksheets[:MOST_SHEETS]:
            if sheet.sheet_state != "visible":
                continue
            # What a sheet says of its own size is not believed.
            sheet.reset_dimensions()
            rows = _bounded(
                [plain(cell.value, cell.number_format or "") for cell in row]
                for row in sheet.iter_rows()
            )
            yield _grid(sheet.title, rows, _new_merges(sheet))


def _new_merges(sheet: Any) -> Iterator[Merge]:
    """Return the merged ranges, which a sheet that is read row by row passes over."""
    with sheet._get_source() as source:
        for _event, element in iterparse(source):
            if element.tag.endswith("}mergeCell"):
                left, top, right, bottom = range_boundaries(element.get("ref"))
                yield Merge(top - 1, left - 1, bottom - 1, right - 1)
            element.clear()


def _bounded(rows: Iterable[list[str]]) -> list[list[str]]:
    """Return the rows; refuse a sheet that is too large, as soon as that shows."""
    kept: list[list[str]] = []
    filled = cells = 0
    for at, row in enumerate(rows):
        cells += len(row)
        filled += any(row)
        if filled > MOST_ROWS:
            raise ListError("rows", limit=MOST_ROWS)
        if cells > MOST_CELLS or at > EXCEL_ROWS:
            raise ListError("cells", limit=MOST_CELLS)
        begin = FARTHEST_COLUMN if at < FARTHEST_ROW else 0
        for column, text in enumerate(row[begin:], begin):
            if text:
                raise ListError("far", place=place(at, column))
        if at < FARTHEST_ROW:
            kept.append(row[:MOST_COLUMNS])
    return kept


def _grid(name: str, rows: list[list[str]], merges: Iterable[Merge]) -> Grid:
    """Make a sheet of its rows; what lies hidden under a merged cell is dropped."""
    grid, covered = Grid(name, rows), 0
    for merge in merges:
        bottom = min(merge.bottom, len(rows) - 1)
        right = min(merge.right, MOST_COLUMNS - 1)
        if merge.top > bottom or merge.left > right:
            continue
        covered += (bottom - merge.top + 1) * (right - merge.left + 1)
        if covered > MOST_CELLS:
            raise ListError("cells", limit=MOST_CELLS)
        for at in range(merge.top, bottom + 1):
            begin = merge.left + (at == merge.top)
            rows[at][begin : right + 1] = [""] * len(rows[at][begin : right + 1])
        grid.merges.append(Merge(merge.top, merge.left, bottom, right))
    return grid


def _old(data: bytes) -> Iterator[Grid]:
    """Read an .xls."""
    if OLD_LOCKED in data:
        raise ListError("locked")
    if OLD_MACRO in data:
        raise ListError("macro")
    book = xlrd.open_workbook(
        file_contents=data, formatting_info=True, logfile=_Silence()
    )
    for sheet in book.sheets()[:MOST_SHEETS]:
        if sheet.visibility:
            continue
        rows = _bounded(
            [_old_text(cell, book) for cell in sheet.row(row)]
            for row in range(sheet.nrows)
        )
        merges = (
            Merge(top, left, bottom - 1, right - 1)
            for top, bottom, left, right in sheet.merged_cells
        )
        yield _grid(sheet.name, rows, merges)


def _old_text(cell: Any, book: Any) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return plain(xlrd.xldate_as_datetime(cell.value, book.datemode))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return "#" + xlrd.error_text_from_code.get(cell.value, "VALUE!").lstrip("#")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return plain(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        shown = book.format_map[book.xf_list[cell.xf_index].format_key]
        return plain(cell.value, shown.format_str)
    return plain(cell.value)


class _Silence:
    """Where the old reader's remarks go."""

    def write(self, _text: str) -> None:
        """Nowhere."""
