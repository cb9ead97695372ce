"""GB/T 9704-2012: the page, its grid, the fonts, and the page number.

A4; 37 mm above and 28 mm on the left leave 156 × 225 mm for the text, which is 22 lines
of 28 characters: lines of 28.95 pt, characters set a quarter of a point closer. Text is
size 3 (16 pt) Fangsong, the title size 2 (22 pt) Xiaobiaosong.
"""

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING as SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips

FANGSONG, KAITI = "仿宋_GB2312", "楷体_GB2312"
HEITI, SONGTI, XIAOBIAOSONG = "黑体", "宋体", "方正小标宋简体"
RED = RGBColor(0xFF, 0, 0)
BODY, TITLE_SIZE, PAGE_NUMBER, TABLE = Pt(16), Pt(22), Pt(14), Pt(10.5)
LINES, CHARACTERS = 22, 28
#: Twips; 22 of them fit into 225 mm.
LINE = 579
#: Twips that stand less between characters, so that 28 of 16 pt fit into 156 mm.
SQUEEZE = -5
#: Twips of one 16 pt character.
CHARACTER = 320

ISSUER, TITLE, FLUSH = "Issuer", "Title", "Flush"
CAPTION, AFTER_TABLE = "Table Title", "After Table"
TABLE_HEADER, TABLE_CELL, DRAFT = "Table Header", "Table Cell", "Draft Mark"
_HEADINGS = (HEITI, KAITI, FANGSONG, FANGSONG)
_ISSUER_MOST, _TEXT_WIDTH = 62, 440


def set_up(docx: Any, *, draft: bool) -> None:
    """Give an empty document its page, styles and page numbers."""
    _page(docx.sections[0])
    _settings(docx)
    _styles(docx)
    for footer, align in (
        (docx.sections[0].footer, ALIGN.RIGHT),
        (docx.sections[0].even_page_footer, ALIGN.LEFT),
    ):
        _page_number(footer.paragraphs[0], align)
    if draft:
        for header in (docx.sections[0].header, docx.sections[0].even_page_header):
            header.paragraphs[0].style = DRAFT
            header.paragraphs[0].add_run("草　稿")


def heading_style(depth: int) -> str:
    """Return the style of a level; below the fourth all look like it."""
    return f"Heading {min(depth, len(_HEADINGS) - 1) + 1}"


def issuer_size(issuer: str) -> float:
    """Return a size at which the red head fits on one line."""
    return min(_ISSUER_MOST, _TEXT_WIDTH // max(1, len(issuer)))


def indent(
    paragraph: Any, left: float = 0, right: float = 0, hanging: float = 0
) -> None:
    """Indent by characters; the measure beside it is for what knows no characters."""
    ind = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for key, count in (("left", left), ("right", right), ("hanging", hanging)):
        ind.set(qn(f"w:{key}Chars"), str(round(count * 100)))
        ind.set(qn(f"w:{key}"), str(round(count * CHARACTER)))


def red_line_below(paragraph: Any) -> None:
    """Draw the red line that parts the head from the document, 4 mm below."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "18"), ("space", "11")):
        line.set(qn(f"w:{key}"), value)
    line.set(qn("w:color"), str(RED))
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:snapToGrid",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:rPr",
    )


def set_up_table(table: Any, *, has_header: bool) -> None:
    """Let a table fill the line; no row is torn, the first stands on each page."""
    table.autofit = True
    width = table._tbl.tblPr.find(qn("w:tblW"))
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    for number, row in enumerate(table.rows):
        facts = row._tr.get_or_add_trPr()
        facts.append(OxmlElement("w:cantSplit"))
        if has_header and number == 0:
            facts.append(OxmlElement("w:tblHeader"))


def _page(section: Any) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.right_margin, section.bottom_margin = Mm(26), Mm(35)
    # The number begins 7 mm below the text.
    section.header_distance, section.footer_distance = Mm(22), Mm(22)
    grid = section._sectPr.find(qn("w:docGrid"))
    # A grid of characters too would make LibreOffice give each of them two places.
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE))


def _settings(docx: Any) -> None:
    docx.settings.odd_and_even_pages_header_footer = True
    settings = docx.settings.element
    control = settings.find(qn("w:characterSpacingControl"))
    if control is not None:
        control.set(qn("w:val"), "doNotCompress")
    compat = settings.find(qn("w:compat"))
    mode = OxmlElement("w:compatSetting")
    mode.set(qn("w:name"), "compatibilityMode")
    mode.set(qn("w:uri"), "http://schemas.microsoft.com/office/word")
    mode.set(qn("w:val"), "15")
    compat.append(mode)


def _defaults(docx: Any) -> None:
    """Take out the theme's fonts and spaces, and say that it is Chinese."""
    facts = docx.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")[0]
    facts.find(qn("w:rFonts")).attrib.clear()
    set_font(facts, FANGSONG)
    # No space after each paragraph: lines alone make the grid.
    defaults = docx.styles.element.find(qn("w:docDefaults"))
    defaults.find(qn("w:pPrDefault")).clear()
    language = facts.find(qn("w:lang"))
    for key in ("val", "eastAsia"):
        language.set(qn(f"w:{key}"), "zh-CN")


def _styles(docx: Any) -> None:
    _defaults(docx)
    normal = _style(docx, "Normal", FANGSONG, BODY)
    normal.paragraph_format.line_spacing_rule = SPACING.EXACTLY
    normal.paragraph_format.line_spacing = Twips(LINE)
    normal.paragraph_format.alignment = ALIGN.JUSTIFY
    normal.paragraph_format.widow_control = False
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(SQUEEZE))
    normal.element.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:sz")
    # Commas may hang over the edge, as is usual. Said outright, since LibreOffice takes
    # it for the opposite, and else loses those commas.
    _switch(normal, "overflowPunct", on=True)
    # Between letters and figures no space is added: 28 characters are 28.
    _switch(normal, "autoSpaceDE", "autoSpaceDN")
    _first_line(normal)
    for number, font in enumerate(_HEADINGS, 1):
        heading = _style(docx, f"Heading {number}", font, BODY)
        heading.paragraph_format.keep_with_next = True
    title = _unindented(docx, TITLE, XIAOBIAOSONG, TITLE_SIZE, ALIGN.CENTER)
    title.paragraph_format.line_spacing = Pt(35)
    issuer = _unindented(docx, ISSUER, XIAOBIAOSONG, Pt(48), ALIGN.CENTER)
    issuer.font.color.rgb = RED
    # 35 mm between the upper edge of the text and the red head.
    issuer.paragraph_format.space_before = Mm(35)
    _unindented(docx, FLUSH, FANGSONG, BODY, ALIGN.LEFT)
    caption = _unindented(docx, CAPTION, HEITI, Pt(12), ALIGN.CENTER)
    caption.paragraph_format.keep_with_next = True
    _unindented(docx, DRAFT, HEITI, BODY, ALIGN.RIGHT)
    for name, font, align in (
        (TABLE_HEADER, HEITI, ALIGN.CENTER),
        (TABLE_CELL, SONGTI, ALIGN.LEFT),
    ):
        cell = _unindented(docx, name, font, TABLE, align)
        cell.paragraph_format.line_spacing = Pt(16)
        cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
        _switch(cell, "snapToGrid")
    after = _unindented(docx, AFTER_TABLE, FANGSONG, Pt(8), ALIGN.LEFT)
    after.paragraph_format.line_spacing = Pt(10)


