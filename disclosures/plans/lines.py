"""The numbered lines of a plan and the markers they begin with."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from .numerals import parse_number

HAN = "一二三四五六七八九十"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
BRACKETED_HAN = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"
#: A line that a typist broke in the middle of a sentence.
BROKEN = re.compile(r"(?:[，,、]|[^\s。；：！？;:!?)）】”]{30})$")
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"


class _Folding(dict[int, str]):
    """Maps a character to its plain twin, one for one, so that spans stay valid."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFKC", character)
        keep = len(plain) != 1 or character in CIRCLED
        self[code] = " " if character in INVISIBLE else character if keep else plain
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Make full-width characters plain without changing the length."""
    return text.translate(_FOLDING)


class Style(Enum):
    """How an item is marked, and how deep such a marker usually stands."""

    PART = 0  # 第一部分
    HAN = 1  # 一、
    HAN_BRACKETS = 2  # （一）
    DIGIT = 3  # 1.
    ORDINAL = 4  # 第一，
    DIGIT_BRACKETS = 5  # （1）
    CIRCLED = 6  # ①
    NAMED = 7  # 一是
    BULLET = 8  # ●

    @property
    def depth(self) -> int:
        """0 for the outermost marker."""
        return self.value


PATTERNS = [
    (Style.PART, rf"第([{HAN}]+|\d+)(?:部分|章)[\s、:,.]*"),
    (Style.ORDINAL, rf"第([{HAN}]+)\s*[,、:]\s*"),
    (Style.HAN, rf"([{HAN}]+|ニ|[-—―ー](?=、))\s*[、.,:](?![{HAN}][、级类])\s*"),
    (Style.HAN, rf"([{HAN}]+)\s+(?=[^\s\d]{{2,14}}$)"),
    (Style.HAN_BRACKETS, rf"[(\[〔【]?\s*([{HAN}]+)\s*[)\]〕】]\s*[、.,:]?\s*"),
    (Style.HAN_BRACKETS, rf"([{BRACKETED_HAN}])\s*"),
    (Style.DIGIT, r"(\d{1,2})(?:\s*[、.,:]\s*(?!\d(?!\d{3}\s*年))|\t\s*)"),
    (Style.DIGIT_BRACKETS, r"\(?\s*(\d{1,2})\s*\)\s*[、.,:]?\s*"),
    (Style.DIGIT_BRACKETS, rf"([{BRACKETED}])\s*"),
    (Style.CIRCLED, rf"([{CIRCLED}])\s*[、.]?\s*"),
    (Style.NAMED, rf"([{HAN}]+)[是要]\s*[,:]?\s*"),
    (Style.BULLET, r"([•●○▪■□◆◇★☆·*-])\s+"),
]
MARKERS = [(style, re.compile(r"[\s#]*" + pattern)) for style, pattern in PATTERNS]


@dataclass(frozen=True)
class Marker:
    """What a line begins with: its kind, its number and where it ends."""

    style: Style
    number: int | None
    end: int


def read_marker(folded: str) -> Marker | None:
    """Find the marker at the start of a folded line."""
    for style, pattern in MARKERS:
        if match := pattern.match(folded):
            return Marker(style, _marker_number(match[1]), match.end())
    return None


def _marker_number(sign: str) -> int | None:
    """Read the number in a marker, drawn characters such as ③ included."""
    for row in (CIRCLED, BRACKETED_HAN, BRACKETED):
        if sign in row:
            return row.index(sign) + 1
    return parse_number(sign)


@dataclass(frozen=True)
class Line:
    """A non-blank line, or the rest of one whose beginning was a heading."""

    number: int
    text: str

    @cached_property
    def folded(self) -> str:
        """The text for matching: full-width characters made plain."""
        return fold(self.text)

    @cached_property
    def marker(self) -> Marker | None:
        """The marker it begins with, if any."""
        return read_marker(self.folded)

    @cached_property
    def body(self) -> "Line":
        """The line without its marker."""
        return self.after(self.marker.end) if self.marker else self

    @property
    def depth(self) -> int:
        """How deep its marker stands; an unmarked line stands deepest."""
        return self.marker.style.depth if self.marker else 99

    def after(self, offset: int) -> "Line":
        """Return the rest of the line."""
        return Line(self.number, self.text[offset:].strip())


def number_lines(texts: Iterable[str]) -> list[Line]:
    """Return number lines from 1 and leave out the blank ones."""
    return [
        Line(number, text.strip())
        for number, text in enumerate(texts, 1)
        if text.strip()
    ]


def span(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the first and last line number of a run of lines."""
    return lines[0].number, lines[-1].number


def join(lines: Iterable[Line]) -> str:
    """Return the text of several lines, sentences broken by the typist mended."""
    parts: list[str] = []
    for line in lines:
        if parts and (line.marker or not BROKEN.search(parts[-1][-31:])):
            parts.append("\n")
        parts.append(line.text)
    return "".join(parts).strip("\n")
