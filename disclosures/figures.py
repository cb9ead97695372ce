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

from portal.kept import Kept, KeptQuerySet


class Counted(models.TextChoices):
    """What is counted, in the words of the page."""

    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    CONCLUDED = "concluded", _("Concluded")
    ON_TIME = "concluded_on_time", _("Concluded on time")
    OVERDUE = "open_overdue", _("Open and overdue")
    CAME_FORWARD = "came_forward", _("Households that came forward")
    OTHERS_SENT = "others_sent", _("Reports, complaints and suggestions")
    SUBSTANTIATED = "substantiated", _("Reports found to be right")
    NOT_SUBSTANTIATED = "not_substantiated", _("Reports not found to be right")
    OTHERS_CONCLUDED = "others_concluded", _("Suggestions and declarations concluded")
    ORDERED = "legal_ordered", _("Ordered to leave")
    REMOVAL_PERIOD = "legal_removal_period", _("In the removal period")
    FORMAL_DEMAND = "legal_formal_demand", _("Formal demand made")
    ENFORCEMENT = "legal_enforcement_applied", _("Enforcement applied for")
    SUIT = "legal_suit_filed", _("Suit filed")
    RULED = "legal_ruled", _("Court ruled")
    ENFORCED = "legal_enforced", _("Enforced")
    VACATED = "legal_vacated", _("Vacated")


_IN_THE_LOG = _("Anyone can recount it from the log's entries.")
_LEGAL = _(
    "Households whose furthest legal step is this one. Shown from three households on,"
    " and changed only by three or more at a time."
)
_PARTS = _(
    "Counted over at least ten cases together, and shown only where each part is three"
    " or more."
)
#: What each figure means; the conduct of officials is in none of them.
DEFINITIONS = {
    Counted.RECEIVED: _IN_THE_LOG,
    Counted.ACCEPTED: _IN_THE_LOG,
    Counted.CONCLUDED: _("Answered for the first time. Anyone can recount it."),
    Counted.ON_TIME: _("Of those concluded: answered by the day they were due."),
    Counted.OVERDUE: _("Not answered at the end of the last day, although due before."),
    Counted.CAME_FORWARD: _PARTS,
    Counted.OTHERS_SENT: _PARTS,
    Counted.SUBSTANTIATED: _PARTS,
    Counted.NOT_SUBSTANTIATED: _PARTS,
    Counted.OTHERS_CONCLUDED: _PARTS,
} | {name: _LEGAL for name in Counted if name.startswith("legal_")}
LEGAL = tuple(name for name in Counted if name.startswith("legal_"))
#: Figures that count what happened between two days, and so may be added up.
FLOWS = frozenset(
    name for name in Counted if name != Counted.OVERDUE and name not in LEGAL
)


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


@dataclass(frozen=True)
class Figures:
    """Everything published so far, as of the end of the last closed period."""

    as_of: date
    main: list[Shown]
    parts: list[Shown]
    legal: list[Shown]
    on_time_percent: int | None

    @property
    def everything(self) -> list[Shown]:
        """All of them, for their definitions."""
        return [*self.main, *self.parts, *self.legal]


_MAIN = (Counted.RECEIVED, Counted.ACCEPTED, Counted.CONCLUDED, Counted.OVERDUE)


def published() -> Figures | None:
    """The published figures, in one query; nothing before a period was closed."""
    rows: dict[str, list[Figure]] = defaultdict(list)
    for row in Figure.objects.select_related("period").order_by("period__starts_on"):
        rows[row.name].append(row)
    if not rows:
        return None
    last = max(row.period.ends_on for row in rows[Counted.RECEIVED])
    shown = {name: _shown(name, rows[name]) for name in Counted if rows[name]}
    concluded, on_time = shown[Counted.CONCLUDED], shown[Counted.ON_TIME]
    return Figures(
        as_of=last,
        main=[shown[name] for name in _MAIN],
        parts=[
            one
            for name, one in shown.items()
            if name not in (*_MAIN, *LEGAL, Counted.ON_TIME) and one.value is not None
        ],
        legal=[
            shown[name]
            for name in LEGAL
            if name in shown and shown[name].value is not None
        ],
        on_time_percent=(
            100 * (on_time.value or 0) // concluded.value if concluded.value else None
        ),
    )


def _shown(name: str, rows: list[Figure]) -> Shown:
    """Flows are added up; of a state the last one shown stands."""
    known = [row for row in rows if row.value is not None]
    newest = (known or rows)[-1]
    flows = name in FLOWS
    total = sum(row.value or 0 for row in known) if flows else newest.value
    return Shown(
        name,
        str(Counted(name).label),
        str(DEFINITIONS[Counted(name)]),
        total if known else None,
        newest.as_of,
        newest.value if flows and len(known) > 1 else None,
    )
