"""What a sender wishes in the mailbox: contact kept or not, a rating, a phone call."""

from django.db.models import Q
from django.utils.translation import gettext

from complaints.cases import CallRequest, Case, CaseEvent, Rating
from complaints.vault.boxes import Box, destroy_contact
from complaints.vault.contacts import save_contact
from complaints.workflow.obstacles import open_call
from complaints.workflow.rules import Refused
from complaints.workflow.turns import Turn, next_number, turn, words
from portal.users.models import User

Result = CallRequest.Result


def add_contact(
    case: Case, *, actor: User | None, box: Box, name: str, phone: str
) -> CaseEvent:
    """Name and phone, left later: sealed apart for whoever can open the tip today."""
    with turn(case, actor=actor, step="add_contact", box=box) as now:
        for value in save_contact(box, words(name), words(phone)):
            now.commit_to(value)
        now.case.is_real_name = True
        return now.record("add_contact")


def delete_contact(case: Case, *, actor: User | None, box: Box) -> CaseEvent:
    """Destroy name, phone and every wrap of their key; nobody can be phoned then."""
    with turn(case, actor=actor, step="delete_contact", box=box) as now:
        destroy_contact(box.envelope)
        now.case.is_real_name = False
        _end_call(now, Result.WITHDRAWN)
        return now.record("delete_contact")


def rate(
    case: Case, *, actor: User | None, box: Box, rating: str, reason: str = ""
) -> CaseEvent:
    """The sender's one rating; of the answer there was, should there be another."""
    if rating not in Rating.values:
        raise Refused(gettext("Please choose from the list."))
    with turn(case, actor=actor, step="rate", box=box) as now:
        if reason.strip():
            now.seal(box, "rating_reason", reason, now.sequence)
            now.case.is_unread = True
        now.case.rating = rating
        return now.record("rate", outcome=rating)


def ask_call(case: Case, *, actor: User | None, box: Box, text: str) -> CaseEvent:
    """Ask to be phoned; `text` says when that is safe."""
    with turn(case, actor=actor, step="ask_call", box=box) as now:
        number = next_number(now.case.calls.all())
        CallRequest.objects.create(case=now.case, number=number, day=now.day)
        now.seal(box, "call_when", words(text), number)
        now.case.is_unread = True
        return now.record("ask_call")


def withdraw_call(case: Case, *, actor: User | None, box: Box) -> CaseEvent:
    """The sender does not want to be phoned any more."""
    with turn(case, actor=actor, step="withdraw_call", box=box) as now:
        _end_call(now, Result.WITHDRAWN)
        return now.record("withdraw_call")


def call_done(
    case: Case,
    *,
    actor: User,
    box: Box,
    result: str,
    text: str = "",
    version: int | None = None,
) -> CaseEvent:
    """What came of the call; the sender is shown the result, not the note on it."""
    if result not in Result.values or result == Result.WITHDRAWN:
        raise Refused(gettext("Please choose from the list."))
    with turn(case, actor=actor, step="call_done", version=version, box=box) as now:
        _end_call(now, Result(result))
        if text.strip():
            now.seal(box, "call_note", text, now.sequence)
        return now.record("call_done", outcome=result)


def to_be_phoned() -> Q:
    """Cases whose sender asked for a phone call that nobody has made yet."""
    return Q(pk__in=CallRequest.objects.filter(ended_on=None).values("case"))


def result_of(event: CaseEvent) -> str:
    """What a rating or a phone call came to, in words; nothing of other events."""
    if event.name == "rate":
        return str(Rating(event.outcome).label)
    if event.name == "call_done":
        return str(Result(event.outcome).label)
    return ""


def _end_call(now: Turn, result: CallRequest.Result) -> None:
    call = open_call(now.case)
    if call is None:
        return
    call.result, call.ended_on, call.done_by = result, now.day, now.actor
    call.save()
