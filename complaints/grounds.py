"""The grounds of a notice of criticism: counted from events, handed over in counts.

A count is of one unit, so it says more than a county total. It is handed over for
whole closings alone, from three cases on, and the spans of one unit never overlap: no
count of a unit can be subtracted from another one of the same unit. What is open and
overdue is a county total only; beside it, a unit's own would tell of the others. Tips
about officials are in none.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from complaints import publish
from complaints.cases import CaseEvent
from complaints.fortnights import Fortnight
from complaints.publish import Count
from complaints.suppression import LEAST
from complaints.topics import Kind
from disclosures.criticism import UnitRecord
from disclosures.figures import ClosedPeriod
from portal.users.models import Unit
from portal.workdays.clock import today

What = UnitRecord.What
#: What is counted here; spot checks and late publication are counted elsewhere.
COUNTED = (What.OVERDUE, What.RETURNED)
_ONE_DAY = timedelta(days=1)


class Refused(ValueError):
    """Nothing was handed over; says why."""


@dataclass(frozen=True)
class Ground:
    """One count; None where it is too small to leave the confidential side."""

    what: What
    count: int | None


def grounds(unit: Unit, first: Fortnight, last: Fortnight) -> list[Ground]:
    """Return what there is against a unit between two closed fortnights.

    `Refused` where the span is no closed one, or was handed over in part already.
    """
    _check(unit, first, last)
    counts = counted(unit, first.first, last.last)
    return [
        Ground(what, counts[what] if counts[what] >= LEAST else None)
        for what in COUNTED
    ]


def hand_over(unit: Unit, first: Fortnight, last: Fortnight) -> list[UnitRecord]:
    """Hand over what may go; whoever writes the notice chooses from it."""
    # Counted before: a closed fortnight changes no more, and nobody shall wait.
    found = grounds(unit, first, last)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        _check(unit, first, last)
        records = [
            publish.grounds(
                unit,
                ground.what,
                Count(ground.count, first.first, last.last),
                on=today(),
            )
            for ground in found
        ]
    return [record for record in records if record]


def counted(unit: Unit, since: date, until: date) -> Counter[What]:
    """Count each case of the unit once for each thing, from its events."""
    theirs = CaseEvent.objects.filter(Q(unit=unit) | Q(to_unit=unit))
    events = (
        CaseEvent.objects.filter(case__in=theirs.order_by().values("case"))
        .exclude(case__kind=Kind.OFFICIAL)
        .order_by("case", "sequence")
        .only("case", "name", "unit", "to_unit", "actor", "day", "due_on")
    )
    found: Counter[What] = Counter()
    for _case, steps in groupby(events.iterator(), key=attrgetter("case_id")):
        found.update(set(_of_case(list(steps), unit.pk, since, until)))
    return found


def _of_case(
    steps: list[CaseEvent], unit: int, since: date, until: date
) -> Iterator[What]:
    responsible, since_theirs = steps[0].unit_id, steps[0].day
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        sent_back = step.name == "reopen" and step.actor_id is not None
        if sent_back and responsible == unit and since <= step.day <= until:
            yield What.RETURNED
        if step.to_unit_id and not step.name.startswith("request_"):
            responsible, since_theirs = step.to_unit_id, step.day
        if step.due_on is None or responsible != unit or step.due_on < since_theirs:
            # A clock that had run out before is not theirs who took the case over.
            continue
        # Until the next step this clock runs; it may run out before that.
        late = step.due_on + _ONE_DAY
        if since <= late <= until and late <= (following.day if following else today()):
            yield What.OVERDUE


def beginnings() -> list[ClosedPeriod]:
    """Closed fortnights that a span may begin with, the newest first.

    Not the later part of some that closed together: alone it was too thin to close.
    """
    periods = list(ClosedPeriod.objects.order_by("-starts_on"))
    inside = {one.ends_on + _ONE_DAY for one in periods if one.joined_with}
    return [one for one in periods if one.starts_on not in inside]


def _check(unit: Unit, first: Fortnight, last: Fortnight) -> None:
    if unit.is_discipline or Unit.objects.filter(fallback=unit).exists():
        raise Refused(_("This unit oversees the others; no notice names it."))
    if last < first:
        raise Refused(_("The last fortnight lies before the first."))
    begun = {one.key for one in beginnings()}
    if first.key not in begun or not ends().filter(key=last.key).exists():
        raise Refused(_("Counts leave the house when a fortnight is closed."))
    known = UnitRecord.objects.filter(unit=unit, what__in=COUNTED)
    newest = known.order_by("as_of").last()
    if newest and newest.as_of >= first.first:
        raise Refused(
            _(
                "Grounds up to %(day)s were handed over already; spans that overlap"
                " could be subtracted from each other."
            )
            % {"day": newest.as_of.isoformat()}
        )


def ends() -> QuerySet[ClosedPeriod]:
    """Closed fortnights that a span may end with: those that closed with a count."""
    return ClosedPeriod.objects.filter(joined_with="").order_by("-starts_on")
