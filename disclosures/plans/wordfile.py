"""Reads the paragraphs of a .docx in their order, those in tables included."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from .errors import PlanError
from .wordnumbers import Numbering

PARTS = {"[Content_Types].xml", "word/document.xml"}
LABEL = re.compile(r".{0,4}(?:单位|部门|时限|期限)$")
MOST_PARTS = 2000
MOST_BYTES = 40 * 1024 * 1024
BROKEN = (
    PythonDocxError,
    OpcError,
    LxmlError,
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
#: What holds no text of its own: deleted words, a picture's second copy.
SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:txbxContent")}
SKIPPED.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
SIGNS[qn("w:noBreakHyphen")] = "-"


def read_docx(data: bytes) -> list[str]:
    """Return one line for each paragraph and for each row of a table."""
    try:
        _check_size(data)
        document = Document(BytesIO(data))
        numbering = Numbering(document)
        lines = list(_blocks(document.element.body, numbering))
    except PlanError:
        raise
    except BROKEN as error:
        raise PlanError("not_docx") from error
    return [part for line in lines for part in line.split("\n")]


def _check_size(data: bytes) -> None:
    """Refuse what is no document, or would unfold into something huge."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
    if not {part.filename for part in parts} >= PARTS:
        raise PlanError("not_docx")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise PlanError("too_large", limit=MOST_BYTES // (1024 * 1024))


def _blocks(parent: Any, numbering: Numbering) -> Iterator[str]:
    """Walk through the paragraphs and tables inside an element."""
    for child in parent:
        if child.tag == qn("w:p"):
            yield numbering.label(child) + "".join(_text(child))
            for box in _boxes(child):
                yield from _blocks(box, numbering)
        elif child.tag == qn("w:tbl"):
            yield from _table(child, numbering)
        elif child.tag not in SKIPPED:
            yield from _blocks(child, numbering)


def _table(table: Any, numbering: Numbering) -> Iterator[str]:
    """Return the rows, cells parted by tabs, with the labels of their columns."""
    labels: list[str] = []
    for row in table.iter(qn("w:tr")):
        cells = [
            " ".join(" ".join(_blocks(cell, numbering)).split())
            for cell in row.iterchildren(qn("w:tc"))
        ]
        named = [*labels, *[""] * len(cells)]
        labelled = (
            label * bool(cell) + cell for label, cell in zip(named, cells, strict=False)
        )
        yield "\t".join(labelled).rstrip("\t")
        labels = labels or [_label(cell) for cell in cells]


def _label(heading: str) -> str:
    """Return what to write before the cells of a column: 责任单位：, 完成时限：."""
    return f"{heading}：" if LABEL.match(heading) else ""


def _text(element: Any) -> Iterator[str]:
    """Return the text below an element, tracked insertions included."""
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag not in SKIPPED:
            yield from _text(child)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Return the text boxes anchored in a paragraph, each once."""
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(parent.tag in SKIPPED for parent in box.iterancestors()):
            yield box
