"""Writes a value as readers and sheets see it."""

from typing import Any

from disclosures.lists import values
from disclosures.lists.columns import Column

#: A longer focus issue stands in a sheet by its first words, which it is known by.
ISSUE_MOST = 40


def shown(column: Column, item: Any, issues: dict[int, str]) -> str:
    """Return what stands in the cell of an item."""
    value = getattr(item, column.name)
    if column.name == "estate":
        return value.name if value else ""
    if column.name == "value":
        return str(item.value_text)
    return shown_value(column.name, value, issues)


def shown_value(name: str, value: Any, issues: dict[int, str]) -> str:
    """Return what stands in the cell, of a value as proposals hold it."""
    if value in (None, ""):
        return ""
    if name == "focus":
        return issue_words(value, issues)
    if name == "source":
        return values.word_for(value, values.SOURCES)
    if name == "status":
        return values.word_for(value, values.STATUSES)
    return str(value)


def issue_words(number: int, issues: dict[int, str]) -> str:
    """Return the beginning of a focus issue, if no other has it; else its number."""
    begin = " ".join(issues.get(number, "").split())[:ISSUE_MOST]
    alike = [
        text for text in issues.values() if begin and begin in " ".join(text.split())
    ]
    return begin if len(alike) == 1 else str(number)
