"""Reads rows of text into values of a list, and says at each cell what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from disclosures.estates import Estate
from disclosures.lists.columns import COLUMNS, together
from disclosures.lists.items import MODELS
from disclosures.lists.telling import told_of_estates
from disclosures.lists.values import CellError, Known, check
from portal.scan import refusals

#: Not looked at by the model itself: they are looked up, or no part of the item.
NOT_CHECKED = ("campaign", "estate", "changed_on", "number")

#: Units of measure that say the sign beside a number already.
SHARE = ("%", "％")


@dataclass
class Checked:
    """One row: what its cells say, what that means, and what is wrong."""

    cells: dict[str, tuple[str, str]]
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def number(self) -> int | None:
        """The item's number; None until it gets one."""
        found: int | None = self.values.get("number")
        return found

    def place(self, name: str) -> str:
        """Name the cell of a column."""
        return self.cells.get(name, ("", ""))[0]

    def add(self, name: str, *messages: str) -> None:
        """Note what is wrong with a column."""
        self.errors.setdefault(name, []).extend(messages)


def check_rows(
    rows: Iterable[dict[str, tuple[str, str]]], kind: str, known: Known
) -> list[Checked]:
    """Read every row, so that all mistakes are told at once."""
    checked = [check_row(row, kind, known) for row in rows]
    first: dict[int, Checked] = {}
    for row in checked:
        if row.number is None:
            continue
        if row.number in first:
            other = first[row.number].place("number")
            row.add(
                "number",
                _("Number %(number)d stands twice, in %(other)s too.")
                % {"number": row.number, "other": other or "—"},
            )
        first.setdefault(row.number, row)
    return checked


def check_row(cells: dict[str, tuple[str, str]], kind: str, known: Known) -> Checked:
    """Read one row."""
    row = Checked(cells)
    for column in COLUMNS[kind]:
        try:
            row.values[column.name] = column.read(
                check(_said(cells, column.name)), known
            )
        except CellError as error:
            row.add(column.name, str(error))
            continue
        if column.needed and row.values[column.name] in ("", None):
            row.add(column.name, _("This cell must not be empty."))
    for name, reason in together(row.values, kind).items():
        if name not in row.errors:
            row.add(name, reason)
    for name, reason in told_of_estates(row.values, kind, known.texts).items():
        if name not in row.errors:
            row.add(name, reason)
    for name, reasons in _model_says(row, kind, known).items():
        if name not in row.errors:
            row.add(name, *reasons)
    return row


def _said(cells: dict[str, tuple[str, str]], name: str) -> str:
    """Return what a cell says; 95% is 95 where the unit of measure says %."""
    said = cells.get(name, ("", ""))[1]
    unit = cells.get("unit_of_measure", ("", ""))[1].strip()
    return said.strip().rstrip("%％") if name == "value" and unit in SHARE else said


def _model_says(row: Checked, kind: str, known: Known) -> dict[str, list[str]]:
    """Return what the model's own rules and the scan say to the values."""
    wrong: dict[str, list[str]] = {}
    fields = {n: v for n, v in row.values.items() if n not in NOT_CHECKED}
    instance = MODELS[kind](**fields)
    skipped = (*NOT_CHECKED, *row.errors)
    try:
        instance.clean_fields(exclude=skipped)
    except ValidationError as error:
        wrong |= error.message_dict
    try:
        instance.scan([known.texts])
    except ValidationError as error:
        wrong |= error.message_dict
    return wrong


def wrong_with_note(note: str) -> list[str]:
    """Say what in a reason for readers points at a person or tells of an estate."""
    return [said for _name, reasons in refusals([("note", note)]) for said in reasons]


def values_of(item: Any) -> dict[str, Any]:
    """Return an item's values as proposals and exports hold them."""
    found: dict[str, Any] = {}
    for column in COLUMNS[item.kind]:
        value = getattr(item, column.name)
        if isinstance(value, Estate):
            value = value.name
        elif column.name == "estate":
            value = ""
        elif hasattr(value, "isoformat"):
            value = value.isoformat()
        elif column.name == "value":
            value = item.value_text
        found[column.name] = value
    return found
