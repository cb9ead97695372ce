"""What a signature completes: extending, declining, concluding."""

import json

from django.utils.translation import gettext

from complaints.cases import (
    OUTCOMES,
    Approval,
    CaseEvent,
    Clock,
    Message,
    Outcome,
    State,
)
from complaints.topics import Kind
from complaints.vault.boxes import Box
from complaints.workflow.fairness import Hearing, check_hearing, check_letter
from complaints.workflow.rules import Refused, no_extension, signers
from complaints.workflow.turns import Turn, next_number, words


def ask(
    turn: Turn,
    box: Box,
    step: Approval.Step,
    proposed: dict[str, str],
    outcome: str = "",
) -> Approval:
    """Lay a step before the head; its words are sealed until then and for ever."""
    if turn.actor is None or not signers(turn.case, turn.actor):
        raise Refused(
            gettext(
                "Nobody else in the unit could sign this as its head now. Let another"
                " head be named, or refer the case to a unit that can decide on it."
            )
        )
    number = next_number(turn.case.approvals.all())
    approval = Approval.objects.create(
        case=turn.case,
        number=number,
        step=step,
        outcome=outcome,
        asked_by=turn.actor,
    )
    text = json.dumps(proposed, ensure_ascii=False)
    turn.seal(box, "approval", text, number)
    turn.record(f"ask_{step.value}", outcome=outcome)
    return approval


def needs_signature(turn: Turn) -> bool:
    """Whether the unit's head must sign what this actor does."""
    return turn.case.unit.head_signs and not turn.who.head


def extend(turn: Turn) -> CaseEvent:
    """Give the running term its one extension."""
    if why := no_extension(turn.case):
        raise Refused(why)
    turn.case.is_extended = True
    turn.start_clock(Clock.CONCLUDE, turn.case.clock_from, extended=True)
    return turn.record("extend")


def decline(turn: Turn, box: Box, reason: str, cleared: str = "") -> CaseEvent:
    """End a case without taking it up; the reason is the answer."""
    write(turn, box, words(reason), is_answer=True, cleared=cleared)
    turn.case.state = State.DECLINED
    return turn.record("decline")


def conclude(
    turn: Turn,
    box: Box,
    outcome: str,
    *,
    answer: str,
    measures: str,
    hearing: Hearing,
    cleared: str = "",
) -> CaseEvent:
    """End a case with an outcome, an answer, and what was done."""
    check_outcome(turn, outcome)
    check_hearing(outcome, hearing)
    message = write(
        turn, box, words(answer), is_answer=True, cleared=cleared, beside=measures
    )
    if measures.strip():
        turn.seal(box, "measures", measures, message.number)
    if hearing:
        turn.seal(box, "hearing", hearing.sealable(), message.number)
    case = turn.case
    case.state, case.outcome = State.CONCLUDED, outcome
    case.concluded_on = turn.day
    return turn.record("conclude", outcome=outcome)


def check_outcome(turn: Turn, outcome: str) -> None:
    """Raise `Refused` unless the outcome fits the kind."""
    if outcome not in OUTCOMES[Kind(turn.case.kind)]:
        name = Outcome(outcome).label if outcome in Outcome.values else outcome
        raise Refused(
            gettext("“%(outcome)s” is no outcome of a case of this kind.")
            % {"outcome": name}
        )


def write(
    turn: Turn,
    box: Box,
    text: str,
    *,
    is_answer: bool = False,
    cleared: str = "",
    beside: str = "",
) -> Message:
    """Put a letter into the case; what staff write is scanned for personal data.

    `cleared` says why a finding must stay; `beside` is read together with the text.
    """
    is_excused = turn.actor is not None and check_letter((text, beside), cleared)
    case = turn.case
    message = Message.objects.create(
        case=case,
        number=next_number(case.messages.all()),
        author=turn.actor,
        unit=case.unit if turn.actor else None,
        day=turn.day,
        is_answer=is_answer,
    )
    turn.seal(box, "message", text, message.number)
    if is_excused:
        turn.seal(box, "cleared", cleared, message.number)
    return message
