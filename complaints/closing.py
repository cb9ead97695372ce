"""Closing fortnights: what came of the tips goes public, as county totals.

A fortnight with fewer than five `received` leaves closes together with the next, and
so does one that follows such a one until there are five (design §7).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from complaints import counting, publish
from complaints.cases import CaseEvent
from complaints.fortnights import Fortnight
from complaints.publish import Count
from complaints.suppression import SPAN, parts_shown, standing_shown
from disclosures.figures import ClosedPeriod, Figure
from portal.workdays.clock import today

LEAST_RECEIVED = 5
_PARTS = {"received": counting.kinds, "concluded": counting.outcomes}


class NotOver(Exception):
    """The fortnight still runs."""


@dataclass(frozen=True)
class Closed:
    """Fortnights that were closed now, in groups; and those that wait for the next."""

    groups: list[list[Fortnight]]
    waiting: list[Fortnight]


@transaction.atomic
def close(until: Fortnight | None = None) -> Closed:
    """Close every fortnight that is over, up to `until`, that is not closed yet."""
    newest = Fortnight.of(Fortnight.of(today()).first - timedelta(days=1))
    if until is not None and until > newest:
        raise NotOver(until.key)
    groups, waiting = [], []
    for one in _open(until or newest):
        waiting.append(one)
        received = counting.recount(waiting[0].first, one.last)["received"]
        if received >= LEAST_RECEIVED:
            publish.counts(waiting, figures(waiting), on=today())
            groups.append(waiting)
            waiting = []
    return Closed(groups, waiting)


def _open(until: Fortnight) -> list[Fortnight]:
    """Fortnights since the last closed one, or since the first event."""
    last = ClosedPeriod.objects.order_by("starts_on").last()
    if last is not None:
        one = Fortnight.of(last.starts_on).after
    else:
        first = CaseEvent.objects.order_by("day").values_list("day", flat=True).first()
        if first is None:
            return []
        one = Fortnight.of(first)
    found = []
    while one <= until:
        found.append(one)
        one = one.after
    return found


def figures(fortnights: list[Fortnight]) -> dict[str, Count]:
    """Everything that is published of fortnights that close together."""
    first, last = fortnights[0].first, fortnights[-1].last
    counts = counting.totals(first, last) | {"open_overdue": counting.overdue(last)}
    found = {name: Count(value, first, last) for name, value in counts.items()}
    for total in _PARTS:
        found |= _parts(total, counts[total], first, last)
    return found | _standings(first, last)


def _parts(total: str, new: int, first: date, last: date) -> dict[str, Count]:
    """The parts of a total once a span is long enough; nothing before."""
    count = _PARTS[total]
    before = Figure.objects.filter(name__in=count(first, last)).order_by("as_of").last()
    earlier = Figure.objects.filter(name=total)
    if before is not None:
        earlier = earlier.filter(since__gt=before.as_of)
    span = list(earlier.order_by("since"))
    if sum(row.value or 0 for row in span) + new < SPAN:
        return {}
    since = span[0].since if span else first
    parts = count(since, last)
    is_shown = parts_shown(parts)
    return {
        name: Count(value if is_shown else None, since, last)
        for name, value in parts.items()
    }


def _standings(first: date, last: date) -> dict[str, Count]:
    """Legal steps; where too little changed, the earlier figure stands."""
    found = {}
    for name, value in counting.standings(last).items():
        known = Figure.objects.filter(name=name).exclude(value=None)
        earlier = known.order_by("as_of").last()
        shown = standing_shown(value, earlier.value if earlier else None)
        if earlier is not None and shown == earlier.value:
            found[name] = Count(shown, earlier.since, earlier.as_of)
        else:
            found[name] = Count(shown, first, last)
    return found
