"""Numbers that Word draws before a paragraph without writing them into its text."""

import re
from typing import Any, NamedTuple

from docx.document import Document
from docx.oxml.ns import qn

HAN_DIGITS = "〇一二三四五六七八九"
HAN_FORMATS = re.compile("(?i)chinese|ideograph|japanese|taiwanese")


class Level(NamedTuple):
    """How one level of a numbered list looks."""

    style: str
    pattern: str
    start: int


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, document: Document) -> None:
        self.styles = {
            style.get(qn("w:styleId")): style
            for style in document.styles.element.iterchildren(qn("w:style"))
        }
        self.levels: dict[tuple[str, int], Level] = {}
        self.lists: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = {}
        if any(part.partname == "/word/numbering.xml" for part in _parts(document)):
            self._load(document.part.numbering_part.element)

    def _load(self, element: Any) -> None:
        """Read the lists a document defines."""
        for definition in element.iterchildren(qn("w:abstractNum")):
            key = definition.get(qn("w:abstractNumId"))
            for level in definition.iterchildren(qn("w:lvl")):
                self.levels[key, int(level.get(qn("w:ilvl")))] = Level(
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText") or "",
                    int(_value(level, "w:start") or 1),
                )
        for number in element.iterchildren(qn("w:num")):
            key = _value(number, "w:abstractNumId") or ""
            self.lists[number.get(qn("w:numId"))] = key

    def label(self, paragraph: Any) -> str:
        """Return the number drawn before a paragraph, "" if there is none."""
        found = self._numbered(paragraph.find(qn("w:pPr")))
        key = self.lists.get(found[0]) if found else None
        if not found or key is None or (key, found[1]) not in self.levels:
            return ""
        depth = found[1]
        counts = self.counts.setdefault(key, {})
        level = self.levels[key, depth]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.style in ("bullet", "none"):
            return ""
        return re.sub(
            r"%(\d)", lambda sign: self._count(key, int(sign[1]) - 1), level.pattern
        )

    def _count(self, key: str, depth: int) -> str:
        """Write the present number of one level."""
        level = self.levels.get((key, depth), Level("decimal", "", 1))
        count = self.counts[key].get(depth, level.start)
        return to_han(count) if HAN_FORMATS.search(level.style) else str(count)

    def _numbered(self, properties: Any, hops: int = 10) -> tuple[str, int] | None:
        """Find list and level of a paragraph, in its own or its style's properties."""
        if properties is None or not hops:
            return None
        numbers = properties.find(qn("w:numPr"))
        if numbers is not None and (list_id := _value(numbers, "w:numId")):
            return list_id, int(_value(numbers, "w:ilvl") or 0)
        style = self.styles.get(_value(properties, "w:pStyle"))
        while style is not None and hops:
            if found := self._numbered(style.find(qn("w:pPr")), hops - 1):
                return found
            style = self.styles.get(_value(style, "w:basedOn"))
            hops -= 1
        return None


def _parts(document: Document) -> list[Any]:
    """Return the parts that the document itself refers to."""
    relations = document.part.rels.values()
    return [relation.target_part for relation in relations if not relation.is_external]


def _value(element: Any, name: str) -> str | None:
    """Return the `w:val` of a child element."""
    child = element.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def to_han(number: int) -> str:
    """Write a number up to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    if not 0 < tens < 10:
        return HAN_DIGITS[ones] if number < 10 else str(number)
    return (
        ("" if tens == 1 else HAN_DIGITS[tens])
        + "十"
        + (HAN_DIGITS[ones] if ones else "")
    )
