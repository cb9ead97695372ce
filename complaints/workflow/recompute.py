"""The time to conclude: from which day it runs; counted again with a new calendar."""

from datetime import date
from typing import Any

from django.db import transaction

from complaints.cases import ENDED, Case, CaseEvent, Clock
from complaints.workflow.turns import Turn


def recompute_provisional() -> list[CaseEvent]:
    """Count provisional due days of open cases again; each change writes an event."""
    provisional = Case.objects.open().filter(due_is_provisional=True).order_by("pk")
    events = [_recompute(pk) for pk in provisional.values_list("pk", flat=True)]
    return [event for event in events if event is not None]


def on_calendar_changed(**kwargs: Any) -> None:
    """Hear from the calendar, which knows nothing of cases."""
    recompute_provisional()


@transaction.atomic
def _recompute(pk: int) -> CaseEvent | None:
    case = Case.objects.select_for_update().get(pk=pk)
    if case.state in ENDED or not case.due_is_provisional:
        return None
    before = (case.due_on, case.due_is_provisional)
    now = Turn(case, None)
    now.start_clock(Clock(case.clock), case.clock_from, extended=is_extended_now(case))
    if (case.due_on, case.due_is_provisional) == before:
        return None
    return now.record("recompute")


def runs_from(case: Case) -> date | None:
    """Day zero of the time to conclude, if that has begun.

    Only a reopening begins it anew: a case that is passed on, and accepted once more,
    has no more time for that.
    """
    begun = (
        case.events.filter(name="reopen").last()
        or case.events.filter(name="accept").first()
    )
    return begun.day if begun else None


def was_extended(case: Case) -> bool:
    """Whether the extension was of the present time to conclude, not an earlier one."""
    if not case.is_extended:
        return False
    last = case.events.filter(name__in=("reopen", "extend")).last()
    return last is not None and last.name == "extend"


def is_extended_now(case: Case) -> bool:
    """Whether the clock that runs has its extension."""
    return case.clock == Clock.CONCLUDE and was_extended(case)
