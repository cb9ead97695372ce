"""Provisional due days, counted again when the calendar changes."""

from typing import Any

from django.db import transaction

from complaints.cases import ENDED, Case, CaseEvent, Clock
from complaints.workflow.turns import Turn

#: Events that start the clock to conclude.
_STARTS = ("accept", "reopen")


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


def is_extended_now(case: Case) -> bool:
    """Whether the extension was of the clock that runs, not of an earlier one."""
    if not case.is_extended or case.clock != Clock.CONCLUDE:
        return False
    last = case.events.filter(name__in=(*_STARTS, "extend")).last()
    return last is not None and last.name == "extend"
