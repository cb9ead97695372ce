"""The plan's dates on a day: the plan's words, the day they mean, and how far off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from disclosures.parts import Deadline, Measure
from portal.workdays.clock import today as local_today


@dataclass(frozen=True)
class DateOnDay:
    """One date of the plan as seen on a day."""

    what: str
    phrase: str
    date: date
    #: Days from today; negative once it has passed.
    days: int
    #: Whose date it is, where it is another body's.
    body: str = ""
    measure: Measure | None = None

    @property
    def ago(self) -> int:
        """How many days ago it was."""
        return -self.days


def on_day(
    deadlines: Iterable[Deadline], *, moved: bool, today: date | None = None
) -> list[DateOnDay]:
    """Return dated deadlines, the earliest first.

    Where a demonstration moved its dates, the plan's words no longer fit them.
    """
    today = today or local_today()
    return [
        DateOnDay(
            what=one.what,
            phrase="" if moved else one.phrase,
            date=one.day(),
            days=(one.day() - today).days,
            body=one.body,
            measure=one.measure,
        )
        for one in sorted((d for d in deadlines if d.date), key=Deadline.day)
    ]
