"""The leaf of an event: a commitment that hides the event and pins it (design §7)."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from complaints.cases import CaseEvent
from complaints.topics import Kind

VERSION = 1
NONCE_BYTES = 32
#: Words the log knows; the first of its kind in a case counts, all else is `other`.
COUNTED = {"receive": "received", "accept": "accepted", "conclude": "concluded"}
OTHER = "other"


def canonical(value: Mapping[str, Any]) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8, as RFC 8785 for what we write.

    Keys are ASCII and numbers whole, so that nothing of RFC 8785 is left out.
    """
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode()


def period_of(day: date) -> str:
    """The fortnight of a day: `2021-06-a` to the 15th, then `2021-06-b`."""
    return f"{day:%Y-%m}-{'a' if day.day <= 15 else 'b'}"


def document(event: CaseEvent) -> dict[str, Any]:
    """The whole event as it is committed to."""
    case = event.case
    return {
        "v": VERSION,
        "case": case.number,
        "kind": str(case.kind),
        "topic": str(case.topic),
        "sequence": event.sequence,
        "event": str(event.name),
        "from": str(event.from_state),
        "to": str(event.to_state),
        "unit": event.unit_id,
        "to_unit": event.to_unit_id,
        "actor": event.actor_id,
        "day": event.day.isoformat(),
        "at": _instant(event.at),
        "due": event.due_on.isoformat() if event.due_on else None,
        "provisional": event.due_is_provisional,
        "outcome": str(event.outcome),
        "digests": event.digests,
    }


def seal_event(event: CaseEvent) -> CaseEvent:
    """Give an unsaved event, complete but for them, its nonce and its leaf."""
    event.nonce = secrets.token_bytes(NONCE_BYTES)
    event.leaf = canonical(
        {
            "v": VERSION,
            "event": _public_name(event),
            "period": period_of(event.day),
            "commitment": commitment(event),
        }
    ).decode()
    return event


def commitment(event: CaseEvent) -> str:
    """SHA-256 of the nonce and the canonical JSON of the whole event."""
    return hashlib.sha256(bytes(event.nonce) + canonical(document(event))).hexdigest()


def check(event: CaseEvent, *, is_first: bool | None = None) -> bool:
    """Whether an event is still what its leaf commits to.

    Those of a destroyed case, parted from their nonces, are not. Whoever knows whether
    it is the first of its name in its case spares asking the database.
    """
    if len(bytes(event.nonce)) != NONCE_BYTES:
        return False
    try:
        leaf = json.loads(event.leaf)
    except ValueError:
        return False
    if not isinstance(leaf, dict) or canonical(leaf).decode() != event.leaf:
        return False
    promised = str(leaf.pop("commitment", ""))
    return hmac.compare_digest(promised.encode(), commitment(event).encode()) and (
        leaf
        == {
            "v": VERSION,
            "event": _public_name(event, is_first),
            "period": period_of(event.day),
        }
    )


def _public_name(event: CaseEvent, is_first: bool | None = None) -> str:
    """What the log may say of an event; of official tips nothing."""
    name = COUNTED.get(event.name, OTHER)
    if name == OTHER or event.case.kind == Kind.OFFICIAL:
        return OTHER
    if is_first is not None:
        return name if is_first else OTHER
    earlier = CaseEvent.objects.filter(
        case_id=event.case_id, name=event.name, sequence__lt=event.sequence
    )
    return OTHER if earlier.exists() else name


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
