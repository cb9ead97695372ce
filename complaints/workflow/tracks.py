"""The order of legal steps: what must have happened before what (domain B4).

Administrative (公共租赁住房管理办法 27; 行政强制法 53, 54): ordered to leave, formal
demand, application to the court, its ruling, enforcement. Civil (办法 29, 31): told to
leave or given a removal period, the owner's suit, the ruling, enforcement. A household
may stand on both; once it has left, both end.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.cases import Legal, Track
from portal.workdays.clock import today

#: For each step of a track the alternatives, one of which must stand complete before.
NEEDS: dict[tuple[str, str], tuple[frozenset[str], ...]] = {
    (Track.ADMINISTRATIVE, Legal.ORDERED): (frozenset(),),
    (Track.ADMINISTRATIVE, Legal.REMOVAL_PERIOD): (frozenset({Legal.ORDERED}),),
    (Track.ADMINISTRATIVE, Legal.FORMAL_DEMAND): (frozenset({Legal.ORDERED}),),
    (Track.ADMINISTRATIVE, Legal.ENFORCEMENT_APPLIED): (
        frozenset({Legal.ORDERED, Legal.FORMAL_DEMAND}),
    ),
    (Track.ADMINISTRATIVE, Legal.RULED): (frozenset({Legal.ENFORCEMENT_APPLIED}),),
    (Track.ADMINISTRATIVE, Legal.ENFORCED): (frozenset({Legal.RULED}),),
    (Track.ADMINISTRATIVE, Legal.VACATED): (frozenset({Legal.ORDERED}),),
    (Track.CIVIL, Legal.ORDERED): (frozenset(),),
    (Track.CIVIL, Legal.REMOVAL_PERIOD): (frozenset(),),
    (Track.CIVIL, Legal.FORMAL_DEMAND): (
        frozenset({Legal.ORDERED}),
        frozenset({Legal.REMOVAL_PERIOD}),
    ),
    (Track.CIVIL, Legal.SUIT_FILED): (
        frozenset({Legal.ORDERED}),
        frozenset({Legal.REMOVAL_PERIOD}),
    ),
    (Track.CIVIL, Legal.RULED): (frozenset({Legal.SUIT_FILED}),),
    (Track.CIVIL, Legal.ENFORCED): (frozenset({Legal.RULED}),),
    (Track.CIVIL, Legal.VACATED): (
        frozenset({Legal.ORDERED}),
        frozenset({Legal.REMOVAL_PERIOD}),
    ),
}
#: Steps that may name a day by which the household leaves; the second must.
SETS_A_DAY = frozenset({Legal.ORDERED, Legal.REMOVAL_PERIOD})


@dataclass(frozen=True)
class Taken:
    """A step that stands: on which track, which, and when."""

    track: str
    step: str
    day: date


def why_not(taken: Collection[Taken], new: Taken, until: date | None = None) -> str:
    """Why a step cannot follow what was taken so far; empty when it can."""
    needs = NEEDS.get((new.track, new.step))
    before = [one for one in taken if one.track == new.track]
    done = {one.step for one in before}
    why: str | Promise = ""
    if needs is None:
        why = _("This step does not belong to this legal ground.")
    elif any(one.step == Legal.VACATED for one in taken):
        why = _("The household has left: the legal tracks have ended.")
    elif new.step in done:
        why = _("This step was entered already; take it back first if it was wrong.")
    elif not any(needed <= done for needed in needs):
        first = " + ".join(str(Legal(s).label) for s in _in_order(needs[0]))
        why = gettext("Before this step there must be: %(steps)s.") % {"steps": first}
    elif new.day > today():
        why = _("This day has not come yet.")
    elif any(one.day > new.day for one in _bound(taken, before, new)):
        why = _("This lies before a step that was taken earlier on this ground.")
    else:
        why = _wrong_until(new, until)
    return str(why)


def possible(taken: Collection[Taken]) -> list[tuple[str, str]]:
    """Track and step of everything that could come next, whatever the day."""
    day = max((one.day for one in taken), default=today())
    return [
        (track, step)
        for track, step in NEEDS
        if not why_not(
            taken,
            Taken(track, step, min(day, today())),
            day if step == Legal.REMOVAL_PERIOD else None,
        )
    ]


def _wrong_until(new: Taken, until: date | None) -> str | Promise:
    if until is None:
        if new.step == Legal.REMOVAL_PERIOD:
            return _("A removal period needs its last day.")
        return ""
    if new.step not in SETS_A_DAY:
        return _("Only an order to leave and a removal period set a last day.")
    return _("The last day lies before the first.") if until < new.day else ""


def _bound(
    taken: Collection[Taken], before: Collection[Taken], new: Taken
) -> Collection[Taken]:
    """The steps that cannot be later: of the track, and of both for the last one."""
    return taken if new.step == Legal.VACATED else before


def holds(taken: Iterable[Taken]) -> bool:
    """Whether steps, in the order they were entered, could all be entered so."""
    standing: list[Taken] = []
    for one in taken:
        # The last day of a removal period was checked when it was entered.
        until = one.day if one.step == Legal.REMOVAL_PERIOD else None
        if why_not(standing, one, until):
            return False
        standing.append(one)
    return True


def furthest(taken: Iterable[Taken]) -> Taken | None:
    """Where a household stands: the step furthest on, the later one of two grounds."""
    order = list(Legal)
    return max(
        taken, key=lambda one: (order.index(Legal(one.step)), one.day), default=None
    )


def _in_order(steps: Iterable[str]) -> list[str]:
    return [step.value for step in Legal if step in set(steps)]
