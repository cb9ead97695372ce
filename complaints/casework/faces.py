"""What a clock says: a tone for the eye, and words that do without it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.cases import AssistanceRequest, Case, Outcome
from complaints.casework.words import kind_name
from complaints.topics import Topic
from portal.workdays.calendar import add_working_days, working_days_between
from portal.workdays.clock import today

#: From so many days before the due day on, a clock is drawn as pressing.
SOON = 3


def soon_until(on: date) -> date:
    """The last due day that is near: `SOON` days on, or the next working day.

    Between two working days far apart nothing is told, and nobody is at work.
    """
    return max(on + timedelta(days=SOON), add_working_days(on, 1).day)


@dataclass(frozen=True)
class Face:
    """A clock as it is drawn: `late`, `soon`, `calm` or `done`, and its words."""

    tone: str
    words: str


def face(case: Case, on: date | None = None) -> Face:
    """The clock of a case, read on a day."""
    if not case.is_open:
        return Face("done", str(Outcome(case.outcome).label) if case.outcome else "")
    return countdown((case.due_on - (on or today())).days)


def countdown(days: int) -> Face:
    """A running clock with so many days left; less than none when it ran out."""
    if days < 0:
        words = ngettext("overdue by %(n)d day", "overdue by %(n)d days", -days)
        return Face("late", words % {"n": -days})
    if days == 0:
        return Face("soon", _("due today"))
    words = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return Face("soon" if days <= SOON else "calm", words)


def request_face(asked: AssistanceRequest, on: date | None = None) -> Face:
    """The clock of a request for assistance, read on a day."""
    if not asked.is_open:
        return Face("done", str(asked.get_state_display()))
    return countdown((asked.due_on - (on or today())).days)


def working_days_left(case: Case, on: date | None = None) -> int | None:
    """How many of the days left are worked; nothing for a clock that ran out."""
    first = on or today()
    if not case.is_open or case.due_on < first:
        return None
    return working_days_between(first, case.due_on)


def headline(case: Case) -> str:
    """What the case is about, in the words of its topic or kind."""
    # Not `get_topic_display`: it puts all topics into words for each case of a list.
    return str(Topic(case.topic).label) if case.topic else kind_name(case.kind)
