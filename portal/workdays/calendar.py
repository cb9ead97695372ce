"""Counting days as the law does: Civil Code 201 and 203, and Chinese working days.

The day something is received is day zero. A term in calendar days whose last day is a
day off ends on the next working day. Days in a year that is not loaded are counted by
the statutes alone, and the result is provisional.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from portal.workdays import statutory
from portal.workdays.models import LoadedYear, Workday

_ONE = timedelta(days=1)
#: The longest run of days off ever published is eight; a plain week has two.
_MARGIN = 21


class Due(NamedTuple):
    """The last day of a term, and the days off that were skipped on the way."""

    day: date
    provisional: bool
    skipped: tuple[date, ...] = ()


def add_working_days(day: date, n: int) -> Due:
    """The n-th working day after `day`."""
    _require_whole(n)
    calendar = _Calendar(day, day + timedelta(days=2 * n + _MARGIN))
    skipped: list[date] = []
    current, left = day, n
    while left:
        current += _ONE
        if calendar.is_working(current):
            left -= 1
        else:
            skipped.append(current)
    return calendar.due(day, current, skipped)


def add_calendar_days(day: date, n: int) -> Due:
    """The n-th day after `day`; if that is a day off, the next working day."""
    _require_whole(n)
    return next_working_days([day + timedelta(days=n)])[0]


def next_working_days(days: Sequence[date]) -> list[Due]:
    """For each of some days: itself, or the next working day; read at once."""
    if not days:
        return []
    calendar = _Calendar(min(days), max(days) + timedelta(days=_MARGIN))
    return [calendar.next_working(day) for day in days]


def is_working_day(day: date) -> bool:
    """Whether a day is worked."""
    return _Calendar(day, day).is_working(day)


def working_days_between(first: date, last: date) -> int:
    """How many days after `first`, up to and with `last`, are worked."""
    calendar = _Calendar(first, last)
    days = (first + _ONE * n for n in range(1, (last - first).days + 1))
    return sum(calendar.is_working(day) for day in days)


def _require_whole(n: int) -> None:
    if n < 0:
        raise ValueError("a term has no negative number of days")


class _Calendar:
    """The table from one day to another, read at once; more is read when needed."""

    def __init__(self, first: date, last: date) -> None:
        self._last = last
        self._days = self._read(first, last)
        self._years = frozenset(LoadedYear.objects.values_list("year", flat=True))

    @staticmethod
    def _read(first: date, last: date) -> dict[date, bool]:
        rows = Workday.objects.filter(date__range=(first, last))
        return dict(rows.values_list("date", "is_working"))

    def is_working(self, day: date) -> bool:
        if day > self._last:
            further = day + timedelta(days=_MARGIN)
            self._days |= self._read(day, further)
            self._last = further
        if (known := self._days.get(day)) is not None:
            return known
        plain: Callable[[date], bool] = (
            _plain_week if day.year in self._years else statutory.is_working
        )
        return plain(day)

    def next_working(self, day: date) -> Due:
        skipped: list[date] = []
        current = day
        while not self.is_working(current):
            skipped.append(current)
            current += _ONE
        return self.due(day, current, skipped)

    def due(self, first: date, last: date, skipped: list[date]) -> Due:
        touched = range(first.year, last.year + 1)
        return Due(
            last, any(year not in self._years for year in touched), tuple(skipped)
        )


def _plain_week(day: date) -> bool:
    return day.weekday() < 5
