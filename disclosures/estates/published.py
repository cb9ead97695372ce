"""The estate table as the public sees it: page, chart, CSV and JSON all ask here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from disclosures.estates.columns import COLUMNS
from disclosures.estates.models import (
    Estate,
    EstateSnapshot,
    HiddenCell,
    rows_of,
)


@dataclass(frozen=True)
class Line:
    """One estate on one day; None is "not shown"."""

    estate: Estate
    counts: dict[str, int | None]


@dataclass(frozen=True)
class Published:
    """One approved snapshot: estates, and county totals in full."""

    as_of: date
    source: str
    lines: list[Line]
    totals: dict[str, int]

    def of(self, estate: Estate) -> Line | None:
        """Return an estate's line, if it stood in this table."""
        return next((one for one in self.lines if one.estate == estate), None)


def history() -> list[Published]:
    """Return every approved snapshot, the oldest first; three queries."""
    return _published(EstateSnapshot.objects.approved())


def newest() -> Published | None:
    """Return the newest approved snapshot; three queries."""
    return next(iter(_published(EstateSnapshot.objects.approved().reverse()[:1])), None)


def _published(snapshots: Iterable[EstateSnapshot]) -> list[Published]:
    snapshots = list(snapshots)
    rows = rows_of(snapshots)
    hidden = set(
        HiddenCell.objects.filter(row__snapshot__in=rows).values_list("row", "column")
    )
    return [
        Published(
            as_of=snapshot.as_of,
            source=snapshot.source,
            lines=[
                Line(
                    row.estate,
                    {
                        key: None if (row.pk, key) in hidden else count
                        for key, count in row.counts().items()
                    },
                )
                for row in rows[snapshot.pk]
            ],
            totals={
                column.key: sum(getattr(row, column.key) for row in rows[snapshot.pk])
                for column in COLUMNS
            },
        )
        for snapshot in snapshots
    ]
