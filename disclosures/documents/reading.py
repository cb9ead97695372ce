"""A Word file as the draft of a page: title, text, tables and pictures."""

import html
import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import mammoth
from docx import Document
from lxml import etree
from lxml import html as lxml_html
from PIL import Image

from disclosures.documents import grid, preparing
from disclosures.documents.screening import TooLarge
from disclosures.documents.tables import mark
from portal.cleaning import CLOSE, MIDDLE, OPEN

STYLES = f"""
p.{preparing.HIGHER} => h2:fresh
p.{preparing.LOWER} => h3:fresh
p[style-name='Title'] => p:fresh
u => span
strike => span
"""
_LINK = re.compile(f"{OPEN}([^{MIDDLE}<]*){MIDDLE}((?:(?!</p>|</li>|</h).)*?){CLOSE}")
_LEFT_OVER = re.compile(f"{OPEN}[^{MIDDLE}]*{MIDDLE}|[{OPEN}{MIDDLE}{CLOSE}]")
#: 表1 …, above the table.
_CAPTION = re.compile(r"(?:附?表)\s*[0-9一二三四五六七八九十\-—.]*\s*[:：]?\s*\S")
_CAPTION_MOST = 60
_BLOCKS = {"p", "h2", "h3", "ul", "ol"}
#: What a page may link to.
_ADDRESS = re.compile(r"https?://|mailto:", re.I)
#: The cells of a table, without those of a table in them.
_CELLS = "./tr/td|./tr/th|./*/tr/td|./*/tr/th"
#: More the page form would only refuse.
TABLES_MOST, CELLS_MOST = 30, grid.ROWS_MOST * grid.COLUMNS_MOST


@dataclass(frozen=True)
class ReadTable:
    """A table, its cells as `grid` writes them."""

    caption: str
    cells: str
    has_header: bool


@dataclass(frozen=True)
class Picture:
    """A picture, and what the file says that it shows."""

    data: bytes
    alt: str


@dataclass
class Article:
    """What a page is made of; `img` in its HTML has the number of its picture."""

    title: str = ""
    body: str = ""
    tables: list[ReadTable] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    #: How many drawings no browser could show.
    lost: int = 0
    #: How many tables stood in a cell, and are lines of it now.
    flattened: int = 0


def read(data: bytes) -> Article:
    """Read a cleaned file whose links are marked in its text."""
    document = Document(BytesIO(data))
    article = Article(_plain(preparing.prepare(document)))
    prepared = BytesIO()
    document.save(prepared)
    result = mammoth.convert_to_html(
        prepared,
        style_map=STYLES,
        convert_image=mammoth.images.img_element(lambda image: _keep(article, image)),
    )
    linked = _LINK.sub(_link, result.value)
    root = lxml_html.fragment_fromstring(
        _LEFT_OVER.sub("", linked), create_parent="div"
    )
    _Tidying(root, article).tidy()
    article.body = "".join(
        etree.tostring(child, encoding="unicode", method="xml") for child in root
    )
    return article


def _keep(article: Article, image: Any) -> dict[str, str]:
    with image.open() as file:
        data = file.read()
    with Image.open(BytesIO(data)) as picture:
        # A drawing that could not be cleaned is blank.
        if picture.size == (1, 1):
            article.lost += 1
            return {"src": ""}
    article.pictures.append(Picture(data, _plain(image.alt_text or "")))
    return {"src": str(len(article.pictures))}


def _plain(text: str) -> str:
    return " ".join(_LEFT_OVER.sub("", text).split())


def _link(found: re.Match[str]) -> str:
    address = html.unescape(found[1])
    if not (found[2] and _ADDRESS.match(address)):
        return found[2]
    return f'<a href="{html.escape(address)}">{found[2]}</a>'


