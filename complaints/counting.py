"""Counting what may be published, from events alone; so it can be counted again."""

import json
from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from complaints.cases import (
    Case,
    CaseEvent,
    Legal,
    LegalStep,
    Outcome,
)
from complaints.leaves import COUNTED, OTHER
from complaints.topics import CAME_FORWARD, Kind
from complaints.workflow.legal import taken
from complaints.workflow.tracks import furthest

_RIGHT = (Outcome.SUBSTANTIATED, Outcome.PARTLY_SUBSTANTIATED)


class Disagree(Exception):
    """Events and their leaves tell different numbers: one of them was tampered with."""


def _between(first: date, last: date) -> QuerySet[CaseEvent]:
    """Events of a span; those of official tips are in no published count."""
    return CaseEvent.objects.filter(day__range=(first, last)).exclude(
        case__kind=Kind.OFFICIAL
    )


def firsts(name: str, first: date, last: date) -> QuerySet[CaseEvent]:
    """The first event of a name in its case, where it fell into the span."""
    earlier = CaseEvent.objects.filter(
        case=OuterRef("case"), name=name, sequence__lt=OuterRef("sequence")
    )
    return _between(first, last).filter(~Exists(earlier), name=name)


def totals(first: date, last: date) -> dict[str, int]:
    """Received, accepted, concluded, and of these on time; checked by the leaves."""
    counts = {
        public: firsts(name, first, last).count() for name, public in COUNTED.items()
    }
    if counts != recount(first, last):
        raise Disagree(f"{first} to {last}")
    return counts | {"concluded_on_time": _on_time(first, last)}


def recount(first: date, last: date) -> dict[str, int]:
    """The same totals as anybody counts them from the leaves."""
    leaves = CaseEvent.objects.filter(day__range=(first, last))
    found = Counter(
        json.loads(leaf)["event"]
        for leaf in leaves.values_list("leaf", flat=True).iterator()
    )
    del found[OTHER]
    return {public: found[public] for public in COUNTED.values()}


def _on_time(first: date, last: date) -> int:
    """Concluded by the due day that the event before had."""
    before = CaseEvent.objects.filter(
        case=OuterRef("case"), sequence=OuterRef("sequence") - 1
    )
    concluded = firsts("conclude", first, last).annotate(
        was_due=Subquery(before.values("due_on")[:1])
    )
    return concluded.filter(day__lte=F("was_due")).count()


def kinds(first: date, last: date) -> dict[str, int]:
    """Households that came forward, apart from everything else that was received."""
    received = firsts("receive", first, last)
    forward = received.filter(case__in=Case.objects.filter(CAME_FORWARD)).count()
    return {"came_forward": forward, "others_sent": received.count() - forward}


def outcomes(first: date, last: date) -> dict[str, int]:
    """What came of reports, by their first answer."""
    concluded = firsts("conclude", first, last)
    reports = concluded.filter(case__kind=Kind.REPORT)
    right = reports.filter(outcome__in=_RIGHT).count()
    return {
        "substantiated": right,
        "not_substantiated": reports.count() - right,
        "others_concluded": concluded.count() - reports.count(),
    }


def overdue(last: date) -> int:
    """Cases whose clock was running past its due day at the end of a day."""
    newest = (
        CaseEvent.objects.filter(case=OuterRef("pk"), day__lte=last)
        .order_by("-sequence")
        .values("due_on")[:1]
    )
    cases = Case.objects.exclude(kind=Kind.OFFICIAL).annotate(was_due=Subquery(newest))
    return cases.filter(was_due__lt=last).count()


def standings(last: date) -> dict[str, int]:
    """In which legal step households stood, by what was entered until a day."""
    rows: dict[Any, list[LegalStep]] = {}
    known = LegalStep.objects.filter(recorded_on__lte=last)
    undone = set(known.exclude(cancels=None).values_list("cancels", flat=True))
    for row in known.filter(cancels=None).order_by("case", "number"):
        if row.pk not in undone:
            rows.setdefault(row.case_id, []).append(row)
    counts = Counter(
        step.step for steps in rows.values() if (step := furthest(taken(steps)))
    )
    return {f"legal_{step}": counts[step] for step in Legal.values}
