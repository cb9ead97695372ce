"""A new envelope: sealed in memory and on disk first, saved in one transaction."""

from collections.abc import Iterable
from typing import Self

from complaints.vault import pepper, primitives, storage
from complaints.vault.boxes import Box
from complaints.vault.models import (
    Envelope,
    Lane,
    SealedFile,
    SealedValue,
    Wrap,
)
from complaints.vault.receipts import ReceiptKeys
from complaints.vault.unit_keys import UnitCannotRead
from portal.scattered import scatter
from portal.users.models import Unit

__all__ = ["Draft", "UnitCannotRead"]


class Draft(Box):
    """An envelope that does not exist until `save`; no query before."""

    __slots__ = ("files", "values")

    def __init__(self, envelope: Envelope, key: bytes) -> None:
        super().__init__(envelope, key)
        self.values: list[SealedValue] = []
        self.files: list[SealedFile] = []

    @classmethod
    def new(cls, receipt_keys: ReceiptKeys | None) -> Self:
        """A fresh tip key, wrapped for the receipt where there is one.

        Files are sealed while they arrive, when the form's token is not known yet:
        then `lock_with` comes later.
        """
        draft = cls(Envelope(), primitives.new_key())
        if receipt_keys is not None:
            draft.lock_with(receipt_keys)
        return draft

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

    def seal_contact(self, name: str, phone: str) -> list[SealedValue]:
        """Seals name and phone; `save` saves them."""
        values = super().seal_contact(name, phone)
        self.values += values
        return values

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

    def drop_files(self) -> None:
        """Goes on without files; what they took up is free again."""
        self.discard()
        self.files.clear()

    def _newest_version(self, field: str, number: int) -> int:
        return max(
            (v.version for v in self.values if (v.field, v.number) == (field, number)),
            default=0,
        )