class _Tidying:
    """Makes of mammoth's HTML what a rich text holds."""

    def __init__(self, root: Any, article: Article) -> None:
        self.root, self.article = root, article

    def tidy(self) -> None:
        """Take tables out, and leave out what a page does not have."""
        self._tables()
        for image in self.root.xpath("//img[not(@src) or @src='']"):
            image.drop_tree()
        self._notes()
        for anchor in self.root.xpath("//a[not(@href) or starts-with(@href, '#')]"):
            anchor.drop_tag()
        # The editor takes a paragraph in an item for one after it.
        for inner in self.root.xpath("//li/p"):
            inner.drop_tag()
        for other in self.root.xpath("//em|//span|//sup|//sub|//s"):
            other.drop_tag()
        for image in self.root.xpath("//img"):
            self._lift(image)
        for block in list(self.root):
            is_picture = block.tag == "img" or block.find(".//img") is not None
            if not (is_picture or block.text_content().strip()):
                block.drop_tree()

    def _tables(self) -> None:
        """Boxes first: a table in one is a table, and is numbered where it stands."""
        while boxes := [table for table in self._outermost() if _is_box(table)]:
            for box in boxes:
                _unwrap_box(box)
        for table in self._outermost():
            self._table(table)

    def _outermost(self) -> list[Any]:
        return list(self.root.xpath("//table[not(ancestor::table)]"))

    def _notes(self) -> None:
        """Leave the arrows of footnotes away."""
        for back in self.root.xpath("//li//a[starts-with(@href, '#')][.='↑']"):
            back.drop_tree()

    def _lift(self, image: Any) -> None:
        """A picture stands between paragraphs."""
        block = image
        while block.getparent() is not self.root:
            block = block.getparent()
        if block is not image:
            tail, image.tail = image.tail, None
            before, above = image.getprevious(), image.getparent()
            above.remove(image)
            if before is not None:
                before.tail = (before.tail or "") + (tail or "")
            else:
                above.text = (above.text or "") + (tail or "")
            block.addnext(image)

    def _table(self, table: Any) -> None:
        """Put a line in the place of a table, and its pictures after it."""
        if len(self.article.tables) == TABLES_MOST:
            raise TooLarge
        inner = table.xpath(".//table")
        self.article.flattened += sum(not _is_box(one) for one in inner)
        rows = [_row(row) for row in table.xpath("./tr|./thead/tr|./tbody/tr")]
        heads = len(table.xpath("./thead/tr"))
        caption = self._caption(table)
        is_headed = heads > 0 or _looks_headed(rows)
        cells = grid.written(_filled(rows))
        self.article.tables.append(ReadTable(caption, cells, is_headed))
        line = etree.Element("p")
        line.text = mark(len(self.article.tables))
        pictures = table.xpath(".//img")
        line.tail = table.tail
        table.tail = None
        table.getparent().replace(table, line)
        for picture in reversed(pictures):
            picture.tail = None
            line.addnext(picture)

    def _caption(self, table: Any) -> str:
        before = table.getprevious()
        if before is None or before.tag not in _BLOCKS:
            return ""
        text = _plain(before.text_content())
        if len(text) > _CAPTION_MOST or not _CAPTION.match(text):
            return ""
        before.drop_tree()
        return text


@dataclass
class _Wide:
    text: str
    columns: int
    rows: int
    is_head: bool


def _row(row: Any) -> list[_Wide]:
    return [
        _Wide(
            grid.unsigned(_cell_text(cell)),
            max(1, int(cell.get("colspan") or 1)),
            max(1, int(cell.get("rowspan") or 1)),
            cell.tag == "th",
        )
        for cell in row.xpath("./td|./th")
    ]


def _cell_text(cell: Any) -> str:
    for block in cell.xpath(".//p|.//br|.//li|.//tr"):
        block.tail = "\n" + (block.tail or "")
    return str(cell.text_content()).strip()


def _filled(rows: list[list[_Wide]]) -> list[list[str]]:
    """Write out over how many rows and columns each cell goes."""
    done: dict[tuple[int, int], str] = {}
    height, width = len(rows), 0
    for line, row in enumerate(rows):
        column = 0
        for cell in row:
            while (line, column) in done:
                column += 1
            width = max(width, column + cell.columns)
            if height * width > CELLS_MOST:
                raise TooLarge
            for down in range(min(cell.rows, height - line)):
                for right in range(cell.columns):
                    sign = "↑" if down else "←" if right else cell.text
                    done.setdefault((line + down, column + right), sign)
            column += cell.columns
    return [
        [done.get((line, column), "") for column in range(width)]
        for line in range(height)
    ]


def _looks_headed(rows: list[list[_Wide]]) -> bool:
    """Whether the first row names columns: all of it short words, no figures."""
    if len(rows) < 2:
        return False
    return all(
        cell.text and len(cell.text) <= 30 and not grid.Cell(cell.text).is_figure
        for cell in rows[0]
    )


def _is_box(table: Any) -> bool:
    """A table of one cell is a frame around paragraphs, or around a table."""
    return len(table.xpath(_CELLS)) == 1


def _unwrap_box(table: Any) -> None:
    (cell,) = table.xpath(_CELLS)
    for child in list(cell):
        table.addprevious(child)
    table.drop_tree()
