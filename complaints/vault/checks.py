"""Whether everything sealed is whole, seen from outside, without any key."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Count, Q
from django.utils import timezone

from complaints.vault import primitives, storage
from complaints.vault.boxes import wrapping
from complaints.vault.models import (
    Envelope,
    MemberKey,
    Purpose,
    RecoveryKey,
    SealedFile,
    SealedValue,
    UnitKeyGrant,
    UnitKeyRecovery,
    Wrap,
)
from portal.workdays import clock

_SEALED_KEY = primitives.KEY_BYTES + primitives.OVERHEAD
_BOXED_KEY = primitives.KEY_BYTES + primitives.SEAL_BYTES
_CHUNK = 500


def faults() -> Iterator[str]:
    """One line for each thing that is not as it was sealed."""
    yield from _envelopes()
    yield from _values()
    yield from _wraps()
    yield from _keys()
    yield from _files()


def remove_orphans() -> int:
    """Removes files without a row that are older than today; how many."""
    midnight = timezone.make_aware(datetime.combine(clock.today(), time.min))
    old = [
        name
        for name in _orphans()
        if (storage.root() / name).stat().st_mtime < midnight.timestamp()
    ]
    storage.remove(old)
    return len(old)


def _envelopes() -> Iterator[str]:
    rows = Envelope.objects.annotate(
        tips=Count("wraps", filter=Q(wraps__purpose=Purpose.TIP), distinct=True),
        contacts=Count(
            "values", filter=Q(values__purpose=Purpose.CONTACT), distinct=True
        ),
    )
    for envelope in rows.iterator(_CHUNK):
        if not envelope.tips and envelope.receipt_wrap is None:
            yield f"envelope {envelope.pk}: nobody can open it"
        if (envelope.receipt_lookup is None) != (envelope.receipt_wrap is None):
            yield f"envelope {envelope.pk}: half a receipt"
        if envelope.has_contact != bool(envelope.contacts):
            yield f"envelope {envelope.pk}: name and phone do not fit its mark"
        for wrap in (envelope.receipt_wrap, envelope.receipt_contact_wrap):
            if wrap is not None and len(wrap) != _SEALED_KEY:
                yield f"envelope {envelope.pk}: a key for the receipt is damaged"


def _values() -> Iterator[str]:
    for value in SealedValue.objects.order_by("pk").iterator(_CHUNK):
        if not primitives.is_sealed_text_length(len(value.ciphertext)):
            yield f"value {value.pk} ({value}) of {value.envelope_id}: damaged"
        if value.purpose not in Purpose.values:
            yield f"value {value.pk} ({value}) of {value.envelope_id}: no such purpose"


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
    for recovery in RecoveryKey.objects.filter(is_in_use=True):
        pairs = {box.pair for box in recovery.boxes.all()}
        if pairs != {"12", "13", "23"}:
            yield f"recovery key {recovery.pk}: a pair of shares has no box"


def _files() -> Iterator[str]:
    for file in SealedFile.objects.order_by("pk").iterator(_CHUNK):
        path = storage.root() / file.path
        if not path.is_file():
            yield f"file {file.path} of {file.envelope_id}: gone"
        elif path.stat().st_size != file.size or not storage.is_size_on_disk(file.size):
            yield f"file {file.path} of {file.envelope_id}: wrong length"
    for name in _orphans():
        yield f"file {name}: belongs to no row"


def _orphans() -> list[str]:
    """Files on disk without a row; `.part` is what a crash left half written."""
    if not storage.root().is_dir():
        return []
    known = set(SealedFile.objects.values_list("path", flat=True))
    return sorted(p.name for p in storage.root().iterdir() if p.name not in known)
