"""PDF: the text of its pages, and pictures of the pages that no machine reads.

A page that holds a picture, or hardly any text, or letters that cannot be told, is
drawn, so that a person sees what a reader will see.
"""

import codecs
import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from portal.cleaning import Reason, Unclean
from portal.cleaning.package import as_jpeg, packed

PAGES_MOST = 300
#: So many pages are drawn at most; who has more divides the file.
DRAWN_MOST = 60
#: Pixels across a drawn page: about 150 a printed inch of A4.
WIDTH = 1240
#: A page with fewer letters, or with more drawn lines, is looked at.
TEXT_LEAST, PATHS_MOST = 20, 400
_DEPTH = 8
#: A line that was broken because it was full, not because a sentence ended.
_WRAPPED = re.compile(r"(?<=\S.{18}\S)\r?\n")
#: Letters whose meaning the file does not tell.
_UNTOLD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08]")


def warm_up() -> None:
    """Load what could no longer be loaded once the process is confined."""
    # The decoder that it needs is loaded by name, at the first text.
    codecs.decode(b"", "utf-16-le")
    pdf = pdfium.PdfDocument.new()
    page = pdf.new_page(60, 60)
    packed("", [_drawn(page)])
    page.get_textpage().get_text_range()


def clean(data: bytes) -> tuple[str, bytes]:
    """The text, and the pages to be looked at, in their order."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Unclean(Reason.BROKEN) from error
    if len(pdf) > PAGES_MOST:
        raise Unclean(Reason.LIMITS)
    texts: list[str] = []
    drawn: list[bytes] = []
    for text, picture in _pages(pdf):
        texts.append(text)
        if picture:
            drawn.append(picture)
        if len(drawn) > DRAWN_MOST:
            raise Unclean(Reason.LIMITS)
    return packed("\n\n".join(texts), drawn)


def _pages(pdf: pdfium.PdfDocument) -> Iterator[tuple[str, bytes]]:
    for number in range(len(pdf)):
        page = pdf[number]
        text = page.get_textpage().get_text_range()
        yield (
            _WRAPPED.sub("", text).replace("\r", ""),
            _drawn(page) if _needs_eyes(page, text) else b"",
        )
        page.close()


def _needs_eyes(page: pdfium.PdfPage, text: str) -> bool:
    if len(text.strip()) < TEXT_LEAST or _UNTOLD.search(text):
        return True
    kinds = [thing.type for thing in page.get_objects(max_depth=_DEPTH)]
    unread = {pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING}
    return (
        bool(unread & set(kinds))
        or kinds.count(pdfium_c.FPDF_PAGEOBJ_PATH) > PATHS_MOST
    )


def _drawn(page: pdfium.PdfPage) -> bytes:
    width, height = page.get_size()
    # A banner is drawn smaller: its area counts, too.
    scale = min(WIDTH / max(width, 1), 2 * WIDTH / max(height, 1))
    return as_jpeg(page.render(scale=scale).to_pil())
