"""What was corrected or withdrawn, as readers see it: when, why, old and new words."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from disclosures.campaigns import Campaign
from disclosures.lists.changes import Change
from disclosures.lists.columns import COLUMNS
from disclosures.lists.showing import shown_value

#: So many are shown, the newest first.
MOST = 30
#: Progress, which the list itself shows; no correction.
PROGRESS = frozenset({"status", "result", "closed_on", "evidence"})


@dataclass
class Corrected:
    """One item that was corrected or withdrawn."""

    on: date
    number: int
    note: str
    is_withdrawn: bool
    #: Column, old words, new words; empty where the old words are not shown.
    lines: list[tuple[str, str, str]] = field(default_factory=list)


def corrections(campaign: Campaign, kind: str) -> list[Corrected]:
    """Return the newest; one query.

    Where old words pointed at a person, only that and when the item was corrected.
    """
    changes = (
        Change.objects.of_list(campaign, kind)
        .filter(state=Change.State.APPROVED)
        .filter(~Q(act=Change.Act.FREEZE))
        .order_by("-decided_at", "-pk")
    )
    issues = {issue.number: issue.text for issue in campaign.focus_issues.all()}
    hidden: set[int] = set()
    found: list[Corrected] = []
    for change in changes:
        day = timezone.localdate(change.decided_at) if change.decided_at else date.min
        if change.act == Change.Act.WITHDRAW and change.number:
            hidden.add(change.number)
            found.append(Corrected(day, change.number, change.note, is_withdrawn=True))
            continue
        for row in change.rows:
            number = row["number"]
            if change.hides_old and row["before"]:
                hidden.add(number)
            if not (lines := _lines(kind, row, issues)):
                continue
            note, shown = ("", []) if number in hidden else (change.note, lines)
            found.append(Corrected(day, number, note, False, shown))
    return found[:MOST]


def _lines(
    kind: str, row: dict[str, Any], issues: dict[int, str]
) -> list[tuple[str, str, str]]:
    before, after = row["before"], row["after"]
    if not before:
        return []
    return [
        (
            column.label(kind),
            shown_value(column.name, before.get(column.name), issues),
            shown_value(column.name, after[column.name], issues),
        )
        for column in COLUMNS[kind]
        if (column.name not in PROGRESS or before.get("closed_on"))
        and before.get(column.name) != after[column.name]
    ]
