"""Opening a request: who reads is on record first, on the case it belongs to."""

from django.db import transaction
from django.http import HttpRequest

from complaints.cases import AccessRecord, AssistanceRequest
from complaints.casework.reading import Locked
from complaints.vault.boxes import Box
from complaints.vault.keyring import Keyring
from portal.users.models import User


def open_request(
    request: HttpRequest, asked: AssistanceRequest, file: int | None = None
) -> Box:
    """Open a request's envelope, or one of its files, once that is on record.

    Raises `Locked`, or the vault's `NotEntitled` after the record was written.
    """
    keyring = Keyring.of(request)
    if keyring is None:
        raise Locked
    assert isinstance(request.user, User)
    # Durable: inside somebody's transaction the record could still be undone.
    with transaction.atomic(durable=True):
        AccessRecord.objects.create(
            case_id=asked.case_id,
            user=request.user,
            what=AccessRecord.What.REQUEST,
            number=file,
            request=asked,
        )
    return keyring.open(asked.envelope)
