"""The sender's side: an envelope opened by its receipt, kept open by one cookie."""

import base64
import binascii
import struct
import time
from uuid import UUID

from django.conf import settings

from complaints.vault import primitives
from complaints.vault.boxes import Box, SealBroken
from complaints.vault.drafts import receipt_place
from complaints.vault.models import Envelope, Purpose
from complaints.vault.receipts import ReceiptKeys
from complaints.vault.unsent import sender_key

#: Seconds without a request after which a mailbox is closed, and in any case.
IDLE = 10 * 60
LONGEST = 2 * 60 * 60
#: Opened at, closes at, envelope, tip key, the sender's own key, whether there is a
#: contact key, that key.
_SHAPE = struct.Struct(">QQ16s32s32s?32s")


class NoSuchReceipt(Exception):
    """No envelope belongs to this receipt."""


class SessionOver(Exception):
    """The mailbox was left open too long, or the cookie is not one of ours."""


def open_with_receipt(keys: ReceiptKeys) -> Box:
    """The envelope of a receipt, with name and phone where there are some."""
    envelope = Envelope.objects.filter(receipt_lookup=keys.lookup).first()
    if envelope is None or envelope.receipt_wrap is None:
        raise NoSuchReceipt

    def opened(purpose: str, sealed: bytes) -> bytes:
        return primitives.unseal(keys.key, sealed, receipt_place(envelope, purpose))

    contact = envelope.receipt_contact_wrap
    box = Box(
        envelope,
        opened(Purpose.TIP, envelope.receipt_wrap),
        opened(Purpose.CONTACT, contact) if contact else None,
    )
    box.sender_key = sender_key(keys.key)
    return box


class SenderSession:
    """The mailbox cookie: the opened keys and their expiry; the server keeps nothing.

    Seal a new one into every answer: it then lives `IDLE` seconds from there, and
    never longer than `LONGEST` from the first.
    """

    @staticmethod
    def seal(box: Box) -> str:
        """A cookie value that opens this box again."""
        now = int(time.time())
        box.since = box.since or now
        plain = _SHAPE.pack(
            box.since,
            min(now + IDLE, box.since + LONGEST),
            box.envelope.pk.bytes,
            box._key,
            box.sender_key or bytes(primitives.KEY_BYTES),
            box._contact_key is not None,
            box._contact_key or bytes(primitives.KEY_BYTES),
        )
        sealed = primitives.seal(_session_key(), plain, b"kaimen1|mailbox")
        return base64.urlsafe_b64encode(sealed).decode()

    @staticmethod
    def open(cookie: str) -> Box:
        """The box in a cookie; raises `SessionOver`."""
        try:
            sealed = base64.b64decode(cookie, altchars=b"-_", validate=True)
            plain = primitives.unseal(_session_key(), sealed, b"kaimen1|mailbox")
            since, until, envelope_id, key, own, has_contact, contact = _SHAPE.unpack(
                plain
            )
        except (SealBroken, ValueError, struct.error, binascii.Error):
            raise SessionOver from None
        if time.time() >= until:
            raise SessionOver
        envelope = Envelope.objects.filter(pk=UUID(bytes=envelope_id)).first()
        if envelope is None or envelope.destroyed_on:
            raise SessionOver
        has_contact = has_contact and envelope.has_contact
        box = Box(envelope, key, contact if has_contact else None)
        box.since, box.sender_key = since, own
        return box


def _session_key() -> bytes:
    return primitives.subkey(
        primitives.peppered("mailbox", settings.SECRET_KEY.encode()), "mailbox"
    )
