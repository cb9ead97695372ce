"""Points in time as a plan names them: 2021年6月中旬, 8月25日, 年底, 2021.6.1."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .numerals import parse_number

HAN = "一二三四五六七八九十〇零"
NUMBER = rf"(?:(?<!\d)\d{{1,2}}(?!\d)|[{HAN}]{{1,3}})"
YEAR = (
    rf"(?:(?<!\d)(?:19|20)\d\d\s*年度?|二[{HAN}○]{{3}}\s*年度?"
    r"|今年|本年度?|当年|明年|次年|翌年|去年)"
)
PART = r"(?:上旬|上中旬|中旬|中下旬|下旬|月?底|月?末|初)"
DAY = rf"(?:{NUMBER}\s*[日号])"
SEASON = r"(?:上半年|下半年|第?[一二三四1-4]季度[末底]?)"
DOTTED = r"(?:(?<!\d)20\d\d[./-]\d{1,2}(?!\d)(?:[./-]\d{1,2}(?!\d))?)"

#: Any point, without groups, to build larger patterns from.
POINT = (
    rf"(?:{DOTTED}|(?:{YEAR}\s*)?(?:{NUMBER}\s*月份?\s*(?:{DAY}|{PART})?|{SEASON}|年[底末])"
    rf"|{YEAR}(?:[底末]|全年)?)"
)

_DOTTED = re.compile(r"(\d{4})[./-](\d{1,2})(?:[./-](\d{1,2}))?$")
_POINT = re.compile(
    rf"(?P<year>{YEAR})?\s*(?:(?P<month>{NUMBER})\s*月份?\s*)?"
    rf"(?:(?P<day>{NUMBER})\s*[日号]|(?P<part>{PART})|(?P<season>{SEASON})|年?[底末]|全年)?$"
)
_RELATIVE = {"明年": 1, "次年": 1, "翌年": 1, "去年": -1}

#: First and last day of a third of a month; None is its last day.
_PARTS: dict[str, tuple[int, int | None]] = {
    "初": (1, 10),
    "上旬": (1, 10),
    "上中旬": (1, 20),
    "中旬": (11, 20),
    "中下旬": (11, None),
    "下旬": (21, None),
}


@dataclass(frozen=True)
class Point:
    """A stretch of days within one year; the year may be left open."""

    year: int | None
    offset: int
    first: tuple[int, int]
    last: tuple[int, int | None]
    whole_month: bool = False

    def starts(self, year: int) -> date | None:
        """Return the first day, in the year given where the plan names none."""
        return make_date(self.year_from(year), *self.first)

    def ends(self, year: int) -> date | None:
        """Return the last day, in the year given where the plan names none."""
        return make_date(self.year_from(year), *self.last)

    def year_from(self, year: int) -> int:
        """Return the year named, or the one given, or the one after 明年 leads to."""
        return year + self.offset if self.year is None else self.year

    def is_later_than(self, other: "Point") -> bool:
        """Whether it begins, within a year, after the other has ended."""
        month, day = other.last
        return self.first > (month, day or 31)

    @property
    def floats(self) -> bool:
        """Whether the plan leaves the year open."""
        return self.year is None and not self.offset


def make_date(year: int, month: int, day: int | None) -> date | None:
    """Return a date; None for one that does not exist, such as 2月30日."""
    if not 1 <= month <= 12 or not 1900 <= year <= 2999:
        return None
    length = monthrange(year, month)[1]
    day = length if day is None else day
    return date(year, month, day) if 1 <= day <= length else None


def read_point(text: str, month: int | None = None) -> Point | None:
    """Read one point; `month` is the month to use where only a day is named."""
    text = text.strip()
    if dotted := _DOTTED.match(text):
        year, dotted_month, day = (
            int(part) if part else None for part in dotted.groups()
        )
        return _in_month(year, 0, dotted_month or 0, day, None)
    match = _POINT.match(text)
    if not match or not text:
        return None
    year, offset = read_year(match["year"])
    if match["month"]:
        month = parse_number(match["month"])
    if match["season"]:
        return _season(year, offset, match["season"])
    if month is None:
        return Point(year, offset, (1, 1), (12, None))
    day = parse_number(match["day"]) if match["day"] else None
    return _in_month(year, offset, month, day, match["part"])


def read_year(text: str | None) -> tuple[int | None, int]:
    """Return the year named and how many years after the plan's it lies."""
    if not text:
        return None, 0
    if text in _RELATIVE:
        return None, _RELATIVE[text]
    return parse_number(re.sub(r"\s*年度?$", "", text)), 0


def _in_month(
    year: int | None, offset: int, month: int, day: int | None, part: str | None
) -> Point:
    """Return a day, a third, the end or the whole of a month."""
    if day is not None:
        return Point(year, offset, (month, day), (month, day))
    first, last = _PARTS.get(part or "", (1, None))
    return Point(year, offset, (month, first), (month, last), whole_month=not part)


def _season(year: int | None, offset: int, text: str) -> Point:
    """Return a half-year or a quarter."""
    if "半年" in text:
        first = 1 if text.startswith("上") else 7
        return Point(year, offset, (first, 1), (first + 5, None))
    quarter = parse_number(re.sub(r"[第季度末底]", "", text)) or 1
    return Point(year, offset, (quarter * 3 - 2, 1), (quarter * 3, None))
