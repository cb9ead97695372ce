"""Fortnights: the 1st to the 15th, and the 16th to the end of a month."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from complaints.leaves import period_of

_KEY = re.compile(r"(\d{4})-(\d{2})-([ab])")


@dataclass(frozen=True, order=True)
class Fortnight:
    """One of them; `2021-06-b` is the second of June."""

    first: date

    @classmethod
    def of(cls, day: date) -> Self:
        """The fortnight of a day."""
        return cls(day.replace(day=1 if day.day <= 15 else 16))

    @classmethod
    def parse(cls, key: str) -> Self:
        """Raises `ValueError` for what is no key."""
        found = _KEY.fullmatch(key)
        if not found:
            raise ValueError(key)
        day = 1 if found[3] == "a" else 16
        return cls(date(int(found[1]), int(found[2]), day))

    @property
    def key(self) -> str:
        """Its name, as the leaves have it."""
        return period_of(self.first)

    @property
    def last(self) -> date:
        """Its last day."""
        if self.first.day == 1:
            return self.first.replace(day=15)
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def after(self) -> Self:
        """The next one."""
        return type(self)(self.last + timedelta(days=1))
