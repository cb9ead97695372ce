"""A Word file made ready to be read as a page: title, headings and numbers told apart.

Official documents rarely use Word's styles. A heading is known by its number (一、 or
（一）) on a short line, and the title by its size; numbers that Word draws by itself
are written into the text unless they make a plain list.
"""

import re
from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from disclosures.plans.wordnumbers import Numbering

#: Styles that `reading` maps; no document has them.
HIGHER, LOWER = "KaimenHigher", "KaimenLower"
HEADING_MOST, TITLE_MOST, TITLE_LINES = 40, 80, 4
#: Half points: 18 pt. The text itself is set in 16.
TITLE_SIZE = 36
_HIGHER = re.compile(r"[一二三四五六七八九十]{1,3}、")
_LOWER = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]")
_SENTENCE = re.compile(r"[。；;，,]$")
_PLAIN_NUMBER = re.compile(r"(\d+)\s*[.．、)）]?\s*")
_HEADING_STYLE = re.compile(r"(?i)(?:heading|标题)\s*([1-9])$")


def prepare(document: Document) -> str:
    """Mark headings, write out numbers, and take out and return the title."""
    paragraphs = list(document.element.body.iterchildren(qn("w:p")))
    styles = {style.style_id: style for style in document.styles}
    title = _take_title(paragraphs, styles)
    _write_numbers(document)
    for paragraph in paragraphs:
        _mark_heading(paragraph, styles)
    return title


def text_of(paragraph: Any) -> str:
    """Return what a paragraph says."""
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t"))).strip()


def _take_title(paragraphs: list[Any], styles: dict[str, Any]) -> str:
    """By style, else by size: the first large lines that are not the red head."""
    found: list[Any] = []
    for paragraph in paragraphs:
        if _is_title(paragraph, styles):
            found.append(paragraph)
        elif found and text_of(paragraph):
            break
    words = [text_of(paragraph) for paragraph in found[:TITLE_LINES]]
    if not words:
        first = next((p for p in paragraphs if text_of(p)), None)
        if first is None or not _is_short(text_of(first), TITLE_MOST):
            return ""
        found, words = [first], [text_of(first)]
    for paragraph in found[:TITLE_LINES]:
        paragraph.getparent().remove(paragraph)
        paragraphs.remove(paragraph)
    return "".join(words)


def _is_title(paragraph: Any, styles: dict[str, Any]) -> bool:
    text = text_of(paragraph)
    if not text or len(text) > TITLE_MOST:
        return False
    style = styles.get(_style_id(paragraph))
    if style is not None and style.name in {"Title", "标题"}:
        return True
    if any(True for _red in _values(paragraph, style, "color", {"FF0000", "C00000"})):
        return False
    sizes = [int(value) for value in _values(paragraph, style, "sz")]
    return bool(sizes) and max(sizes) >= TITLE_SIZE


def _values(
    paragraph: Any, style: Any, name: str, wanted: set[str] | None = None
) -> Iterator[str]:
    """What its runs, else its style, say of size or colour."""
    runs = paragraph.findall(f"{qn('w:r')}/{qn('w:rPr')}/{qn(f'w:{name}')}")
    own = style.element.findall(f"{qn('w:rPr')}/{qn(f'w:{name}')}") if style else []
    for found in runs or own:
        value = (found.get(qn("w:val")) or "").upper()
        if value in wanted if wanted is not None else value.isdigit():
            yield value


def _write_numbers(document: Document) -> None:
    """Keep plain lists that count from one; of all others write the number."""
    numbering = Numbering(document)
    run: list[tuple[Any, str]] = []
    for paragraph in list(document.element.body.iter(qn("w:p"))):
        is_numbered = numbering._numbered(paragraph.find(qn("w:pPr"))) is not None
        follows = bool(run) and _previous(paragraph) is run[-1][0]
        if not (is_numbered and follows):
            _settle(run)
            run = []
        if is_numbered:
            run.append((paragraph, numbering.label(paragraph)))
    _settle(run)


def _previous(paragraph: Any) -> Any:
    return paragraph.getprevious()


def _settle(run: list[tuple[Any, str]]) -> None:
    labels = [label for _paragraph, label in run if label]
    plain = [_PLAIN_NUMBER.fullmatch(label) for label in labels]
    if not labels or (all(plain) and len(labels) > 1 and plain[0][1] == "1"):  # type: ignore[index]
        return
    for paragraph, label in run:
        if label:
            _write_number(paragraph, label)


def _write_number(paragraph: Any, label: str) -> None:
    facts = paragraph.get_or_add_pPr()
    for numbers in facts.findall(qn("w:numPr")):
        facts.remove(numbers)
    # Over a style that numbers: list 0 is none.
    numbers = facts._add_numPr()
    numbers._add_numId().val = 0
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = label if label.endswith(("、", "）")) else f"{label} "
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    facts.addnext(run)


def _mark_heading(paragraph: Any, styles: dict[str, Any]) -> None:
    text = text_of(paragraph)
    if not text:
        return
    style = styles.get(_style_id(paragraph))
    named = _HEADING_STYLE.match(style.name or "") if style is not None else None
    if named:
        _set_style(paragraph, HIGHER if named[1] == "1" else LOWER)
    elif _is_short(text, HEADING_MOST):
        if _HIGHER.match(text):
            _set_style(paragraph, HIGHER)
        elif _LOWER.match(text):
            _set_style(paragraph, LOWER)


def _is_short(text: str, most: int) -> bool:
    return len(text) <= most and not _SENTENCE.search(text)


def _style_id(paragraph: Any) -> str:
    facts = paragraph.find(qn("w:pPr"))
    style = facts.find(qn("w:pStyle")) if facts is not None else None
    return style.get(qn("w:val")) if style is not None else ""


def _set_style(paragraph: Any, name: str) -> None:
    facts = paragraph.get_or_add_pPr()
    facts.style = name
    for numbers in facts.findall(qn("w:numPr")):
        facts.remove(numbers)
