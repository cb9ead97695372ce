"""The sender's side: an envelope opened by its receipt, kept open by one cookie."""

import base64
import binascii
import hashlib
import hmac
import struct
import time
from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.db import transaction

from complaints.vault import primitives
from complaints.vault.boxes import Box, SealBroken, contact_lock, receipt_place
from complaints.vault.holding import ReceiptChanged
from complaints.vault.models import Envelope, Purpose, ReplacedReceipt
from complaints.vault.receipts import ReceiptKeys
from complaints.vault.unsent import change_key
from portal.users.models import Unit
from portal.workdays.clock import today

#: Seconds without a request after which a mailbox is closed, and in any case.
IDLE = 10 * 60
LONGEST = 2 * 60 * 60
#: Opened at, closes at, envelope, tip key, the sender's own key, the receipt's mark.
_SHAPE = struct.Struct(">QQ16s32s32s16s")


class NoSuchReceipt(Exception):
    """No envelope belongs to this receipt; `replaced` says that one did."""

    def __init__(self, replaced: ReplacedReceipt | None = None) -> None:
        self.replaced = replaced
        super().__init__("no envelope belongs to this receipt")


class SessionOver(Exception):
    """The mailbox was left open too long, or the cookie is not one of ours."""


def open_with_receipt(keys: ReceiptKeys) -> Box:
    """The envelope of a receipt, with name and phone where there are some."""
    envelope = Envelope.objects.filter(receipt_lookup=keys.lookup).first()
    if envelope is None or envelope.receipt_wrap is None:
        raise NoSuchReceipt(
            ReplacedReceipt.objects.select_related("unit")
            .filter(lookup=keys.lookup)
            .first()
        )
    place = receipt_place(envelope, Purpose.TIP)
    key = primitives.unseal(keys.key, envelope.receipt_wrap, place)
    return _box(envelope, key, keys.sender_key)


def belongs(envelope: Envelope, keys: ReceiptKeys) -> bool:
    """Whether a receipt is the one that opens this envelope now."""
    return Envelope.objects.filter(pk=envelope.pk, receipt_lookup=keys.lookup).exists()


@transaction.atomic
def replace_receipt(box: Box, keys: ReceiptKeys, unit: Unit | None = None) -> None:
    """From now on a new receipt opens the envelope, and the old one nothing.

    `unit` handed it out; without one the sender exchanged it. Raises `ReceiptChanged`
    when somebody else was faster, or name and phone came or went meanwhile.
    """
    now = Envelope.objects.select_for_update().get(pk=box.envelope.pk)
    was_one_before = ReplacedReceipt.objects.filter(lookup=keys.lookup).exists()
    if was_one_before or _locks(now) != _locks(box.envelope):
        raise ReceiptChanged
    if now.receipt_lookup is not None:
        ReplacedReceipt.objects.create(
            lookup=now.receipt_lookup, unit=unit, day=today()
        )
    change_key(box, keys.sender_key)
    box.lock_with(keys)
    box.envelope.save(
        update_fields=["receipt_lookup", "receipt_wrap", "receipt_contact_wrap"]
    )


def _locks(envelope: Envelope) -> tuple[object, ...]:
    return (
        envelope.receipt_lookup,
        envelope.receipt_wrap,
        envelope.receipt_contact_wrap,
        envelope.has_contact,
    )


def _box(envelope: Envelope, key: bytes, own: bytes) -> Box:
    """A sender's box, with name and phone where they are kept."""
    contact = None
    if envelope.has_contact and envelope.receipt_contact_wrap is not None:
        place = receipt_place(envelope, Purpose.CONTACT)
        lock = contact_lock(own)
        # A wrap that does not open costs the sender their name, not their mailbox.
        with suppress(SealBroken):
            contact = primitives.unseal(lock, envelope.receipt_contact_wrap, place)
    box = Box(envelope, key, contact)
    box.sender_key = own
    return box


class SenderSession:
    """The mailbox cookie: the opened keys and their expiry; the server keeps nothing.

    Seal a new one into every answer: it then lives `IDLE` seconds from there, and
    never longer than `LONGEST` from the first. It dies with its receipt, whose mark it
    carries.
    """

    @staticmethod
    def seal(box: Box) -> str:
        """A cookie value that opens this box again."""
        assert box.sender_key is not None  # a receipt opened it
        now = int(time.time())
        box.since = box.since or now
        plain = _SHAPE.pack(
            box.since,
            min(now + IDLE, box.since + LONGEST),
            box.envelope.pk.bytes,
            box._key,
            box.sender_key,
            _mark(box.envelope),
        )
        sealed = primitives.seal(_session_key(), plain, b"kaimen1|mailbox")
        return base64.urlsafe_b64encode(sealed).decode()

    @staticmethod
    def open(cookie: str) -> Box:
        """The box in a cookie; raises `SessionOver`."""
        envelope, key, own, since, mark = SenderSession._parts(cookie)
        if not hmac.compare_digest(mark, _mark(envelope)):
            raise SessionOver
        box = _box(envelope, key, own)
        box.since = since
        return box

    @staticmethod
    def envelope(cookie: str) -> Envelope:
        """Whose mailbox it was, even if its receipt was replaced meanwhile.

        For whoever asks again for the new receipt, because the answer got lost.
        """
        return SenderSession._parts(cookie)[0]

    @staticmethod
    def _parts(cookie: str) -> tuple[Envelope, bytes, bytes, int, bytes]:
        try:
            sealed = base64.b64decode(cookie, altchars=b"-_", validate=True)
            plain = primitives.unseal(_session_key(), sealed, b"kaimen1|mailbox")
            since, until, envelope_id, key, own, mark = _SHAPE.unpack(plain)
        except (SealBroken, ValueError, struct.error, binascii.Error):
            raise SessionOver from None
        if time.time() >= until:
            raise SessionOver
        envelope = Envelope.objects.filter(pk=UUID(bytes=envelope_id)).first()
        if envelope is None or envelope.destroyed_on:
            raise SessionOver
        return envelope, key, own, since, mark


def _mark(envelope: Envelope) -> bytes:
    """Tells one receipt of an envelope from the next."""
    lookup = b"mailbox|" + (envelope.receipt_lookup or b"")
    return hashlib.sha256(lookup).digest()[:16]


def _session_key() -> bytes:
    return primitives.subkey(
        primitives.peppered("mailbox", settings.SECRET_KEY.encode()), "mailbox"
    )
