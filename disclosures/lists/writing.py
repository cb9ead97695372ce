"""Writes a list as counties do."""

from disclosures.campaigns import Campaign
from disclosures.lists.changes import Change
from disclosures.lists.columns import COLUMNS, TITLES
from disclosures.lists.public import public_rows
from disclosures.sheets import (
    begin,
    filled_in,
    lay_out,
    new_book,
    put,
    save,
)
from portal.users.models import Unit
from portal.workdays.clock import today

#: Columns whose cells are short and stand in the middle.
SHORT = frozenset({"number", "due", "status", "closed_on", "issued_on", "in_force_on"})
NUMBERS = frozenset({"number", "value"})


def write_list(campaign: Campaign, kind: str) -> bytes:
    """Return the public list as an .xlsx that reads the same when it comes back."""
    book = new_book()
    sheet = book.create_sheet(TITLES[kind])
    columns = COLUMNS[kind]
    line = _filled_in(campaign, kind)
    body = begin(sheet, f"{campaign.title}{TITLES[kind]}", line, columns)
    for row, values in enumerate(public_rows(campaign, kind), body):
        for at, column in enumerate(columns, 1):
            text = values[column.name]
            value = _number(text) if column.name in NUMBERS else text
            put(sheet, row, at, value, centred=column.name in SHORT)
    lay_out(sheet, body)
    return save(book)


def _number(text: str) -> float | int:
    return float(text) if "." in text else int(text)


def _filled_in(campaign: Campaign, kind: str) -> list[str]:
    """Return who is responsible for the sheet: who changed it last."""
    last = (
        Change.objects.of_list(campaign, kind)
        .filter(state=Change.State.APPROVED)
        .exclude(act=Change.Act.FREEZE)
        .select_related("proposed_by", "decided_by")
        .first()
    )
    who, checked_by = (last.proposed_by, last.decided_by) if last else (None, None)
    lead = Unit.objects.filter(is_lead=True).first()
    return filled_in(lead, who, checked_by, today())
