"""An uploaded list on its way: kept as it was read, corrected cell by cell."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from disclosures.campaigns import Campaign
from disclosures.lists.changes import Change
from disclosures.lists.checking import Checked, check_rows
from disclosures.lists.columns import COLUMNS, Column
from disclosures.lists.comparing import (
    Comparison,
    compare,
    touches_closed,
    withdrawn_numbers,
)
from disclosures.lists.sheets import Sheet, SheetRow, SheetTotal, wrong_totals
from disclosures.lists.values import Known
from portal.scan import scan
from portal.users.models import User

#: So many mistakes are corrected here; with more, the file is.
MOST_CORRECTED = 200


@dataclass
class Mistake:
    """What is wrong with one cell, and the field that corrects it."""

    place: str
    column: str
    text: str
    reasons: list[str]

    @property
    def field(self) -> str:
        """Name the field of the form."""
        return f"cell-{self.place}"


@dataclass
class Preview:
    """What the person sees who uploaded the file."""

    columns: tuple[Column, ...]
    rows: list[Checked]
    mistakes: list[Mistake]
    comparison: Comparison | None
    notes: list[str]

    @property
    def too_many(self) -> bool:
        """Whether the file itself has to be put right."""
        return len(self.mistakes) > MOST_CORRECTED

    @property
    def by_place(self) -> dict[str, Mistake]:
        """The mistakes by the cell they stand in."""
        return {mistake.place: mistake for mistake in self.mistakes if mistake.place}

    @property
    def below_the_table(self) -> list[Mistake]:
        """Mistakes in cells that the table does not show: those of 合计 rows."""
        shown = {place for row in self.rows for place, _text in row.cells.values()}
        return [m for m in self.mistakes if m.place and m.place not in shown]


def start(
    campaign: Campaign, kind: str, sheet: Sheet, *, name: str, user: User
) -> Change:
    """Keep what was read out of a file; an earlier draft of the same person goes."""
    Change.objects.of_list(campaign, kind).filter(
        act=Change.Act.IMPORT, state=Change.State.DRAFT, proposed_by=user
    ).delete()
    return Change.objects.create(
        campaign=campaign,
        kind=kind,
        act=Change.Act.IMPORT,
        file_name=_safe_name(name),
        sheet=_packed(sheet),
        proposed_by=user,
    )


def _safe_name(name: str) -> str:
    """Drop a name that itself points at a person."""
    return name[-200:] if not scan(name) else name.rpartition(".")[2][-10:]


def _packed(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "rows": [{"row": row.row, "cells": row.cells} for row in sheet.rows],
        "totals": [vars(total) for total in sheet.totals],
        "left_out": sheet.left_out,
        "passed": sheet.passed,
    }


def unpacked(packed: dict[str, Any]) -> Sheet:
    """Return the sheet as it was read."""
    return Sheet(
        name=packed["name"],
        rows=[SheetRow(row["row"], _cells(row)) for row in packed["rows"]],
        totals=[
            SheetTotal(**total | {"cells": _cells(total)}) for total in packed["totals"]
        ],
        left_out=[tuple(one) for one in packed["left_out"]],
        passed=[tuple(one) for one in packed["passed"]],
    )


def _cells(row: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {name: (place, text) for name, (place, text) in row["cells"].items()}


def correct(change: Change, typed: dict[str, str]) -> None:
    """Put what was typed in place of what stood in the cells."""
    sheet = unpacked(change.sheet)
    for cells in (row.cells for row in [*sheet.rows, *sheet.totals]):  # type: ignore[attr-defined]
        for name, (place, _text) in cells.items():
            if (field := f"cell-{place}") in typed:
                cells[name] = (place, typed[field].replace("\r\n", "\n"))
    change.sheet = _packed(sheet)
    # Only while it is a draft: what was emptied meanwhile stays empty.
    drafts = Change.objects.filter(pk=change.pk, state=Change.State.DRAFT)
    drafts.update(sheet=change.sheet)


def preview(change: Change) -> Preview:
    """Look at every row of a draft."""
    sheet = unpacked(change.sheet)
    rows = check_rows(
        (row.cells for row in sheet.rows), change.kind, Known(change.campaign)
    )
    columns = COLUMNS[change.kind]
    comparison = None
    if not any(row.errors for row in rows):
        comparison = compare(change.campaign, change.kind, rows)
        _refuse_closed(rows, comparison)
        _refuse_withdrawn(change, rows)
    mistakes = [
        Mistake(
            row.place(column.name),
            column.heading,
            row.cells.get(column.name, ("", ""))[1],
            row.errors[column.name],
        )
        for row in rows
        for column in columns
        if column.name in row.errors
    ]
    amounts = "value" if any(c.name == "value" for c in columns) else None
    for place, said, truth in wrong_totals(sheet, amounts):
        reason = _("The total says %(said)s, its rows add up to %(truth)s.")
        words = reason % {"said": said, "truth": truth}
        mistakes.append(Mistake(place, _("total"), said, [words]))
    if mistakes:
        comparison = None
    return Preview(columns, rows, mistakes, comparison, list(_notes(sheet)))


def _refuse_closed(rows: list[Checked], found: Comparison) -> None:
    """Note rows that would change an item which was closed out."""
    shut = {
        row["number"]
        for row in found.rows
        if touches_closed(row["before"], row["after"])
    }
    for row in rows:
        if row.number in shut:
            words = _("Item %d is closed out: a file does not change it.")
            row.add("number", words % row.number)


def _refuse_withdrawn(change: Change, rows: list[Checked]) -> None:
    """Note rows that would bring back an item that was taken off."""
    gone = withdrawn_numbers(change.campaign, change.kind)
    for row in rows:
        if row.number in gone:
            words = _("Item %d was withdrawn: delete the row, or give it no number.")
            row.add("number", words % row.number)


def _notes(sheet: Sheet) -> list[str]:
    notes = [
        _("Column “%(text)s” (%(place)s) is not part of this list and is left out.")
        % {"text": text, "place": place}
        for place, text in sheet.left_out
    ]
    notes += [
        _("Row %(row)d is no item and is left out: %(text)s")
        % {"row": row, "text": text[:40]}
        for row, text in sheet.passed
    ]
    notes += [
        _("Row %d is a total: it was checked and is left out.") % (total.row + 1)
        for total in sheet.totals
    ]
    return notes
