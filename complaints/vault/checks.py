"""Whether everything sealed is whole, seen from outside, without any key."""

from collections.abc import Iterator
from itertools import chain
from typing import Protocol

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet

from complaints.vault import codes, primitives, shares, storage
from complaints.vault.boxes import wrapping
from complaints.vault.models import (
    Envelope,
    Lane,
    MemberKey,
    PepperMark,
    Purpose,
    RecoveryBox,
    RecoveryCode,
    RecoveryKey,
    RecoveryPart,
    RecoveryShare,
    ReplacedReceipt,
    SealedFile,
    SealedValue,
    UnitKey,
    UnitKeyGrant,
    UnitKeyRecovery,
    Unsent,
    Wrap,
)

_KEY = primitives.KEY_BYTES
_SEALED_KEY = _KEY + primitives.OVERHEAD
_BOXED_KEY = _KEY + primitives.SEAL_BYTES
_CHUNK = 500
#: What is sealed under a contact key.
_CONTACT = ("name", "phone")
#: How long each column is where it is not empty.
_LENGTHS: tuple[tuple[type[Model], dict[str, int]], ...] = (
    (Envelope, {"receipt_lookup": _KEY}),
    (ReplacedReceipt, {"lookup": _KEY}),
    (PepperMark, {"mark": _KEY}),
    (MemberKey, {"public_key": _KEY, "salt": 16, "sealed_private": _SEALED_KEY}),
    (UnitKey, {"public_key": _KEY}),
    (UnitKeyGrant, {"sealed_private": _BOXED_KEY}),
    (UnitKeyRecovery, {"sealed_private": _BOXED_KEY}),
    (
        RecoveryCode,
        {
            "sealed_private": _SEALED_KEY,
            "shown": codes.DIGITS + primitives.SEAL_BYTES,
        },
    ),
    (RecoveryKey, {"public_key": _KEY}),
    (
        RecoveryShare,
        {"public_key": _KEY, "sealed": shares.SHARE_DIGITS + primitives.SEAL_BYTES},
    ),
    (RecoveryBox, {"sealed": _SEALED_KEY}),
    (RecoveryPart, {"sealed": _BOXED_KEY + primitives.OVERHEAD}),
)


class Witness(Protocol):
    """Another room, which knows what the vault should hold for it."""

    def lost_files(self) -> Iterator[str]:
        """One line for each file whose own row is missing."""

    def faults(self) -> Iterator[str]:
        """One line for whatever else does not fit."""


#: Who is asked; the vault itself knows of no cases.
witnesses: list[Witness] = []


def faults() -> Iterator[str]:
    """One line for each thing that is not as it was sealed."""
    yield from _envelopes()
    yield from _values()
    yield from _wraps()
    yield from _lengths()
    yield from _recovery()
    yield from _lost_files()
    yield from _files()
    for witness in witnesses:
        yield from witness.faults()


def remove_orphans() -> int:
    """Removes files that belong to no row and that nobody is writing; how many.

    None while a file's row is missing: it may be one of them, and evidence.
    """
    if any(True for _fault in _lost_files()):
        return 0
    orphans = _orphans()
    storage.remove(orphans)
    return len(orphans)


def _envelopes() -> Iterator[str]:
    rows = Envelope.objects.annotate(
        tips=Count("wraps", filter=Q(wraps__purpose=Purpose.TIP), distinct=True),
        contacts=Count(
            "values__field", filter=Q(values__purpose=Purpose.CONTACT), distinct=True
        ),
    )
    for envelope in rows.iterator(_CHUNK):
        if envelope.destroyed_on:
            if _holds_something(envelope):
                yield f"envelope {envelope.pk}: not all of it was destroyed"
            continue
        if not envelope.tips:
            yield f"envelope {envelope.pk}: no unit can open it"
        if (envelope.receipt_lookup is None) != (envelope.receipt_wrap is None):
            yield f"envelope {envelope.pk}: half a receipt"
        if envelope.contacts != (len(_CONTACT) if envelope.has_contact else 0):
            yield f"envelope {envelope.pk}: name and phone do not fit its mark"
        opens_contact = envelope.has_contact and envelope.receipt_wrap is not None
        if opens_contact != (envelope.receipt_contact_wrap is not None):
            yield f"envelope {envelope.pk}: name and phone do not fit its receipt"
        for wrap in (envelope.receipt_wrap, envelope.receipt_contact_wrap):
            if wrap is not None and len(wrap) != _SEALED_KEY:
                yield f"envelope {envelope.pk}: a key for the receipt is damaged"


