"""Draws indicators from what is known: the estates' table and the three lists.

What a fact says is never typed; the county's totals are public in full.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from disclosures.campaigns import Campaign
from disclosures.estates.published import Published, newest
from disclosures.lists.public import Progress, progress
from disclosures.measures.models import Indicator, Source
from disclosures.parts import Measure

#: Where n and m stand: columns of the estates' table, or a list.
ESTATES = {
    Source.REVIEWED: ("reviewed", "scope"),
    Source.VISITED: ("visited", "scope"),
    Source.VACATED: ("vacated", "to_vacate"),
}
LISTS = {
    Source.PROBLEMS: "problems",
    Source.INSTITUTIONS: "institutions",
}


@dataclass(frozen=True)
class Count:
    """How many of how many, on a day."""

    done: int
    total: int
    as_of: date


class Facts:
    """What is public now; each source is asked at most once."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign

    @cached_property
    def table(self) -> Published | None:
        """The newest approved table of the estates."""
        return newest()

    @cached_property
    def lists(self) -> dict[str, Progress]:
        """How far each list is."""
        return {one.kind.value: one for one in progress(self.campaign)}

    def count(self, source: str) -> Count | None:
        """Return what a source says; nothing before it says something."""
        if source in ESTATES:
            done, total = ESTATES[Source(source)]
            table = self.table
            if table is None:
                return None
            return Count(table.totals[done], table.totals[total], table.as_of)
        one = self.lists[LISTS[Source(source)]]
        if one.as_of is None or one.done is None:
            return None
        return Count(one.done, one.total, one.as_of)


def count(measures: Iterable[Measure], campaign: Campaign) -> list[Measure]:
    """Fill in the indicators that are drawn from facts; the measures are prefetched."""
    found, facts = list(measures), Facts(campaign)
    for measure in found:
        for indicator in measure.indicators.all():
            fill_in(indicator, facts)
    return found


def fill_in(indicator: Indicator, facts: Facts) -> None:
    """Let an indicator say what its source says; nothing is saved."""
    if indicator.source:
        known = facts.count(indicator.source)
        indicator.done = known.done if known else 0
        indicator.total = known.total if known else None
        indicator.as_of = known.as_of if known else indicator.as_of
