"""What needs a second person: asked for by a member, signed by the unit's head."""

import json

from django.utils.translation import gettext

from complaints.cases import Approval, Case, CaseEvent
from complaints.vault.boxes import Box
from complaints.workflow import clarifying, endings
from complaints.workflow.fairness import Hearing
from complaints.workflow.rules import Refused, no_decision
from complaints.workflow.turns import Turn, turn, words
from portal.users.models import User
from portal.workdays import clock


def ask_extension(
    case: Case, *, actor: User, box: Box, reason: str, version: int | None = None
) -> Approval:
    """Ask the head for more time, once."""
    with turn(case, actor=actor, step="extend", version=version, box=box) as now:
        proposed = {"reason": words(reason)}
        return endings.ask(now, box, Approval.Step.EXTEND, proposed)


def decide(
    approval: Approval,
    *,
    actor: User,
    box: Box,
    granted: bool,
    version: int | None = None,
) -> CaseEvent:
    """Sign what was asked for, which completes the step, or refuse it."""
    case = approval.case
    with turn(case, actor=actor, step="decide", version=version, box=box) as now:
        asked = now.waiting
        if asked is None or asked.pk != approval.pk:
            raise Refused(gettext("This no longer waits for a signature."))
        if why := no_decision(actor, asked):
            raise Refused(why)
        asked.is_granted, asked.decided_by = granted, actor
        asked.decided_at = clock.now()
        asked.save()
        event = _complete(now, asked, box) if granted else now.record("refuse")
    approval.refresh_from_db()
    return event


def _complete(now: Turn, asked: Approval, box: Box) -> CaseEvent:
    """Make the step that was signed, with the words that were laid before the head."""
    if asked.step == Approval.Step.EXTEND:
        return endings.extend(now)
    proposed = proposal(asked, box)
    if asked.step == Approval.Step.DECLINE:
        return endings.decline(now, box, **proposed)
    if asked.step == Approval.Step.CLARIFY:
        return clarifying.complete(now, box, **proposed)
    return endings.conclude(
        now,
        box,
        asked.outcome,
        answer=proposed["answer"],
        measures=proposed["measures"],
        hearing=Hearing.of(proposed),
        cleared=proposed.get("cleared", ""),
    )


def withdraw(case: Case, *, actor: User, version: int | None = None) -> CaseEvent:
    """Take back what was laid before the head, before anybody decided on it."""
    with turn(case, actor=actor, step="withdraw", version=version) as now:
        assert now.waiting is not None  # `turn` asked the rules
        now.let_lapse(now.waiting)
        return now.record("withdraw")


def proposal(approval: Approval, box: Box) -> dict[str, str]:
    """The words that were laid before the head."""
    text = box.open("approval", approval.number)
    if text is None:
        raise Refused(gettext("The words that were to be signed are missing."))
    return dict(json.loads(text))
