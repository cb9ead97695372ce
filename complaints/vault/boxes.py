"""An opened envelope: sealing into it and reading from it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from complaints.vault import primitives, storage
from complaints.vault.models import (
    Envelope,
    Lane,
    Purpose,
    SealedFile,
    SealedValue,
    UnitKey,
    Unsent,
    Wrap,
)
from complaints.vault.primitives import SealBroken
from complaints.vault.receipts import ReceiptKeys
from complaints.vault.unit_keys import UnitCannotRead, current_key
from portal.users.models import Unit
from portal.workdays import clock

__all__ = [
    "Box",
    "Contact",
    "ContactBox",
    "SealBroken",
    "UnitCannotRead",
    "destroy_contact",
    "destroy_envelope",
    "destroy_wraps",
    "digest",
    "discard_file",
    "is_wrapped_for",
    "receipt_place",
    "wrapped_key",
    "wrapping",
]


@dataclass(frozen=True, slots=True)
class Contact:
    """A name and a phone number, opened."""

    name: str = field(repr=False)
    phone: str = field(repr=False)


class ContactBox:
    """What is sealed under one of an envelope's keys; here the one for contacts."""

    purpose: str = Purpose.CONTACT
    __slots__ = ("_key", "envelope")

    def __init__(self, envelope: Envelope, key: bytes) -> None:
        self.envelope = envelope
        self._key = key

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.envelope.pk}>"

    def seal(self, field: str, text: str, number: int = 0) -> SealedValue:
        """Seals a text as the next version of a field; the row is not saved yet."""
        version = self._newest_version(field, number) + 1
        value = SealedValue(
            envelope=self.envelope,
            field=field,
            number=number,
            version=version,
            purpose=self.purpose,
        )
        value.ciphertext = primitives.seal_text(self._key, text, self._place(value))
        return value

    def open(self, field: str, number: int = 0) -> str | None:
        """The newest version of a field, None when there is none."""
        values = self._values().filter(field=field, number=number)
        value = values.order_by("-version").first()
        return None if value is None else self._text(value)

    def open_all(self, field: str) -> dict[int, str]:
        """The newest version of a field for each of its numbers."""
        values = self._values().filter(field=field).order_by("number", "version")
        newest = {value.number: value for value in values}
        return {number: self._text(value) for number, value in newest.items()}

    def _values(self) -> QuerySet[SealedValue]:
        return SealedValue.objects.filter(
            envelope_id=self.envelope.pk, purpose=self.purpose
        )

    def _newest_version(self, field: str, number: int) -> int:
        values = SealedValue.objects.filter(
            envelope_id=self.envelope.pk, field=field, number=number
        )
        return int(values.aggregate(newest=Max("version"))["newest"] or 0)

    def _place(self, value: SealedValue) -> bytes:
        return primitives.associated(
            self.envelope.pk, value.field, value.number, value.version, self.purpose
        )

    def _text(self, value: SealedValue) -> str:
        return primitives.unseal_text(self._key, value.ciphertext, self._place(value))


