"""Arranges the published table for its pages: rows, headings, charts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from disclosures.charts import Chart, line_chart
from disclosures.estates.columns import COLUMNS, LEAVING, REVIEW, STEPS, Column
from disclosures.estates.models import Estate
from disclosures.estates.published import Published

#: The table in two, so that each fits on a sheet of paper and nearly on a phone.
TABLES = (
    ("review", _("Review and visits"), REVIEW),
    ("leaving", _("Households that must leave"), (*LEAVING, *STEPS)),
)
#: Columns that share a chart; every other one has its own.
CHARTS = (
    (_("Review and visits"), ("scope", "reviewed", "visited")),
    (_("Must leave, and have left"), ("to_vacate", "vacated")),
)


@dataclass(frozen=True)
class Part:
    """One of the tables: its columns, and a row for each estate."""

    name: str
    title: Any
    columns: Sequence[Column]
    lines: list[tuple[Estate, list[int | None]]]
    totals: list[int]

    @property
    def cards(self) -> list[tuple[Estate | None, list[tuple[Any, int | None]]]]:
        """The same without columns: what each number counts stands beside it."""
        rows: list[tuple[Estate | None, list[int | None]]] = [
            *self.lines,
            (None, list(self.totals)),
        ]
        titles = [column.title for column in self.columns]
        return [(one, list(zip(titles, row, strict=True))) for one, row in rows]


@dataclass(frozen=True)
class History:
    """How numbers changed: a chart, and the table beside it."""

    title: Any
    columns: Sequence[Column]
    rows: list[tuple[Any, list[int | None]]]
    chart: Chart | None


def parts(table: Published) -> list[Part]:
    """Return the newest table as it is shown."""
    return [
        Part(
            name,
            title,
            columns,
            [
                (line.estate, [line.counts[column.key] for column in columns])
                for line in sorted(table.lines, key=_by_township)
            ],
            [table.totals[column.key] for column in columns],
        )
        for name, title, columns in TABLES
    ]


def _by_township(line: Any) -> tuple[str, str]:
    return line.estate.township, line.estate.name


def county_histories(tables: Sequence[Published]) -> list[History]:
    """Show how the county's totals changed."""
    return list(_histories([(table.as_of, table.totals) for table in tables]))


def estate_histories(tables: Sequence[Published], estate: Estate) -> list[History]:
    """Show how an estate's numbers changed, as far as they are shown."""
    lines = [(table.as_of, table.of(estate)) for table in tables]
    return list(_histories([(day, line.counts) for day, line in lines if line]))


def _histories(counts: list[tuple[Any, Any]]) -> Iterable[History]:
    by_key = {column.key: column for column in COLUMNS}
    together = [(title, [by_key[key] for key in keys]) for title, keys in CHARTS]
    shared = {key for _title, keys in CHARTS for key in keys}
    alone = [(c.title, [c]) for c in COLUMNS if c.key not in shared]
    for title, columns in (*together, *alone) if counts else ():
        rows = [(day, [row[column.key] for column in columns]) for day, row in counts]
        chart = line_chart(
            [day for day, _row in rows],
            [
                (str(column.title), [row[at] for _day, row in rows])
                for at, column in enumerate(columns)
            ],
        )
        yield History(title, columns, rows, chart)
