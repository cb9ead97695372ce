"""Whether everything sealed is whole, seen from outside, without any key."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q

from complaints.vault import primitives, storage
from complaints.vault.boxes import wrapping
from complaints.vault.models import (
    Envelope,
    Lane,
    MemberKey,
    Purpose,
    RecoveryCode,
    RecoveryKey,
    SealedFile,
    SealedValue,
    UnitKeyGrant,
    UnitKeyRecovery,
    Unsent,
    Wrap,
)
from complaints.vault.shares import NUMBERS

_SEALED_KEY = primitives.KEY_BYTES + primitives.OVERHEAD
_BOXED_KEY = primitives.KEY_BYTES + primitives.SEAL_BYTES
_CHUNK = 500


def faults() -> Iterator[str]:
    """One line for each thing that is not as it was sealed."""
    yield from _envelopes()
    yield from _values()
    yield from _wraps()
    yield from _keys()
    yield from _recovery()
    yield from _files()


def remove_orphans() -> int:
    """Removes files that belong to no row and that nobody is writing; how many."""
    orphans = _orphans()
    storage.remove(orphans)
    return len(orphans)


def _envelopes() -> Iterator[str]:
    rows = Envelope.objects.annotate(
        tips=Count("wraps", filter=Q(wraps__purpose=Purpose.TIP), distinct=True),
        contacts=Count(
            "values", filter=Q(values__purpose=Purpose.CONTACT), distinct=True
        ),
    )
    for envelope in rows.iterator(_CHUNK):
        if envelope.destroyed_on:
            if _holds_something(envelope):
                yield f"envelope {envelope.pk}: not all of it was destroyed"
            continue
        if not envelope.tips and envelope.receipt_wrap is None:
            yield f"envelope {envelope.pk}: nobody can open it"
        if (envelope.receipt_lookup is None) != (envelope.receipt_wrap is None):
            yield f"envelope {envelope.pk}: half a receipt"
        if envelope.has_contact != bool(envelope.contacts):
            yield f"envelope {envelope.pk}: name and phone do not fit its mark"
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


def _keys() -> Iterator[str]:
    for key in MemberKey.objects.iterator(_CHUNK):
        if len(key.sealed_private) != _SEALED_KEY or len(key.public_key) != 32:
            yield f"member key {key.pk}: damaged"
    for model in (UnitKeyGrant, UnitKeyRecovery):
        for row in model.objects.iterator(_CHUNK):
            if len(row.sealed_private) != _BOXED_KEY:
                yield f"{model._meta.model_name} {row.pk}: damaged"


def _recovery() -> Iterator[str]:
    for code in RecoveryCode.objects.iterator(_CHUNK):
        if len(code.sealed_private) != _SEALED_KEY:
            yield f"recovery code {code.pk}: damaged"
    for recovery in RecoveryKey.objects.live():
        if recovery.shares.count() != len(NUMBERS):
            yield f"recovery key {recovery.pk}: a share is missing"
        pairs = {box.pair for box in recovery.boxes.all()}
        if pairs != {"12", "13", "23"}:
            yield f"recovery key {recovery.pk}: a pair of shares has no box"


def _files() -> Iterator[str]:
    originals = SealedFile.objects.filter(
        envelope=OuterRef("envelope"), number=OuterRef("number"), lane=Lane.ORIGINAL
    )
    for copy in SealedFile.objects.exclude(lane=Lane.ORIGINAL).exclude(
        Exists(originals), lane=Lane.CLEANED
    ):
        yield f"file {copy.path} of {copy.envelope_id}: a copy of nothing"
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
