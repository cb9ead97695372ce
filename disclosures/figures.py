"""Published figures: written once when a fortnight closes, recountable, never live.

Each has a name, a definition, the days it counts and the day it is as of. A figure
without a value is "not shown": the numbers were too small to say it of nobody.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from disclosures.figures_words import (
    DEFINITIONS,
    FLOWS,
    FORMULAS,
    LEGAL,
    ON_TIME_RATE,
    RATE_DEFINITION,
    Counted,
)
from portal.kept import Kept, KeptQuerySet


class ClosedPeriod(Kept):
    """A fortnight that was closed; its counts are published for good."""

    key = models.CharField(max_length=9, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_on = models.DateField()
    #: The later fortnight whose figures count this one's, in which too little came.
    joined_with = models.CharField(max_length=9, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class Figure(Kept):
    """One number, or that it is not shown."""

    period = models.ForeignKey(ClosedPeriod, models.PROTECT, related_name="figures")
    name = models.CharField(max_length=30, choices=Counted.choices)
    #: Empty: not shown.
    value = models.PositiveIntegerField(null=True)
    since = models.DateField()
    as_of = models.DateField()

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["period", "name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["period", "name"], name="figure_once"),
            models.CheckConstraint(
                condition=Q(as_of__gte=F("since")), name="figure_covers_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.name}"


@dataclass(frozen=True)
class Shown:
    """A figure as the page shows it: added up, and what the last period brought."""

    name: str
    label: str
    definition: str
    value: int | None
    as_of: date
    change: int | None = None
    unit: str = ""

    @property
    def version(self) -> int:
        """Return which version of its formula it was counted by."""
        return FORMULAS.get(self.name, 1)


@dataclass(frozen=True)
class Figures:
    """Everything published so far, as of the end of a closed period."""

    key: str
    since: date
    as_of: date
    main: list[Shown]
    on_time: Shown
    rate: Shown | None
    parts: list[Shown]
    legal: list[Shown]

    @property
    def everything(self) -> list[Shown]:
        """All of them, for their definitions."""
        rate = [self.rate] if self.rate else []
        return [*self.main, self.on_time, *rate, *self.parts, *self.legal]

    @property
    def values(self) -> dict[str, int | None]:
        """The numbers by name."""
        return {one.name: one.value for one in self.everything}

    @property
    def on_time_percent(self) -> int | None:
        """The rate alone."""
        return self.rate.value if self.rate else None


_MAIN = (Counted.RECEIVED, Counted.ACCEPTED, Counted.CONCLUDED, Counted.OVERDUE)


def published() -> Figures | None:
    """The published figures, in one query; nothing before a period was closed."""
    rows = _rows()
    return _figures(rows) if rows else None


def history() -> list[Figures]:
    """What was published at the end of each closed period, the oldest first."""
    rows = _rows()
    ends = sorted({row.period.ends_on for row in rows})
    return [
        _figures([row for row in rows if row.period.ends_on <= end]) for end in ends
    ]


def on_time_rate(on_time: int, concluded: int, overdue: int) -> int | None:
    """Percent on time of what was concluded or is open and overdue."""
    counted = concluded + overdue
    return 100 * on_time // counted if counted else None


def _rows() -> list[Figure]:
    rows = Figure.objects.select_related("period")
    return list(rows.order_by("period__starts_on", "name"))


def _figures(rows: list[Figure]) -> Figures:
    named: dict[str, list[Figure]] = defaultdict(list)
    for row in rows:
        named[row.name].append(row)
    last = max(named[Counted.RECEIVED], key=lambda row: row.period.ends_on)
    shown = {name: _shown(name, named[name]) for name in Counted if named[name]}
    seen = [one for one in shown.values() if one.value is not None]
    return Figures(
        key=last.period.key,
        since=min(row.since for row in named[Counted.RECEIVED]),
        as_of=last.period.ends_on,
        main=[shown[name] for name in _MAIN],
        on_time=shown[Counted.ON_TIME],
        rate=_rate(shown, last.period.ends_on),
        parts=[
            one for one in seen if one.name not in {*_MAIN, *LEGAL, Counted.ON_TIME}
        ],
        legal=[one for one in seen if one.name in LEGAL],
    )


def _rate(shown: dict[Counted, Shown], as_of: date) -> Shown | None:
    on_time, concluded, overdue = (
        shown[name].value or 0
        for name in (Counted.ON_TIME, Counted.CONCLUDED, Counted.OVERDUE)
    )
    percent = on_time_rate(on_time, concluded, overdue)
    if percent is None:
        return None
    label, definition = str(_("On-time rate")), str(RATE_DEFINITION)
    return Shown(ON_TIME_RATE, label, definition, percent, as_of, unit="%")


def _shown(name: Counted, rows: list[Figure]) -> Shown:
    """Flows are added up; of a state the last one shown stands."""
    known = [row for row in rows if row.value is not None]
    newest = (known or rows)[-1]
    flows = name in FLOWS
    total = sum(row.value or 0 for row in known) if flows else newest.value
    return Shown(
        name,
        str(name.label),
        str(DEFINITIONS[name]),
        total if known else None,
        newest.as_of,
        newest.value if flows and len(known) > 1 else None,
    )
