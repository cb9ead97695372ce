"""The numbers of a report: what each means, and how it changed since the last period.

A fact is a function that reads one number for some days. The number before is the one
that the signed report of the period before froze; where none was signed it is read
again for that period; where that cannot be known, the report says so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosures.campaigns import Campaign
from disclosures.reports.models import FortnightlyReport
from disclosures.reports.periods import Period
from disclosures.reports.sources import Source, Span
from disclosures.timetable import timetable
from portal.workdays.clock import today

#: A report is a Chinese paper, whatever language its writer works in.
LANGUAGE = "zh-hans"
#: What the table of estates is called where its numbers are spoken of.
ESTATES = "各公租房项目情况表"
Row = dict[str, Any]


class Group(models.TextChoices):
    """The parts of the table of numbers."""

    TIPS = "tips", _("Tips and how they were handled")
    ESTATES = "estates", _("Public rental housing")
    LISTS = "lists", _("The three lists")
    MEASURES = "measures", _("Measures")
    EXCHANGES = "exchanges", _("Data exchanged in these days")
    PAGES = "pages", _("Published in these days")

    @property
    def heading(self) -> str:
        """Its name in the report."""
        with translation.override(LANGUAGE):
            return str(self.label)


class Versus(models.TextChoices):
    """What a change is measured against."""

    SIGNED = "signed", _("the signed report before")
    RECOUNTED = "recounted", _("counted for the period before")
    UNCHANGED = "unchanged", _("no newer number")
    NONE = "none", _("no earlier number")


@dataclass(frozen=True)
class Reading:
    """A number on a day; `of` where it is n of m."""

    value: int
    as_of: date
    of: int | None = None


@dataclass(frozen=True)
class Fact:
    """One number of the report."""

    key: str
    group: Group
    label: str | Promise
    unit: str
    definition: str | Promise
    read: Callable[[Source, Span], Reading | None]


Family = Callable[[Source], Iterable[Fact]]
FAMILIES: list[Family] = []


def family(function: Family) -> Family:
    """Register facts that belong together, in the order of the report."""
    FAMILIES.append(function)
    return function


def count(campaign: Campaign, period: Period) -> Row:
    """Read every fact for a period, as far as it has come today."""
    from disclosures.reports import counted

    source, day = Source(campaign), today()
    now = Span(period.first, min(period.last, day))
    before = _before(campaign, period)
    signed = _signed_rows(campaign, period)
    with translation.override(LANGUAGE):
        rows = [
            row
            for facts in FAMILIES
            for fact in facts(source)
            if (row := _row(fact, source, now, before, signed))
        ]
        return {
            "counted_on": day.isoformat(),
            "rows": rows,
            "estates": counted.estate_table(source, now),
        }


def happened(campaign: Campaign, period: Period) -> list[str]:
    """Return what happened in a period, for whoever writes about it."""
    return Source(campaign).happened(Span(period.first, min(period.last, today())))


def by_group(facts: Row) -> list[tuple[str, list[Row]]]:
    """Return the rows of a report under the names of their groups."""
    rows = _rows(facts)
    return [
        (group.heading, [row for row in rows if row["group"] == group])
        for group in Group
        if any(row["group"] == group for row in rows)
    ]


def differing(old: Row, new: Row) -> list[str]:
    """Name the numbers that have changed, come or gone since a report was counted."""
    said, says = _readings(old), _readings(new)
    labels = {row["key"]: row["label"] for row in _rows(old) + _rows(new)}
    changed = [name for key, name in labels.items() if said.get(key) != says.get(key)]
    is_same = old.get("estates") == new.get("estates")
    return changed if is_same else [*changed, ESTATES]


def _rows(facts: Row) -> list[Row]:
    found: list[Row] = facts.get("rows", [])
    return found


def _readings(facts: Row) -> Row:
    return {row["key"]: (row["value"], row["of"], row["as_of"]) for row in _rows(facts)}


def _before(campaign: Campaign, period: Period) -> Span | None:
    """Return the period before, unless the campaign began after it."""
    begins = timetable(campaign).begins_on
    before = period.before
    if begins is None or before.last < begins:
        return None
    return Span(before.first, before.last, is_now=False)


def _signed_rows(campaign: Campaign, period: Period) -> dict[str, Row]:
    before = FortnightlyReport.objects.signed().filter(
        campaign=campaign, ends_on=period.before.last
    )
    facts = before.values_list("facts", flat=True).first() or {}
    return {row["key"]: row for row in facts.get("rows", [])}


def _row(
    fact: Fact, source: Source, now: Span, before: Span | None, signed: dict[str, Row]
) -> Row | None:
    reading = fact.read(source, now)
    if reading is None:
        return None
    versus, earlier = Versus.NONE, None
    if known := signed.get(fact.key):
        versus = Versus.SIGNED
        day = date.fromisoformat(known["as_of"])
        earlier = Reading(known["value"], day, known["of"])
    elif before and (earlier := fact.read(source, before)):
        versus = Versus.RECOUNTED
    if earlier and _is_no_newer(reading, earlier):
        # Nothing newer was published: that is no “unchanged”.
        versus, earlier = Versus.UNCHANGED, None
    return {
        "key": fact.key,
        "group": fact.group.value,
        "label": str(fact.label),
        "unit": fact.unit,
        "definition": str(fact.definition),
        "value": reading.value,
        "of": reading.of,
        "as_of": reading.as_of.isoformat(),
        "before": earlier.value if earlier else None,
        "before_as_of": earlier.as_of.isoformat() if earlier else None,
        "change": reading.value - earlier.value if earlier else None,
        "versus": versus.value,
    }


def _is_no_newer(reading: Reading, earlier: Reading) -> bool:
    """Whether it is the number known before; put right meanwhile, it is another."""
    same = (reading.value, reading.of) == (earlier.value, earlier.of)
    return same and reading.as_of <= earlier.as_of
