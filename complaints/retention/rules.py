"""Which cases have reached the end of their period, and what keeps one all the same.

Never one with unread or unanswered content, nor one that somebody holds. The period
counts from the end of the case, or from its last letter, whichever is later.
"""

from datetime import date, timedelta

from django.db.models import DateField, Max, OuterRef, Q, QuerySet, Subquery

from complaints.cases import (
    ENDED,
    Case,
    CaseEvent,
    Legal,
    LegalStep,
    Message,
    State,
)
from complaints.retention.policies import Periods

#: Both sides are told so many days before.
WARN_DAYS = 30
#: Steps that end a case.
_ENDS = ("conclude", "decline")
#: After these the period begins anew, as after a letter.
_LATER = ("legal_step", "clarify", "call_done")


def kept_back(case: Case) -> str:
    """What keeps a case from being destroyed, as a short name; empty for nothing."""
    reasons = {
        "destroyed": case.destroyed_on is not None,
        "open": case.state not in ENDED,
        "held": case.on_hold,
        "unread": case.is_unread,
        "unanswered": _sender_wrote_last(case),
        "approval": case.approvals.filter(is_granted=None).exists(),
        "request": case.requests.open().exists(),
        "call": case.calls.filter(ended_on=None).exists(),
        "legal": _legal_runs(case),
        "news": case.requests.filter(is_news=True).exists(),
    }
    return next((name for name, holds in reasons.items() if holds), "")


def last_day(case: Case) -> date | None:
    """The day zero of the period: the end, or what came last after it."""
    steps = case.events.filter(name__in=(*_ENDS, *_LATER))
    ended = steps.aggregate(day=Max("day"))["day"]
    letter = case.messages.aggregate(day=Max("day"))["day"]
    return max((day for day in (ended, letter) if day), default=None)


def period_over(case: Case, periods: Periods) -> date | None:
    """The first day on which a case may be destroyed; None where nothing says so.

    A shorter policy holds only for what ends after it came into effect.
    """
    ending = ending_of(case)
    days, start = periods.of(case.kind, ending), last_day(case)
    if days is None or start is None:
        return None
    then = Periods.on(start).of(case.kind, ending)
    return start + timedelta(days=max(days, then or 0))


def ending_of(case: Case) -> str:
    """How it ended, as a policy names it."""
    return _ending(case.state, case.outcome)


def _ending(state: str, outcome: str) -> str:
    return str(state if state == State.DECLINED else outcome)


def candidates(day: date, periods: Periods) -> QuerySet[Case]:
    """Ended cases whose period is over on a day, as far as one query can tell."""
    events = CaseEvent.objects.filter(case=OuterRef("pk"), name__in=_ENDS)
    ended = events.order_by("-day").values("day")[:1]
    found = (
        Case.objects.filter(
            state__in=ENDED, destroyed_on=None, on_hold=False, is_unread=False
        )
        .annotate(ended_on=Subquery(ended, output_field=DateField()))
        .exclude(ended_on=None)
    )
    due = Q(pk=None)
    for kind, state, outcome in (
        found.order_by().values_list("kind", "state", "outcome").distinct()
    ):
        ending = _ending(state, outcome)
        if (days := periods.of(kind, ending)) is not None:
            over = day - timedelta(days=days)
            due |= Q(kind=kind, state=state, outcome=outcome, ended_on__lte=over)
    return found.filter(due).order_by("pk")


def _legal_runs(case: Case) -> bool:
    """Whether a household was told to leave and has not left yet."""
    steps = set(LegalStep.objects.standing_in(case).values_list("step", flat=True))
    return bool(steps) and Legal.VACATED not in steps


def _sender_wrote_last(case: Case) -> bool:
    last: Message | None = case.messages.order_by("number").last()
    return last is not None and last.author_id is None


def announced() -> QuerySet[Case]:
    """Cases that are told to be destroyed on a day."""
    return Case.objects.announced().order_by("destroy_on", "number")
