"""Removing an item's words from all that was ever handed in or uploaded about it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from disclosures.campaigns import Campaign
from disclosures.lists.changes import Change
from disclosures.lists.columns import COLUMNS
from disclosures.lists.items import MODELS
from disclosures.lists.values import CellError, Known, number
from portal.users.models import User
from portal.workdays.clock import now

Row = dict[str, Any]
#: What stands where words stood that were changed.
GONE = "—"


def wipe_old_words(change: Change, user: User) -> None:
    """Leave no word that an approved change put right, nor why; that and when stays.

    Documents of earlier close-outs go as well: they may hold the same words.
    """
    words = MODELS[change.kind].scanned_fields
    numbers = {row["number"] for row in change.rows if row["before"]}
    for other in _handed_in(change.campaign, change.kind, numbers):
        if other.pk == change.pk:
            continue
        other.rows = [
            _emptied(row, words) if row["number"] in numbers else row
            for row in other.rows
        ]
        _wipe_beside(other)
        other.save()
    for row in change.rows:
        for name in words if row["before"] else ():
            if row["before"][name] not in ("", row["after"][name]):
                row["before"][name] = GONE
    change.note = ""
    change.save()
    _send_back_drafts(change.campaign, change.kind, numbers, user)


def wipe_item(campaign: Campaign, kind: str, taken_off: int, user: User) -> None:
    """Leave nothing of an item that was taken off, its documents included."""
    empty: Row = {column.name: "" for column in COLUMNS[kind]}
    gone = {"number": taken_off, "before": None, "after": empty | {"number": taken_off}}
    for change in _handed_in(campaign, kind, {taken_off}):
        change.rows = [
            gone if row["number"] == taken_off else row for row in change.rows
        ]
        _wipe_beside(change)
        change.save()
    _send_back_drafts(campaign, kind, {taken_off}, user)


def _handed_in(campaign: Campaign, kind: str, numbers: set[int]) -> Iterator[Change]:
    changes = Change.objects.of_list(campaign, kind).exclude(act=Change.Act.FREEZE)
    for change in changes.exclude(state=Change.State.DRAFT):
        if any(row["number"] in numbers for row in change.rows):
            yield change


def _wipe_beside(change: Change) -> None:
    """Empty what was said to it as a whole, its document included.

    A reason to send a file back may name a person of any of its items.
    """
    change.note = change.reason = change.document_name = ""
    if change.document:
        change.document.delete(save=False)


def _emptied(row: Row, words: Iterable[str]) -> Row:
    """Return a row without its words; where it changed one can still be seen."""
    before, after = row["before"], row["after"]
    if before:
        changed = [name for name in words if before[name] != after[name]]
        before = before | dict.fromkeys(words, "") | dict.fromkeys(changed, GONE)
    return {**row, "before": before, "after": after | dict.fromkeys(words, "")}


def _send_back_drafts(
    campaign: Campaign, kind: str, numbers: set[int], user: User
) -> None:
    """Empty uploads that may hold the words, too, and tell whose they are."""
    reason = _(
        "Personal data was removed from item %s of this list. This file may hold the"
        " same words, so what was read of it is removed, too: delete them in the file"
        " and upload it again."
    ) % "、".join(map(str, sorted(numbers)))
    known, drafts = Known(campaign), Change.objects.of_list(campaign, kind)
    for draft in drafts.filter(state=Change.State.DRAFT):
        if not any(_may_be(row, numbers, known) for row in draft.sheet["rows"]):
            continue
        draft.sheet, draft.state, draft.reason = {}, Change.State.RETURNED, reason
        draft.decided_by, draft.decided_at = user, now()
        draft.save()


def _may_be(row: Row, numbers: set[int], known: Known) -> bool:
    """Whether a row is about one of the items; without a number it may be any."""
    _place, said = row["cells"].get("number", ("", ""))
    try:
        return number(said, known) in {None, *numbers}
    except CellError:
        return True
