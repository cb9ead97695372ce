"""A new envelope: sealed in memory and on disk first, saved in one transaction."""

from collections.abc import Iterable
from typing import Self

from complaints.vault import pepper, primitives, storage
from complaints.vault.boxes import Box, ContactBox
from complaints.vault.models import (
    Envelope,
    Lane,
    Purpose,
    SealedFile,
    SealedValue,
    Wrap,
)
from complaints.vault.receipts import ReceiptKeys
from complaints.vault.unit_keys import UnitCannotRead
from portal.scattered import scatter
from portal.users.models import Unit

__all__ = ["Draft", "UnitCannotRead", "receipt_place"]


class Draft(Box):
    """An envelope that does not exist until `save`; no query before."""

    __slots__ = ("_receipt_keys", "files", "values")

    def __init__(self, envelope: Envelope, key: bytes) -> None:
        super().__init__(envelope, key)
        self._receipt_keys: ReceiptKeys | None = None
        self.values: list[SealedValue] = []
        self.files: list[SealedFile] = []

    @classmethod
    def new(cls, receipt_keys: ReceiptKeys | None) -> Self:
        """A fresh tip key, wrapped for the receipt where there is one."""
        draft = cls(Envelope(), primitives.new_key())
        if receipt_keys is not None:
            draft.lock_with(receipt_keys)
        return draft

    def lock_with(self, receipt_keys: ReceiptKeys) -> None:
        """Wraps the tip key for the receipt; before `seal_contact`.

        Files are sealed while they arrive, when the form's token is not known yet.
        """
        self._receipt_keys = receipt_keys
        self.envelope.receipt_lookup = receipt_keys.lookup
        self.envelope.receipt_wrap = self._for_receipt(Purpose.TIP, self._key)

    def seal(self, field: str, text: str, number: int = 0) -> SealedValue:
        """Seals a text; `save` saves it."""
        value = super().seal(field, text, number)
        self.values.append(value)
        return value

    def seal_file(
        self, number: int, chunks: Iterable[bytes], lane: str = Lane.ORIGINAL
    ) -> SealedFile:
        """Seals a file onto the disk; `save` saves its row, `discard` removes it."""
        file = super().seal_file(number, chunks, lane)
        self.files.append(file)
        return file

    def seal_contact(self, name: str, phone: str) -> None:
        """Seals name and phone under a key of their own."""
        key = self._contact_key = primitives.new_key()
        contact = ContactBox(self.envelope, key)
        self.envelope.has_contact = True
        for field, text in (("name", name), ("phone", phone)):
            value = SealedValue(
                envelope=self.envelope, field=field, purpose=contact.purpose
            )
            value.ciphertext = primitives.seal_text(key, text, contact._place(value))
            self.values.append(value)
        if self._receipt_keys is not None:
            self.envelope.receipt_contact_wrap = self._for_receipt(Purpose.CONTACT, key)

    def save(self, units: Iterable[Unit]) -> None:
        """Writes everything, inside the caller's transaction.

        Raises `UnitCannotRead` or `WrongPepper` before anything is written.
        """
        pepper.check()
        once = dict.fromkeys(units)
        wraps: list[Wrap] = [wrap for unit in once for wrap in self.wrap_for(unit)]
        self.envelope.save(force_insert=True)
        scatter([*self.values, *self.files, *wraps])
        SealedValue.objects.bulk_create(self.values)
        SealedFile.objects.bulk_create(self.files)
        Wrap.objects.bulk_create(wraps)

    def discard(self) -> None:
        """Removes the files, after a transaction that failed."""
        storage.remove([file.path for file in self.files])

    def _newest_version(self, field: str, number: int) -> int:
        return max(
            (v.version for v in self.values if (v.field, v.number) == (field, number)),
            default=0,
        )

    def _for_receipt(self, purpose: str, key: bytes) -> bytes:
        assert self._receipt_keys is not None
        place = receipt_place(self.envelope, purpose)
        return primitives.seal(self._receipt_keys.key, key, place)


def receipt_place(envelope: Envelope, purpose: str) -> bytes:
    """What binds a key wrapped for the receipt to its envelope."""
    return primitives.associated(envelope.pk, "receipt", 0, 1, purpose)
