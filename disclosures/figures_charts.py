"""How the published figures changed, as charts with a table beside each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from disclosures.charts import Chart, line_chart
from disclosures.figures import Figures, Shown
from disclosures.figures_words import ON_TIME_RATE, Counted

CHARTS = (
    (
        _("What came in, and what came of it"),
        (Counted.RECEIVED, Counted.ACCEPTED, Counted.CONCLUDED),
    ),
    (_("Open and overdue"), (Counted.OVERDUE,)),
    (_("On-time rate"), (ON_TIME_RATE,)),
)


@dataclass(frozen=True)
class FigureChart:
    """A chart of some figures, and the rows of its table."""

    title: Any
    columns: list[Shown]
    rows: list[tuple[Any, list[int | None]]]
    chart: Chart | None

    @property
    def unit(self) -> str:
        """Return what stands behind each number."""
        return self.columns[0].unit


def figure_charts(periods: Sequence[Figures]) -> list[FigureChart]:
    """Return the charts, each with the newest definition of what it shows."""
    if not periods:
        return []
    newest = {one.name: one for one in periods[-1].everything}
    return [
        _chart(title, [newest[name] for name in names if name in newest], periods)
        for title, names in CHARTS
        if any(name in newest for name in names)
    ]


def _chart(title: Any, columns: list[Shown], periods: Sequence[Figures]) -> FigureChart:
    rows = [
        (one.as_of, [one.values.get(column.name) for column in columns])
        for one in periods
    ]
    chart = line_chart(
        [day for day, _row in rows],
        [
            (column.label, [row[at] for _day, row in rows])
            for at, column in enumerate(columns)
        ],
    )
    return FigureChart(title, columns, rows, chart)