class Box(ContactBox):
    """An envelope with its tip key in memory.

    Staff open name and phone through `Keyring.open_contact` alone: their boxes only
    pass the contact key on to another unit.
    """

    purpose: str = Purpose.TIP
    __slots__ = ("_beside", "_contact_key", "_shows_contact", "sender_key", "since")

    def __init__(
        self,
        envelope: Envelope,
        key: bytes,
        contact_key: bytes | None = None,
        *,
        shows_contact: bool = True,
        beside: "Callable[[Envelope], Box] | None" = None,
    ) -> None:
        super().__init__(envelope, key)
        self._beside = beside
        self._contact_key = contact_key
        self._shows_contact = shows_contact
        #: When a sender opened it; set and carried on by `mailbox`.
        self.since: int | None = None
        #: Opens what the sender has not sent yet, and the contact key; only a receipt
        #: brings it.
        self.sender_key: bytes | None = None

    def beside(self, envelope: Envelope) -> "Box":
        """Another envelope, opened by the same member; raises `NotEntitled`."""
        if self._beside is None:
            raise ValueError("a receipt opens one envelope only")
        return self._beside(envelope)

    def contact(self) -> ContactBox | None:
        """Name and phone, where this box may show them and they still exist."""
        if self._contact_key is None or not self._shows_contact:
            return None
        return ContactBox(self.envelope, self._contact_key)

    def lock_with(self, receipt_keys: ReceiptKeys) -> None:
        """Wraps both keys for a receipt, in the envelope, which is not saved yet."""
        envelope = self.envelope
        place = receipt_place(envelope, Purpose.TIP)
        envelope.receipt_lookup = receipt_keys.lookup
        envelope.receipt_wrap = primitives.seal(receipt_keys.key, self._key, place)
        self.sender_key = receipt_keys.sender_key
        envelope.receipt_contact_wrap = self._contact_for_receipt()

    def seal_contact(self, name: str, phone: str) -> list[SealedValue]:
        """Seals name and phone under a new key of their own; no row is saved yet."""
        key = self._contact_key = primitives.new_key()
        contact = ContactBox(self.envelope, key)
        self.envelope.has_contact = True
        self.envelope.receipt_contact_wrap = self._contact_for_receipt()
        values = []
        for field_name, text in (("name", name), ("phone", phone)):
            value = SealedValue(
                envelope=self.envelope, field=field_name, purpose=contact.purpose
            )
            value.ciphertext = primitives.seal_text(key, text, contact._place(value))
            values.append(value)
        return values

    def seal_file(
        self, number: int, chunks: Iterable[bytes], lane: str = Lane.ORIGINAL
    ) -> SealedFile:
        """Seals a stream into a file that is on disk for good; the row is not saved.

        Call it outside the transaction, and `discard_file` when that fails.
        """
        path, size, held = storage.write(*self._file_key(number, lane), chunks)
        file = SealedFile(
            envelope=self.envelope, number=number, lane=lane, path=path, size=size
        )
        file.held = held
        return file

    def open_file(self, number: int, lane: str = Lane.ORIGINAL) -> Iterator[bytes]:
        """The pieces of a file; raises `SealBroken`."""
        row = SealedFile.objects.filter(
            envelope_id=self.envelope.pk, number=number, lane=lane
        ).first()
        if row is None:
            raise SealBroken
        return self.open_sealed(row)

    def open_sealed(self, row: SealedFile) -> Iterator[bytes]:
        """The pieces of a file whose row may not be saved yet; raises `SealBroken`."""
        return storage.read(row.path, row.size, *self._file_key(row.number, row.lane))

    def wrap_for(self, unit: Unit) -> list[Wrap]:
        """Rows, not saved yet, that let a unit open this envelope.

        Raises `UnitCannotRead`; call it inside the transaction that saves them.
        """
        return self.wraps_under(current_key(unit))

    def wraps_under(self, unit_key: UnitKey) -> list[Wrap]:
        """The same for one version of a unit's key."""
        return [
            Wrap(
                envelope=self.envelope,
                unit_key=unit_key,
                purpose=purpose,
                sealed=primitives.box_to(
                    unit_key.public_key,
                    wrapping(self.envelope.pk, purpose) + key,
                ),
            )
            for purpose, key in self._keys()
        ]

    def _keys(self) -> Iterator[tuple[str, bytes]]:
        yield Purpose.TIP, self._key
        if self._contact_key is not None and self.envelope.has_contact:
            yield Purpose.CONTACT, self._contact_key

    def _contact_for_receipt(self) -> bytes | None:
        if self.sender_key is None or self._contact_key is None:
            return None
        place = receipt_place(self.envelope, Purpose.CONTACT)
        return primitives.seal(contact_lock(self.sender_key), self._contact_key, place)

    def _file_key(self, number: int, lane: str) -> tuple[bytes, bytes]:
        # The lane is in it, so that a copy never passes for the evidence.
        field = {Lane.ORIGINAL: "file", Lane.CLEANED: "cleaned"}[Lane(lane)]
        place = primitives.associated(self.envelope.pk, field, number, 1, self.purpose)
        return primitives.subkey(self._key, "file"), place