def _style(docx: Any, name: str, font: str, size: Any) -> Any:
    """Return a style that is there, or a new one, with nothing but this font."""
    if name in docx.styles:
        style = docx.styles[name]
    else:
        style = docx.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = docx.styles["Normal"]
    for found in list(style.element):
        if found.tag == qn("w:rPr"):
            style.element.remove(found)
        elif found.tag == qn("w:pPr"):
            _keep_only(found, "outlineLvl")
    style.font.size = size
    set_font(style.element.get_or_add_rPr(), font)
    return style


def _keep_only(element: Any, *locals_: str) -> None:
    names = {qn(f"w:{local}") for local in locals_}
    for child in [one for one in element if one.tag not in names]:
        element.remove(child)


def set_font(facts: Any, font: str) -> None:
    """Name the font for every script: Word asks another attribute for Chinese."""
    fonts = facts.get_or_add_rFonts()
    for key in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{key}"), font)
    fonts.set(qn("w:hint"), "eastAsia")


def _unindented(docx: Any, name: str, font: str, size: Any, align: Any) -> Any:
    style = _style(docx, name, font, size)
    style.paragraph_format.alignment = align
    _first_line(style, characters=0)
    return style


def _first_line(style: Any, characters: int = 2) -> None:
    ind = style.element.get_or_add_pPr().get_or_add_ind()
    ind.set(qn("w:firstLineChars"), str(characters * 100))
    ind.set(qn("w:firstLine"), str(characters * CHARACTER))


def _switch(style: Any, *names: str, on: bool = False) -> None:
    """Set something to on or off, in the order that the schema asks for."""
    facts = style.element.get_or_add_pPr()
    for name in names:
        switch = OxmlElement(f"w:{name}")
        switch.set(qn("w:val"), str(int(on)))
        facts.insert_element_before(
            switch, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"
        )


def _page_number(paragraph: Any, align: Any) -> None:
    """Write — 1 —: odd pages on the right, even ones on the left, one character in."""
    paragraph.style = FLUSH
    paragraph.alignment = align
    is_right = align == ALIGN.RIGHT
    indent(paragraph, left=0 if is_right else 1, right=1 if is_right else 0)
    for part in ("— ", "begin", "PAGE", "end", " —"):
        run = paragraph.add_run()
        run.font.size = PAGE_NUMBER
        set_font(run._r.get_or_add_rPr(), SONGTI)
        if part == "PAGE":
            code = OxmlElement("w:instrText")
            code.text = part
            run._r.append(code)
        elif part in {"begin", "end"}:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), part)
            run._r.append(mark)
        else:
            run.text = part
