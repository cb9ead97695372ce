"""Writes a data set as CSV and as JSON."""

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from disclosures.opendata.registry import Column, Content, Dataset, Value, plain

#: Excel takes a file for UTF-8 only when it begins with this.
BOM = "\ufeff"
#: A spreadsheet takes a cell that begins like this for a formula.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_csv(columns: list[Column], content: Content) -> str:
    """Return the rows under the titles of their columns."""
    text = io.StringIO()
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow(harmless(str(column.title)) for column in columns)
    for row in content.rows:
        writer.writerow(_cell(row.get(column.key)) for column in columns)
    return text.getvalue()


def as_json(
    dataset: Dataset, columns: list[Column], content: Content, licence: dict[str, str]
) -> dict[str, Any]:
    """Return the rows with all that is needed to understand them."""
    return {
        "name": dataset.name,
        "title": str(dataset.title),
        "definition": str(dataset.definition),
        "version": dataset.version,
        "as_of": plain(content.as_of),
        "licence": licence,
        "columns": [
            {
                "name": column.key,
                "title": str(column.title),
                "definition": str(column.definition),
                "type": column.kind,
            }
            for column in columns
        ],
        "rows": [
            {column.key: _typed(column, row.get(column.key)) for column in columns}
            for row in content.rows
        ],
    }


def harmless(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.lstrip(" \n").startswith(BEGINS_A_FORMULA) else text


def _typed(column: Column, value: Value) -> str | int | float | None:
    """Return what JSON holds: of a number or a day that is empty, null."""
    return None if value == "" and column.kind != "string" else plain(value)


def _cell(value: Value) -> str | int | float:
    if value is None:
        return _("not shown")
    if isinstance(value, int | float):
        return value
    return harmless(str(plain(value)))
