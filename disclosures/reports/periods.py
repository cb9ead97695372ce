"""The periods that are reported on: by default the 1st–15th and the 16th–month end."""

import re
from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from string import ascii_lowercase
from typing import Self

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosures.documents import ordinals
from portal.workdays import calendar

KEY = r"\d{4}-\d{2}-[a-z]"
_ONE = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """Days that one report is about; `2021-06-b` is the second period of June."""

    first: date
    last: date

    def __str__(self) -> str:
        if (get_language() or "").startswith("zh"):
            return self.chinese
        return _("%(first)s to %(last)s") % {
            "first": date_format(self.first),
            "last": date_format(self.last),
        }

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the period that a day lies in."""
        starts = settings.REPORT_PERIODS
        return cls._number(day.year, day.month, bisect_right(starts, day.day) - 1)

    @classmethod
    def parse(cls, key: str) -> Self:
        """Read a key; raises `ValueError` for what names no period."""
        if not re.fullmatch(KEY, key):
            raise ValueError(key)
        number = ascii_lowercase.index(key[-1])
        if number >= len(settings.REPORT_PERIODS):
            raise ValueError(key)
        return cls._number(int(key[:4]), int(key[5:7]), number)

    @classmethod
    def _number(cls, year: int, month: int, number: int) -> Self:
        starts = settings.REPORT_PERIODS
        end = monthrange(year, month)[1]
        last = starts[number + 1] - 1 if number + 1 < len(starts) else end
        return cls(date(year, month, starts[number]), date(year, month, last))

    @property
    def key(self) -> str:
        """Its name in addresses and on the command line."""
        number = bisect_right(settings.REPORT_PERIODS, self.first.day) - 1
        return f"{self.first:%Y-%m}-{ascii_lowercase[number]}"

    @property
    def before(self) -> Self:
        """The period before it."""
        return type(self).of(self.first - _ONE)

    @property
    def after(self) -> Self:
        """The period after it."""
        return type(self).of(self.last + _ONE)

    @property
    def chinese(self) -> str:
        """Its days, as an official paper writes them."""
        return f"{ordinals.day(self.first)}至{self.last.day}日"


def between(first: date, last: date) -> list[Period]:
    """Return every period that has a day from `first` to `last`, the earliest first."""
    found = []
    one = Period.of(first)
    while one.first <= last:
        found.append(one)
        one = one.after
    return found


def due(period: Period) -> calendar.Due:
    """Return the day a period's report is due: a working day."""
    return calendar.add_calendar_days(period.last, settings.REPORT_DUE_DAYS)


def all_due(periods: list[Period]) -> dict[Period, calendar.Due]:
    """Return the due day of each; the calendar is read once."""
    days = [one.last + settings.REPORT_DUE_DAYS * _ONE for one in periods]
    return dict(zip(periods, calendar.next_working_days(days), strict=True))
