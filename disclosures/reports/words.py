"""How a number, its change and its day are written; a report is a Chinese paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from disclosures.documents import ordinals
from disclosures.reports.facts import Versus, by_group

Row = dict[str, Any]
#: What heads the table of numbers, in the report and wherever it is shown.
HEADER = ("指标", "数值", "较上期", "截至")
CHANGES = {Versus.UNCHANGED: "暂无新数", Versus.NONE: "无上期数"}


@dataclass(frozen=True)
class Number:
    """One fact in words."""

    label: str
    value: str
    change: str
    as_of: str
    definition: str

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What stands below `HEADER`."""
        return self.label, self.value, self.change, self.as_of


def numbers(facts: Row) -> list[tuple[str, list[Number]]]:
    """Return the facts of a report in words, by group."""
    return [(label, list(map(number, rows))) for label, rows in by_group(facts)]


def number(row: Row) -> Number:
    """Write one fact."""
    unit = row["unit"]
    of = "" if row["of"] is None else f"/{row['of']}"
    return Number(
        row["label"],
        f"{row['value']}{of}{unit}",
        change(row),
        chinese(row["as_of"]),
        row["definition"],
    )


def change(row: Row) -> str:
    """Write what changed since the period before."""
    by = row["change"]
    if by is None:
        return CHANGES[Versus(row["versus"])]
    if by == 0:
        return "持平"
    unit = "个百分点" if row["unit"] == "%" else row["unit"]
    return f"{'+' if by > 0 else '−'}{abs(by)}{unit}"


def chinese(day: str) -> str:
    """Write a day as official papers do."""
    return ordinals.day(date.fromisoformat(day))


def paragraphs(text: str) -> Iterator[str]:
    """Give the paragraphs of what was typed."""
    yield from filter(None, (line.strip() for line in text.splitlines()))
