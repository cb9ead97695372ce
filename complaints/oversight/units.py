"""How each unit stands: one row of counts a unit, each a link to its cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from complaints.cases import ENDED, CaseQuerySet, State
from complaints.topics import CAME_FORWARD
from portal.users.models import Unit


@dataclass(frozen=True)
class Figure:
    """A number, and the address of the cases it counts."""

    value: int
    url: str


@dataclass(frozen=True)
class Row:
    """One unit's cases, counted."""

    name: str
    #: Everything; of it the households that came forward by themselves.
    received: Figure
    came_forward: Figure
    open: Figure
    overdue: Figure
    concluded: Figure


def unit_rows(cases: CaseQuerySet, on: date) -> list[Row]:
    """A row for each unit, the most overdue first; two queries."""
    is_open = ~Q(state__in=ENDED)
    counted = (
        cases.order_by()
        .values("unit")
        .annotate(
            received=Count("pk"),
            came_forward=Count("pk", filter=CAME_FORWARD),
            open=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & Q(due_on__lt=on)),
            concluded=Count("pk", filter=Q(state=State.CONCLUDED)),
        )
    )
    by_unit: dict[int, Mapping[str, Any]] = {row["unit"]: row for row in counted}
    rows = [
        _row(unit, by_unit.get(unit.pk, {}))
        for unit in Unit.objects.all()
        if unit.is_active or unit.pk in by_unit
    ]
    return sorted(rows, key=lambda row: (-row.overdue.value, -row.open.value))


def _row(unit: Unit, counts: Mapping[str, Any]) -> Row:
    def figure(name: str, **query: str) -> Figure:
        address = reverse("oversight:index")
        asked = urlencode({"unit": unit.pk, **query})
        return Figure(counts.get(name, 0), f"{address}?{asked}#cases")

    return Row(
        unit.name,
        received=figure("received"),
        came_forward=figure("came_forward", forward="on"),
        open=figure("open", state="open"),
        overdue=figure("overdue", overdue="on"),
        concluded=figure("concluded", state=State.CONCLUDED),
    )
