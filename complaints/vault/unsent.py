"""What a sender began to write and did not send: sealed for the receipt alone.

The units hold the tip key, so it is not sealed with that one but with a key derived
from the receipt's, which exists nowhere but in the open mailbox. One row for a tip,
without a day, a number or a version, and gone once it is sent.
"""

import json
from collections.abc import Mapping
from contextlib import suppress

from django.db import transaction

from complaints.vault import primitives
from complaints.vault.boxes import Box, SealBroken
from complaints.vault.holding import hold
from complaints.vault.models import Envelope, Unsent

#: Texts by the name of the field they were typed in.
Texts = dict[str, str]


def found(box: Box) -> Texts:
    """What was kept, empty when nothing was."""
    row = Unsent.objects.filter(envelope_id=box.envelope.pk).first()
    if row is None or box.sender_key is None:
        return {}
    text = primitives.unseal_text(box.sender_key, row.ciphertext, _place(box.envelope))
    texts: Texts = json.loads(text)
    return texts


@transaction.atomic
def keep(box: Box, texts: Mapping[str, str]) -> None:
    """Keep these texts beside those of other fields; an empty one is forgotten.

    Raises `ReceiptChanged` when another receipt opens the envelope by now.
    """
    if box.sender_key is None:
        return
    hold(box)
    before = _readable(box)
    after = {name: text for name, text in {**before, **texts}.items() if text.strip()}
    if not after:
        Unsent.objects.filter(envelope_id=box.envelope.pk).delete()
    elif after != before:
        Unsent.objects.update_or_create(
            envelope=box.envelope,
            defaults={"ciphertext": _sealed(box.envelope, box.sender_key, after)},
        )


@transaction.atomic
def change_key(box: Box, sender_key: bytes) -> None:
    """Let another receipt open what was kept, when a sender exchanges theirs.

    Staff who hand out a new receipt cannot open it: then it is gone.
    """
    if box.sender_key is None:
        Unsent.objects.filter(envelope_id=box.envelope.pk).delete()
        return
    texts = _readable(box)
    box.sender_key = sender_key
    rows = Unsent.objects.filter(envelope_id=box.envelope.pk)
    if texts:
        rows.update(ciphertext=_sealed(box.envelope, box.sender_key, texts))
    else:
        rows.delete()


def _readable(box: Box) -> Texts:
    """What was kept; what is damaged must not stand in the way of the next text."""
    with suppress(SealBroken):
        return found(box)
    return {}


def _sealed(envelope: Envelope, key: bytes, texts: Texts) -> bytes:
    plain = json.dumps(texts, ensure_ascii=False, sort_keys=True)
    return primitives.seal_text(key, plain, _place(envelope))


def _place(envelope: Envelope) -> bytes:
    return primitives.associated(envelope.pk, "unsent", 0, 1, "sender")
