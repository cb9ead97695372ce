"""Names of estates and units, which the lists, proposals and frozen lists keep as text.

A name that is removed leaves the columns of its kind; what was typed into texts stays.
"""

from typing import Any

from disclosures.campaigns import Campaign
from disclosures.estates import Estate
from disclosures.lists.changes import Change, FrozenList
from disclosures.lists.freezing import freeze_anew, items_of
from disclosures.lists.items import MODELS, ProblemItem, RuleItem
from portal.users.models import Unit

Values = dict[str, Any]
#: The column in which names of a kind stand.
COLUMNS = {Estate: "estate", Unit: "units"}
BETWEEN = "、"


def take_out_name(kind: type[Any], name: str, left: str) -> None:
    """Put a dash in place of a name, in every column that holds it."""
    column = COLUMNS[kind]
    # What is being decided is decided first.
    list(Campaign.objects.select_for_update().order_by("pk"))
    for change in Change.objects.exclude(act=Change.Act.FREEZE):
        rows = [row[when] for row in change.rows for when in ("before", "after")]
        if _replace(rows, column, name, left):
            change.save(update_fields=["rows"])
    for model in (ProblemItem, RuleItem) if kind is Unit else ():
        for item in model.objects.filter(units__contains=name):
            values = {column: item.units}
            if _replace([values], column, name, left):
                model.objects.filter(pk=item.pk).update(**values)
    for frozen in FrozenList.objects.all():
        items = items_of(frozen)
        if _replace(items, column, name, left):
            freeze_anew(frozen, items, {"column": column})


def items_telling(words: str) -> list[Any]:
    """Return the items that hold words in a text of theirs, or held them before."""
    found: set[tuple[int, str, int]] = set()
    for change in Change.objects.filter(state=Change.State.APPROVED):
        for row in change.rows:
            if words in change.note or _tells(row, words):
                found.add((change.campaign_id, change.kind, row["number"]))
    return [
        item
        for model in MODELS.values()
        for item in model.objects.order_by("number")
        if (item.campaign_id, item.kind, item.number) in found
    ]


def _replace(rows: list[Any], column: str, name: str, left: str) -> bool:
    """Replace one whole name, and say whether it stood there."""
    is_there = False
    for values in rows:
        said = (values or {}).get(column) or ""
        pieces = [said] if said == name else said.split(BETWEEN)
        if name in pieces:
            pieces = [left if one == name else one for one in pieces]
            values[column], is_there = BETWEEN.join(pieces), True
    return is_there


def _tells(row: Values, words: str) -> bool:
    names = COLUMNS.values()
    return any(
        words in str(said)
        for values in (row.get("before"), row.get("after"))
        for column, said in (values or {}).items()
        if column not in names
    )
