"""The only place that writes what `disclosures` owns (the wall of design §2).

So far one thing crosses: counts, when fortnights close.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from complaints.fortnights import Fortnight
from disclosures.figures import ClosedPeriod, Figure


@dataclass(frozen=True)
class Count:
    """A number to be published, or None for "not shown", and the days it counts."""

    value: int | None
    since: date
    as_of: date


def counts(
    fortnights: Iterable[Fortnight], figures: Mapping[str, Count], *, on: date
) -> ClosedPeriod:
    """Publish the figures of fortnights that close together, under the last of them."""
    *joined, last = fortnights
    for one in joined:
        _closed(one, on, joined_with=last.key).save()
    period = _closed(last, on)
    period.save()
    Figure.objects.bulk_create(
        Figure(
            period=period,
            name=name,
            value=count.value,
            since=count.since,
            as_of=count.as_of,
        )
        for name, count in figures.items()
    )
    return period


def _closed(one: Fortnight, on: date, joined_with: str = "") -> ClosedPeriod:
    return ClosedPeriod(
        key=one.key,
        starts_on=one.first,
        ends_on=one.last,
        closed_on=on,
        joined_with=joined_with,
    )
