"""Official documents (公文) as .docx, laid out by GB/T 9704-2012.

Whoever writes one says what it is made of, and `write` does the rest: red head, number,
title, addressee, numbered sections, tables, attachments, signature and day. The same
content gives the same bytes, on any day and machine, so that a hash can be published.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from disclosures.documents import layout, ordinals
from disclosures.documents.packing import packed

#: No XML may hold these.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_YEAR = re.compile(r"[\[(（【〔\uff3b](\d{4})[\])）】〕\uff3d]")
#: A document of the state leaves so many characters free on the right of its day.
_RIGHT_OF_DATE = 4


@dataclass(frozen=True)
class Table:
    """A table with its title above it; the header stands on each page again."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A part; its number (一、（一）1.（1）) comes from where it stands.

    Without a heading it has no number, and its paragraphs simply go on.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True)
class OfficialDocument:
    """Everything a document says; what is empty is left out.

    `issuer` is the red head as it is printed, `number` for instance 明建〔2021〕5号.
    `signatories` may be several, a line each.
    """

    title: str
    issuer: str
    number: str = ""
    addressee: str = ""
    sections: tuple[Section, ...] = ()
    attachments: tuple[str, ...] = ()
    signatories: str = ""
    date: datetime.date | None = None
    draft: bool = False


def write(document: OfficialDocument) -> bytes:
    """Return the .docx."""
    return packed(_Paper(document).written(), document.title, document.date)


class _Paper:
    """One document while it is written, from top to bottom."""

    def __init__(self, document: OfficialDocument) -> None:
        self.document = document
        self.docx = Document()
        layout.set_up(self.docx, draft=document.draft)

    def written(self) -> Any:
        """Return the whole, as python-docx knows it."""
        self._head()
        self._title()
        self._sections(self.document.sections)
        self._attachments()
        self._signature()
        return self.docx

    def _add(self, text: str, style: str = "Normal") -> Any:
        return self.docx.add_paragraph(_UNWRITABLE.sub("", text), style=style)

    def _blank(self, lines: int = 1) -> None:
        for _line in range(lines):
            self._add("", layout.FLUSH)

    def _head(self) -> None:
        """Write the issuer in red, the number, and the red line below both."""
        if not self.document.issuer:
            return
        mark = self._add(self.document.issuer, layout.ISSUER)
        size = layout.issuer_size(self.document.issuer)
        mark.runs[0].font.size = Pt(size)
        mark.paragraph_format.line_spacing = Pt(size * 1.25)
        number = _YEAR.sub(r"〔\1〕", self.document.number)
        last = mark
        if number:
            self._blank(2)
            last = self._add(number, layout.FLUSH)
            last.alignment = ALIGN.CENTER
        layout.red_line_below(last)
        self._blank(2)

    def _title(self) -> None:
        for line in self.document.title.splitlines():
            self._add(line, layout.TITLE)
        self._blank()
        if addressee := self.document.addressee.strip():
            self._add(f"{addressee.rstrip(':：')}：", layout.FLUSH)

    def _sections(self, sections: tuple[Section, ...], depth: int = 0) -> None:
        place = 0
        for section in sections:
            if section.heading:
                place += 1
                heading = ordinals.numbered(depth, place, section.heading)
                self._add(heading, layout.heading_style(depth))
            for text in section.paragraphs:
                for line in filter(str.strip, text.splitlines()):
                    self._add(line.strip())
            for table in section.tables:
                self._table(table)
            self._sections(section.sections, depth + bool(section.heading))

    def _table(self, table: Table) -> None:
        if table.title:
            self._add(table.title, layout.CAPTION)
        rows = [table.header, *table.rows] if table.header else [*table.rows]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return
        grid = self.docx.add_table(len(rows), width, "Table Grid")
        layout.set_up_table(grid, has_header=bool(table.header))
        for line, (row, texts) in enumerate(zip(grid.rows, rows, strict=True)):
            is_header = bool(table.header) and line == 0
            for cell, text in zip(row.cells, _filled(texts, width), strict=True):
                self._cell(cell, text, is_header=is_header)
        self._add("", layout.AFTER_TABLE)

    def _cell(self, cell: Any, text: str, *, is_header: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = layout.TABLE_HEADER if is_header else layout.TABLE_CELL
        paragraph.add_run(_UNWRITABLE.sub("", text))
        if not is_header and ordinals.is_figure(text):
            paragraph.alignment = ALIGN.RIGHT

    def _attachments(self) -> None:
        """Name them below the text; several are numbered, each on a line."""
        names = self.document.attachments
        if not names:
            return
        self._blank()
        for place, name in enumerate(names, 1):
            number = f"{place}. " if len(names) > 1 else ""
            label = "附件：" if place == 1 else ""
            paragraph = self._add(f"{label}{number}{name}", layout.FLUSH)
            # A long name goes on below its own first letter.
            hanging = ordinals.width(label + number)
            start = 2 + ordinals.width("附件：" + number)
            layout.indent(paragraph, left=start, hanging=hanging)

    def _signature(self) -> None:
        """Put the names above the day, centred on it; the day ends before the edge."""
        names = [_UNWRITABLE.sub("", s) for s in self.document.signatories.splitlines()]
        day = ordinals.day(self.document.date) if self.document.date else ""
        if not (names or day):
            return
        self._blank()
        longest = max((ordinals.width(name) for name in names), default=0)
        right = max(_RIGHT_OF_DATE, (longest - ordinals.width(day)) / 2 if day else 0)
        for line in [*names, *([day] if day else [])]:
            paragraph = self._add(line, layout.FLUSH)
            paragraph.alignment = ALIGN.RIGHT
            paragraph.paragraph_format.keep_together = True
            paragraph.paragraph_format.keep_with_next = line is not day
            centred = (ordinals.width(day) - ordinals.width(line)) / 2 if day else 0
            layout.indent(paragraph, right=max(0, right + centred))


def _filled(texts: tuple[str, ...], width: int) -> Iterator[str]:
    yield from texts
    yield from [""] * (width - len(texts))
