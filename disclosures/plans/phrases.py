"""Phrases of time in a plan and the dates they mean in the plan's year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .lines import fold
from .points import DAY, NUMBER, PART, POINT, YEAR, Point, read_point

TO = r"(?:\s*(?:起|开始)?\s*(?:[-—–−~―─]{1,2}|至|到)\s*)"
PERIOD = re.compile(
    rf"(?:(?P<pre>(?:{YEAR}\s*)?{NUMBER}\s*月)(?P<day1>{NUMBER}){TO}(?P<day2>{DAY})"
    rf"|(?P<year>(?:{YEAR}\s*)?)(?P<month1>{NUMBER}){TO}"
    rf"(?P<month2>{NUMBER}\s*月(?:{DAY}|{PART})?)"
    rf"|(?P<from>{POINT}){TO}(?P<to>{POINT}|{DAY}|{PART})"
    rf"|(?:(?:即日起?|印发之日起?){TO}|截?至\s*)(?P<until>{POINT})"
    rf"|(?P<point>{POINT}))"
    r"(?P<before>\s*(?:之前|以前|前(?!后)|为?止))?(?P<after>\s*(?:起|开始|以后|之后|后))?"
)
RECURRING = re.compile(
    r"不?定期|长期坚持|按[周月季旬](?!份)|(?<!\d)\d{1,3}\s*(?:个?工作日|个月|小时|[日天周])(?:之|以)?内|每(?:半|双|两|[一二三四五六1-6])?\s*个?"
    r"(?:工作日|周|星期|季度|学期|学年|[日天旬月季年])"
    r"(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*[日号](?:之?前)?|[底末初]前?)?"
)
FEAST = re.compile(
    r"(?:春节|元旦|国庆节?|中秋节?|五一|端午节?|清明节?|开学|[寒暑]假)(?:之|以)?前"
)
DUE_BEFORE = re.compile(
    r"(?:(?:时限|时间|期限)\s*(?:[:为是]|要求[:为])|截至|截止到?|[最至]迟|不晚于|不迟于)"
    r"\s*[(于在]?\s*$"
)
DUE_AFTER = re.compile(r"\s*(?:全[面部]|基本)?完成")
IDLE_YEAR = re.compile(r"^(?:今年|本年度?|当年)\s*(?!$)")


@dataclass(frozen=True)
class Calendar:
    """The plan's year, and the days of the campaign where they are known."""

    year: int
    first: date | None = None
    last: date | None = None

    def year_of(self, point: Point) -> int:
        """Return the year that puts a point without one inside the campaign."""
        first = self.first or date(self.year, 1, 1)
        last = self.last or date(self.year, 12, 31)
        if point.floats:
            for year in (self.year, *range(first.year, last.year + 1)):
                end = point.ends(year)
                if end and first <= end <= last:
                    return year
        return self.year


@dataclass(frozen=True)
class Period:
    """A phrase of time at a place in a text."""

    start: int
    end: int
    phrase: str
    first: Point | None
    last: Point | None
    before: bool = False
    after: bool = False

    @property
    def is_deadline(self) -> bool:
        """Whether something is due by its end, not merely dated."""
        return not self.after and (self.before or self.first is not self.last)

    def dates(self, calendar: Calendar) -> tuple[date | None, date | None]:
        """Return the first and the last day it means."""
        first, last = self._with_years(calendar)
        starts = first.starts(calendar.year) if first and not self.before_only else None
        if last is None or self.after:
            return starts, None
        ends = last.ends(calendar.year)
        if self.before_only and last.whole_month:
            # 8月前 is over when August begins; 8月底前 and 6月-8月前 are not.
            day_one = last.starts(calendar.year)
            ends = day_one - timedelta(days=1) if day_one else None
        return starts, ends

    @property
    def before_only(self) -> bool:
        """Whether it names an end without a beginning."""
        return self.before and self.first is self.last

    def _with_years(self, calendar: Calendar) -> tuple[Point | None, Point | None]:
        """Both ends with their years, an open one taken from the other."""
        first, last = self.first, self.last
        if first is None or last is None:
            return _dated(first, calendar), _dated(last, calendar)
        if first is last:
            return (dated := _dated(first, calendar)), dated
        if first.floats and not last.floats:
            year = last.year_from(calendar.year)
            first = replace(first, year=year - first.is_later_than(last))
        first = _dated(first, calendar)
        if last.floats and first and first.year:
            last = replace(last, year=first.year + first.is_later_than(last))
        return first, _dated(last, calendar)


def _dated(point: Point | None, calendar: Calendar) -> Point | None:
    """Return the point with the year that the calendar gives it."""
    if point is None or not point.floats:
        return point
    return replace(point, year=calendar.year_of(point))


def find_periods(text: str) -> Iterator[Period]:
    """Every point or stretch of time a text names, from left to right."""
    folded = fold(text)
    for match in PERIOD.finditer(folded):
        first, last = _ends(match)
        if first or last:
            before, after = bool(match["before"]), bool(match["after"])
            start, end = match.span()
            yield Period(start, end, text[start:end], first, last, before, after)


def _ends(match: re.Match[str]) -> tuple[Point | None, Point | None]:
    """Return the two ends of a match; one and the same point if it is no range."""
    if match["day1"]:
        first = read_point(f"{match['pre']}{match['day1']}日")
        return first, _after(match["day2"], first)
    if match["month1"]:
        return read_point(f"{match['year']}{match['month1']}月"), read_point(
            match["month2"]
        )
    if match["from"]:
        first = read_point(match["from"])
        return first, _after(match["to"], first)
    if match["until"]:
        return None, read_point(match["until"])
    point = read_point(match["point"])
    return point, point


def _after(text: str, first: Point | None) -> Point | None:
    """Return the end of a range, in the month of its beginning if it names none."""
    return read_point(text, month=first.first[0] if first else None)


def find_deadlines(text: str, calendar: Calendar) -> list[tuple[str, date | None]]:
    """Every deadline in a text: its phrase and its date, if it has one."""
    folded = fold(text)
    found = {
        match.start(): (match[0].strip(), None)
        for pattern in (RECURRING, FEAST)
        for match in pattern.finditer(folded)
    }
    dated = {
        period.start: (_phrase(period), period.dates(calendar)[1])
        for period in find_periods(text)
        if period.is_deadline or _is_due(folded, period)
    }
    return list(
        dict.fromkeys(deadline for _, deadline in sorted((found | dated).items()))
    )


def _is_due(folded: str, period: Period) -> bool:
    """Whether the words around a plain date make it a deadline."""
    before = folded[max(0, period.start - 12) : period.start]
    due = DUE_BEFORE.search(before) or DUE_AFTER.match(folded, period.end)
    return bool(due) and not period.after


def _phrase(period: Period) -> str:
    """Return the words of the plan; 今年 adds nothing to them and is left out."""
    return IDLE_YEAR.sub("", period.phrase.strip())
