"""What a checked file would change: new items, changed ones, and those that stay."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from disclosures.campaigns import Campaign
from disclosures.lists.changes import Change
from disclosures.lists.checking import Checked, values_of
from disclosures.lists.items import MODELS, ListKind, ProblemItem

Values = dict[str, Any]


@dataclass
class Comparison:
    """New and changed items with their values before and after."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    same: int = 0
    #: Numbers of items that are public and do not stand in the file; they stay.
    absent: list[int] = field(default_factory=list)

    @property
    def new(self) -> int:
        """How many items are new."""
        return sum(row["before"] is None for row in self.rows)

    @property
    def changed(self) -> int:
        """How many items change."""
        return len(self.rows) - self.new


def public_values(campaign: Campaign, kind: str) -> dict[int, Values]:
    """Return the list as it is public, by number; one query."""
    items = MODELS[kind].objects.filter(campaign=campaign)
    if kind == ListKind.PROBLEMS:
        items = items.select_related("estate")
    return {item.number: values_of(item) for item in items}


def withdrawn_numbers(campaign: Campaign, kind: str) -> set[int]:
    """Return the numbers that were taken off the list; they are not used again."""
    changes = Change.objects.of_list(campaign, kind).filter(act=Change.Act.WITHDRAW)
    return {number for number in changes.values_list("number", flat=True) if number}


def next_number(campaign: Campaign, kind: str, *used: int) -> int:
    """Return a number that no item has or had."""
    taken = MODELS[kind].objects.filter(campaign=campaign)
    last = taken.aggregate(last=Max("number"))["last"] or 0
    return max(last, *used, *withdrawn_numbers(campaign, kind), 0) + 1


def compare(campaign: Campaign, kind: str, rows: list[Checked]) -> Comparison:
    """Compare rows without mistakes with what is public.

    A row without a number is the item that says the same, else a new one.
    """
    public = public_values(campaign, kind)
    named = {row.number for row in rows if row.number is not None}
    unnamed = {_content(v): n for n, v in reversed(public.items()) if n not in named}
    free = next_number(campaign, kind, *named) - 1
    found = Comparison()
    for row in rows:
        number = row.number
        if number is None:
            number = unnamed.pop(_content(row.values), None)
        if number is None:
            number = free = free + 1
        named.add(number)
        before, after = public.get(number), row.values | {"number": number}
        if before == after:
            found.same += 1
        else:
            found.rows.append({"number": number, "before": before, "after": after})
    found.absent = [number for number in public if number not in named]
    return found


def _content(values: Values) -> tuple[Any, ...]:
    return tuple(value for name, value in values.items() if name != "number")


def touches_closed(before: Values | None, after: Values) -> bool:
    """Whether an item that was closed out would change by an import."""
    closed = ProblemItem.Status.CLOSED.value
    return bool(before and before.get("status") == closed and before != after)