def _holds_something(envelope: Envelope) -> bool:
    rows = (envelope.wraps, envelope.values, envelope.files)
    return bool(envelope.receipt_wrap) or any(some.exists() for some in rows)


def _values() -> Iterator[str]:
    for value in SealedValue.objects.order_by("pk").iterator(_CHUNK):
        if not primitives.is_sealed_text_length(len(value.ciphertext)):
            yield f"value {value.pk} ({value}) of {value.envelope_id}: damaged"
        if value.purpose not in Purpose.values:
            yield f"value {value.pk} ({value}) of {value.envelope_id}: no such purpose"
    for unsent in Unsent.objects.order_by("pk").iterator(_CHUNK):
        if not primitives.is_sealed_text_length(len(unsent.ciphertext)):
            yield f"{unsent}: damaged"


def _wraps() -> Iterator[str]:
    for wrap in Wrap.objects.order_by("pk").iterator(_CHUNK):
        head = len(wrapping(wrap.envelope_id, wrap.purpose))
        if len(wrap.sealed) != head + _BOXED_KEY:
            yield f"wrap {wrap.pk} of {wrap.envelope_id}: damaged"
    tips, contacts = (Wrap.objects.filter(purpose=each) for each in Purpose)
    named = tips.filter(envelope__has_contact=True)
    for wrap in named.exclude(Exists(_partners(Purpose.CONTACT))):
        yield f"wrap {wrap.pk} of {wrap.envelope_id}: without one for name and phone"
    for wrap in contacts.exclude(
        Exists(_partners(Purpose.TIP)), envelope__has_contact=True
    ):
        yield f"wrap {wrap.pk} of {wrap.envelope_id}: opens a name without its tip"


def _partners(purpose: Purpose) -> QuerySet[Wrap]:
    """Wraps to any version of the same unit's key, of the same envelope."""
    return Wrap.objects.filter(
        envelope=OuterRef("envelope"),
        unit_key__unit=OuterRef("unit_key__unit"),
        purpose=purpose,
    )


def _lengths() -> Iterator[str]:
    for model, columns in _LENGTHS:
        rows = model._default_manager.order_by("pk").values_list("pk", *columns)
        for pk, *cells in rows.iterator(_CHUNK):
            for cell, length in zip(cells, columns.values(), strict=True):
                if cell is not None and len(cell) != length:
                    yield f"{model._meta.verbose_name} {pk}: damaged"


def _recovery() -> Iterator[str]:
    for recovery in RecoveryKey.objects.live():
        if recovery.shares.count() != len(shares.NUMBERS):
            yield f"recovery key {recovery.pk}: a share is missing"
        pairs = {box.pair for box in recovery.boxes.all()}
        if pairs != {"12", "13", "23"}:
            yield f"recovery key {recovery.pk}: a pair of shares has no box"


def _lost_files() -> Iterator[str]:
    return chain(_copies_of_nothing(), *(each.lost_files() for each in witnesses))


def _copies_of_nothing() -> Iterator[str]:
    originals = SealedFile.objects.filter(
        envelope=OuterRef("envelope"), number=OuterRef("number"), lane=Lane.ORIGINAL
    )
    for copy in SealedFile.objects.exclude(lane=Lane.ORIGINAL).exclude(
        Exists(originals), lane=Lane.CLEANED
    ):
        yield f"file {copy.path} of {copy.envelope_id}: a copy of nothing"


def _files() -> Iterator[str]:
    for file in SealedFile.objects.order_by("pk").iterator(_CHUNK):
        path = storage.root() / file.path
        if not path.is_file():
            yield f"file {file.path} of {file.envelope_id}: gone"
        elif path.stat().st_size != file.size or not storage.is_size_on_disk(file.size):
            yield f"file {file.path} of {file.envelope_id}: wrong length"
        elif not storage.begins_well(file.path):
            yield f"file {file.path} of {file.envelope_id}: damaged"
    for name in _orphans():
        yield f"file {name}: belongs to no row"


def _orphans() -> list[str]:
    """Files that a crash left without a row, half written (`.part`) or whole.

    The lock is looked at before the row: whoever lets go of it has committed.
    """
    if not storage.root().is_dir():
        return []
    on_disk = {path.name for path in storage.root().iterdir()}
    known = set(SealedFile.objects.values_list("path", flat=True))
    free = [name for name in on_disk - known if not storage.is_held(name)]
    late = set(SealedFile.objects.filter(path__in=free).values_list("path", flat=True))
    return sorted(set(free) - late)
