"""A case's life as a list of steps, for the mailbox and for the case file."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext

from complaints import clocks
from complaints.cases import Case, CaseEvent, Clock, outcome_label
from complaints.workflow.recompute import is_extended_now
from complaints.workflow.table import label_of
from complaints.workflow.wishes import result_of
from portal.users.models import Unit, User

#: What the sender is shown; the rest is the unit's own housekeeping.
FOR_SENDER = frozenset(
    {
        "receive",
        "accept",
        "decline",
        "refer",
        "return",
        "concerns_us",
        "investigate",
        "extend",
        "conclude",
        "publish",
        "reopen",
        "recompute",
        "message",
        "contact_opened",
        "exchange_receipt",
        "confirm_reissue",
        "add_contact",
        "delete_contact",
        "rate",
        "ask_call",
        "withdraw_call",
        "call_done",
    }
)


@dataclass(frozen=True)
class Entry:
    """One step; `state`: `past`, `last` (the newest past one) or `next` (what is due).

    `date`, `label`, `text`, `state` and `provisional` are what the timeline component
    draws; the sender's entries carry neither a person nor a time.
    """

    name: str
    date: dt.date
    label: str
    state: str
    text: str = ""
    unit: Unit | None = None
    to_unit: Unit | None = None
    actor: User | None = None
    at: dt.datetime | None = None
    due_on: dt.date | None = None
    provisional: bool = False
    skipped: tuple[dt.date, ...] = ()
    #: The article that the due day rests on.
    article: str = ""


def timeline(case: Case, *, for_sender: bool = True) -> list[Entry]:
    """What happened so far, and what comes next by when."""
    events = case.events.select_related("unit", "to_unit", "actor")
    if for_sender:
        events = events.filter(name__in=FOR_SENDER)
    shown = list(events)
    entries = [_past(event, for_sender, is_last=event is shown[-1]) for event in shown]
    if case.is_open:
        entries.append(_next(case))
    return entries


def deadline_of(case: Case) -> clocks.Deadline:
    """Why the running due day is that day: policy, and days that were skipped."""
    return clocks.due(case, case.clock, case.clock_from, extended=is_extended_now(case))


def _past(event: CaseEvent, for_sender: bool, *, is_last: bool) -> Entry:
    return Entry(
        name=event.name,
        date=event.day,
        label=label_of(event.name),
        state="last" if is_last else "past",
        text=_text(event),
        unit=event.unit,
        to_unit=event.to_unit,
        actor=None if for_sender else event.actor,
        at=None if for_sender else event.at,
        due_on=event.due_on,
        provisional=event.due_is_provisional,
    )


def _text(event: CaseEvent) -> str:
    """What a step says beyond its name."""
    if event.name == "conclude":
        return outcome_label(event.outcome, event.case.topic)
    if words := result_of(event):
        return words
    if event.name == "message" and event.actor_id is None:
        return gettext("from the sender")
    if event.name in {"extend", "recompute"}:
        return gettext("due on %(day)s") % {"day": event.due_on}
    return str(event.to_unit or event.unit)


def _next(case: Case) -> Entry:
    deadline = deadline_of(case)
    label = (
        gettext("The unit accepts or declines it")
        if case.clock == Clock.DECIDE
        else gettext("The unit concludes it and answers")
    )
    return Entry(
        name=str(case.clock),
        date=case.due_on,
        label=label,
        state="next",
        unit=case.unit,
        due_on=case.due_on,
        provisional=case.due_is_provisional,
        # Skipped days are those of the due day as it was fixed; after an edit of the
        # policies the two may differ, and then nothing is said.
        skipped=deadline.skipped if deadline.day == case.due_on else (),
        article=deadline.policy.article,
    )
