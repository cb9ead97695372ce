"""Reading what is sealed: the record first, committed, then the content."""

import json
from collections.abc import Iterable

from django.db import transaction
from django.http import HttpRequest

from complaints import workflow
from complaints.cases import AccessRecord, AssistanceRequest, Attachment, Case
from complaints.vault.boxes import Box, Contact
from complaints.vault.keyring import Keyring
from portal.users.models import User

What = AccessRecord.What


class Locked(Exception):
    """This sign-in has not opened the member's key."""


def open_case(request: HttpRequest, case: Case) -> Box:
    """Open a case's envelope; whoever reads this far is on record.

    Raises `Locked`, or the vault's `NotEntitled` after the record was written.
    """
    keyring = _keyring(request)
    _record(request, case, What.CASE)
    box = keyring.open(case.envelope)
    index_place(case, keyring, box)
    return box


def open_contact(request: HttpRequest, case: Case, reason: str) -> Contact:
    """Open name and phone, a separate act with a record and an event of its own.

    The sender's mailbox shows the event, so it is written before anything is shown.
    """
    keyring = _keyring(request)
    _record(request, case, What.CONTACT)
    box, contact = keyring.open(case.envelope), keyring.open_contact(case.envelope)
    workflow.contact_opened(case, actor=keyring.user, box=box, reason=reason)
    return contact


def open_for_file(
    request: HttpRequest, case: Case, attachment: Attachment, what: str
) -> Box:
    """Open a case for one attachment; its number and which copy are in the record."""
    keyring = _keyring(request)
    _record(request, case, what, attachment.number)
    return keyring.open(case.envelope)


def open_clarification(request: HttpRequest, case: Case, number: int) -> dict[str, str]:
    """Open a letter of clarification; taking it out of the file is an export."""
    keyring = _keyring(request)
    _record(request, case, What.EXPORT, number)
    text = keyring.open(case.envelope).open("clarification", number)
    return dict(json.loads(text or "{}"))


def open_for_export(
    request: HttpRequest, case: Case, requests: Iterable[AssistanceRequest]
) -> Box:
    """Open a case and its requests to copy them out: all of it on record before."""
    keyring = _keyring(request)
    assert isinstance(request.user, User)
    with transaction.atomic(durable=True):
        record(request.user, case, What.EXPORT)
        for asked in requests:
            record(request.user, case, What.EXPORT, request=asked)
    return keyring.open(case.envelope)


def _keyring(request: HttpRequest) -> Keyring:
    keyring = Keyring.of(request)
    if keyring is None:
        raise Locked
    return keyring


def _record(
    request: HttpRequest, case: Case, what: str, number: int | None = None
) -> None:
    assert isinstance(request.user, User)
    # Durable: inside somebody's transaction the record could still be undone.
    with transaction.atomic(durable=True):
        record(request.user, case, what, number)


def record(
    user: User,
    case: Case,
    what: str,
    number: int | None = None,
    *,
    request: AssistanceRequest | None = None,
) -> None:
    """Write down that `user` is about to read; the caller sees to the commit."""
    AccessRecord.objects.create(
        case=case, user=user, what=what, number=number, request=request
    )


def index_place(case: Case, keyring: Keyring, box: Box) -> None:
    """Note which flat it is about, in a way that only the unit's key can compare.

    Only a member of the unit that handles the case can: the server alone cannot.
    """
    if case.place_index or not (place := box.open("place")):
        return
    index = keyring.place_index(case.unit, place, str(case.estate or ""))
    if index:
        Case.objects.filter(pk=case.pk, unit=case.unit).update(place_index=index)
        case.place_index = index


def mark_read(case: Case, user: User) -> None:
    """The unit that handles a case has seen what the sender wrote last."""
    if case.is_unread and user.current_units().filter(pk=case.unit_id).exists():
        Case.objects.filter(pk=case.pk).update(is_unread=False)
        case.is_unread = False
