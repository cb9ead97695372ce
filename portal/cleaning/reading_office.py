"""Word and Excel: every word that stands in the file, and the pictures in it.

It reads cleaned copies, whose size and parts `office` has looked at.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from PIL import Image

from portal.cleaning import Reason, Unclean
from portal.cleaning.package import as_jpeg, packed

PICTURES_MOST = 60
#: Attributes that hold words; the others hold measures and names of styles.
_WORDS = frozenset({"descr", "title", "name", "tooltip", "display", "location", "alt"})
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp")


def warm_up() -> None:
    """Load what could no longer be loaded once the process is confined."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["一", 1])
    out = BytesIO()
    book.save(out)
    clean(out.getvalue())
    as_jpeg(Image.new("RGB", (2, 2)))
    for kind in ("PNG", "JPEG"):
        tiny = BytesIO()
        Image.new("RGB", (2, 2)).save(tiny, kind)
        Image.open(BytesIO(tiny.getvalue())).load()


def clean(data: bytes) -> tuple[str, bytes]:
    """The text, and the pictures to be looked at."""
    texts: list[str] = []
    pictures: list[bytes] = []
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in sorted(package.namelist()):
            if name.endswith(".xml") and not name.startswith("["):
                root = etree.fromstring(package.read(name), _parser())
                texts += _words(root)
            elif name.lower().endswith(_PICTURES):
                pictures.append(_seen(package.read(name)))
        if "xl/workbook.xml" in package.namelist():
            texts += _rows(data)
    if len(pictures) > PICTURES_MOST:
        raise Unclean(Reason.LIMITS)
    return packed("\n".join(text for text in texts if text.strip()), pictures)


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _seen(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as picture:
        return as_jpeg(picture)


def _words(root: Any) -> Iterator[str]:
    """Paragraphs as they are read; then whatever text or name stands elsewhere."""
    for element in root.iter("{*}p", "{*}si"):
        yield "".join(
            text.text or ("\t" if text.tag.endswith("}tab") else "")
            for text in element.iter("{*}t", "{*}instrText")
        )
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for key, value in element.attrib.items():
            if etree.QName(key).localname in _WORDS:
                yield str(value)
        if element.text and etree.QName(element).localname != "t":
            yield element.text.strip()


def _rows(data: bytes) -> Iterator[str]:
    """Each row of each sheet, its cells beside each other."""
    book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield _joined([_written(cell) for cell in row if cell is not None])


def _written(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _joined(cells: list[str]) -> str:
    """An address may stand in several cells; two numbers are never one."""
    if not cells:
        return ""
    joined = cells[0]
    for before, after in pairwise(cells):
        both_numbers = before[-1:].isdigit() and after[:1].isdigit()
        joined += f"{'；' if both_numbers else ' '}{after}"
    return joined
