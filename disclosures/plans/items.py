"""Groups the lines of a section into its items and tells title from text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .lines import Line, Style, join, span
from .units import find_responsibilities

LONGEST_TITLE = 40
SHORT_TITLE = 20
ENDS = re.compile(r"[。：:；;！!]|\s+(?=\S)")
CLOSING = "。；;：:，, 、"


@dataclass(eq=False)
class Item:
    """A marked line and what belongs to it."""

    lines: list[Line]
    children: bool = field(default=False)

    @property
    def number(self) -> int | None:
        """The number it is marked with."""
        return self.lines[0].marker.number if self.lines[0].marker else None

    @property
    def style(self) -> Style | None:
        """The kind of marker it bears."""
        return self.lines[0].marker.style if self.lines[0].marker else None

    @property
    def span(self) -> tuple[int, int]:
        """Its first and last line."""
        return span(self.lines)

    def begins_with(self, line: Line) -> bool:
        """Whether a line under this item is the next item instead."""
        marker = line.marker
        if marker is None:
            return False
        if marker.style is self.style or line.depth < self.lines[0].depth:
            return True
        # 2. where （二） was meant.
        return bool(
            not self.children and self.number and marker.number == self.number + 1
        )

    def add(self, line: Line) -> None:
        """Take a line into the item."""
        self.lines.append(line)
        self.children = self.children or line.marker is not None


def group(lines: Sequence[Line]) -> tuple[list[Line], list[Item]]:
    """Return the unmarked lines before the first item, and the items."""
    lead: list[Line] = []
    items: list[Item] = []
    for line in lines:
        if items and not items[-1].begins_with(line):
            items[-1].add(line)
        elif items or line.marker:
            items.append(Item([line]))
        else:
            lead.append(line)
    return lead, items


def is_lead_in(line: Line) -> bool:
    """Whether an unmarked line only leads over to the items below it."""
    says_so = re.search(
        r"^序\s*号|[:：]$|如下|以下|下列|分.{1,6}个?(?:阶段|步骤)", line.text
    )
    return bool(says_so) and len(line.text) <= 80


def number_items(items: Sequence[int | None]) -> list[int]:
    """Return the numbers as written; positions where one is missing or repeated."""
    numbers = [number for number in items if number is not None]
    if len(set(numbers)) == len(items):
        return numbers
    return list(range(1, len(items) + 1))


def split_title(text: str) -> tuple[str, str]:
    """Return the first sentence, if it is short enough for a title, and the rest."""
    first, newline, others = text.partition("\n")
    end = _title_end(first)
    if end is not None:
        title, rest = first[:end].strip(CLOSING), first[end:].lstrip(CLOSING + "！")
        return title, f"{rest}{newline}{others}".strip("\n")
    clause = re.split(r"[，,：:；;]", first)[0].strip(CLOSING) or first.strip(CLOSING)
    return clause[:LONGEST_TITLE], text


def _title_end(first: str) -> int | None:
    """Where the title of a line ends; None if the line has none."""
    for match in ENDS.finditer(first):
        if match[0] in "。！!":
            return match.start() + 1 if match.start() <= LONGEST_TITLE else None
        if match[0] in "：:" or match[0].isspace():
            plain = not re.search(r"[，,、（(\d]", first[: match.start()])
            if match.start() <= SHORT_TITLE and plain:
                return match.start() + 1
    return len(first) if len(first) <= LONGEST_TITLE else None


def without_responsibility(line: Line) -> Line:
    """Return the line without the units that are responsible for it."""
    text = line.text
    for part in reversed(find_responsibilities(text)):
        text = f"{text[: part.start].rstrip()}{text[part.end :]}"
    return Line(line.number, text.strip())


def item_text(lines: Sequence[Line]) -> str:
    """Return the text of an item: no marker, no responsible units."""
    head, *others = lines
    return join(without_responsibility(line) for line in (head.body, *others))