def contact_lock(sender_key: bytes) -> bytes:
    """What the contact key is wrapped under for the receipt."""
    return primitives.subkey(sender_key, "contact")


def receipt_place(envelope: Envelope, purpose: str) -> bytes:
    """What binds a key wrapped for the receipt to its envelope."""
    return primitives.associated(envelope.pk, "receipt", 0, 1, purpose)


def wrapping(envelope: UUID, purpose: str) -> bytes:
    """What stands before a wrapped key, so that a wrap fits one envelope only."""
    return f"kaimen1|{envelope.hex}|{purpose}|".encode()


def wrapped_key(envelope: UUID, purpose: str, opened: bytes) -> bytes:
    """The key in an opened wrap, checked to be this envelope's."""
    head = wrapping(envelope, purpose)
    if not opened.startswith(head) or len(opened) != len(head) + primitives.KEY_BYTES:
        raise SealBroken
    return opened[len(head) :]


def digest(value: SealedValue) -> str:
    """SHA-256 of a sealed value, in hexadecimal; goes into the event."""
    return hashlib.sha256(value.ciphertext).hexdigest()


def discard_file(file: SealedFile) -> None:
    """Removes a sealed file whose row was not saved after all."""
    storage.remove([file.path])


def add_wraps(box: Box, unit: Unit) -> None:
    """Lets a unit in, whether or not it already is."""
    # The sender may have left or deleted name and phone since it was read.
    box.envelope.refresh_from_db(fields=["has_contact"])
    for wrap in box.wrap_for(unit):
        Wrap.objects.update_or_create(
            envelope=wrap.envelope,
            unit_key=wrap.unit_key,
            purpose=wrap.purpose,
            defaults={"sealed": wrap.sealed},
        )


def is_wrapped_for(envelope: Envelope, unit: Unit) -> bool:
    """Whether a unit holds a wrap of an envelope's tip key."""
    wraps = Wrap.objects.filter(envelope=envelope, purpose=Purpose.TIP)
    return wraps.filter(unit_key__unit=unit).exists()


def destroy_wraps(envelope: Envelope, unit: Unit) -> None:
    """Takes an envelope away from a unit, under every version of its key."""
    Wrap.objects.filter(envelope=envelope, unit_key__unit=unit).delete()


@transaction.atomic
def destroy_envelope(envelope: Envelope) -> None:
    """Destroys every wrap, value and file; the empty row stays as a mark.

    The files go once the transaction is through: a crash before that leaves files
    without a row, which nobody can open and `check_vault` names.
    """
    paths = list(envelope.files.values_list("path", flat=True))
    for rows in (envelope.wraps, envelope.values, envelope.files):
        rows.all().delete()
    Unsent.objects.filter(envelope=envelope).delete()
    envelope.receipt_lookup = envelope.receipt_wrap = None
    envelope.receipt_contact_wrap = None
    envelope.has_contact = False
    envelope.destroyed_on = clock.today()
    envelope.save()
    transaction.on_commit(lambda: storage.remove(paths))


@transaction.atomic
def destroy_contact(envelope: Envelope) -> None:
    """Deletes name and phone and every wrap of their key."""
    Wrap.objects.filter(envelope=envelope, purpose=Purpose.CONTACT).delete()
    SealedValue.objects.filter(envelope=envelope, purpose=Purpose.CONTACT).delete()
    envelope.has_contact = False
    envelope.receipt_contact_wrap = None
    envelope.save(update_fields=["has_contact", "receipt_contact_wrap"])
