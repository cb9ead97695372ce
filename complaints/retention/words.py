"""How long a tip is kept, in words for its sender."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.retention.policies import Periods
from complaints.topics import Kind
from portal.workdays.clock import today

_YEAR = 365


@dataclass(frozen=True)
class Period:
    """A kind, and how long after its end it is kept."""

    kind: str
    words: str


def periods() -> list[Period]:
    """One line for each kind that a policy is in effect for; one query."""
    found = []
    known = Periods.on(today())
    for kind in Kind:
        if days := known.range_of(kind):
            shortest, longest = _span(days[0]), _span(days[1])
            words = (
                shortest
                if days[0] == days[1]
                else _("%(shortest)s to %(longest)s, depending on how it ended")
                % {"shortest": shortest, "longest": longest}
            )
            found.append(Period(str(kind.label), words))
    return found


def _span(days: int) -> str:
    years, rest = divmod(days, _YEAR)
    if years and not rest:
        return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
