"""Holding an envelope for a sender: from here on its receipt cannot be exchanged."""

from django.db.models import QuerySet

from complaints.vault.boxes import Box
from complaints.vault.models import Envelope


class ReceiptChanged(Exception):
    """The envelope was locked anew since this box was opened."""


def still_opens(box: Box) -> bool:
    """Whether the receipt that opened a box is the one that opens it now."""
    return _same(box).exists()


def hold(box: Box) -> None:
    """Lock the envelope until the transaction ends; raises `ReceiptChanged`.

    What a sender's box seals is sealed under its receipt: under a dead one, nobody
    could open it again.
    """
    if not _same(box).select_for_update().exists():
        raise ReceiptChanged


def _same(box: Box) -> QuerySet[Envelope]:
    envelope = box.envelope
    return Envelope.objects.filter(
        pk=envelope.pk, receipt_lookup=envelope.receipt_lookup
    )
