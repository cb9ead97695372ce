"""The end of a case's content: what is destroyed, what stays, and holding it back."""

from complaints.cases import Case, CaseEvent
from complaints.vault.boxes import Box, destroy_envelope
from complaints.workflow import links
from complaints.workflow.rules import Refused
from complaints.workflow.turns import Turn, turn, words
from portal.users.models import User


def destroy(case: Case) -> CaseEvent:
    """Destroy what a locked case says, inside the caller's transaction.

    Kept are the facts that counts rest on (number, kind, topic, unit, state, outcome,
    days, and whom it concerned, since that decides who may know of it), the events
    and leaves without their nonces, and the record of readings. Files go after the
    commit; what a crash leaves of them `check_vault` removes.
    """
    if case.on_hold or case.is_open or case.destroyed_on:
        raise Refused("a case that is open, held or destroyed stays as it is")
    now = Turn(case, None)
    destroy_envelope(case.envelope)
    for request in case.requests.select_related("envelope"):
        destroy_envelope(request.envelope)
        request.attachments.all().delete()
    for papers in (case.messages, case.notes, case.attachments, case.calls):
        papers.all().delete()
    links.leave(case)
    case.destroyed_on, case.destroy_on = now.day, None
    case.place_index, case.assignee, case.estate = "", None, None
    case.is_real_name = case.may_publish = case.is_unread = False
    event = now.record("destroy")
    CaseEvent.objects.forget_nonces(case)
    return event


def hold(
    case: Case, *, actor: User, box: Box, reason: str, version: int | None = None
) -> CaseEvent:
    """Keep a case beyond its period, for instance because a court may ask for it."""
    with turn(case, actor=actor, step="hold", version=version, box=box) as now:
        now.seal(box, "reason", words(reason), now.sequence)
        now.case.on_hold, now.case.destroy_on = True, None
        return now.record("hold")


def release(
    case: Case, *, actor: User, box: Box, reason: str, version: int | None = None
) -> CaseEvent:
    """Let the period run again; it is announced anew before anything goes."""
    with turn(case, actor=actor, step="release", version=version, box=box) as now:
        now.seal(box, "reason", words(reason), now.sequence)
        now.case.on_hold = False
        return now.record("release")
