"""Charts drawn on the server: points of an SVG, which the templates put into words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 600, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 20, 18, 34
#: Marks along the axis, of which few fit on a phone.
MOST_LABELS = 4
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Point:
    """One value where it stands in the drawing."""

    x: float
    y: float
    value: int
    day: date


@dataclass(frozen=True)
class Series:
    """One line; a value that is not shown interrupts it."""

    label: str
    #: 1, 2, 3: the line's colour and its dashes.
    style: int
    runs: list[list[Point]]

    @property
    def last(self) -> Point:
        """The newest value that is shown."""
        return self.runs[-1][-1]

    @property
    def paths(self) -> list[str]:
        """What a polyline draws: runs of more than one point."""
        return [" ".join(f"{p.x},{p.y}" for p in run) for run in self.runs if run[1:]]

    @property
    def points(self) -> list[Point]:
        """Every value that is shown."""
        return [point for run in self.runs for point in run]


@dataclass(frozen=True)
class Mark:
    """A line across with its number, or a day below."""

    at: float
    label: int | date
    #: How the text stands to its place: start, middle, end.
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """A line chart of counts over days."""

    series: list[Series]
    lines: list[Mark]
    days: list[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM


def line_chart(
    days: Sequence[date], values: Sequence[tuple[str, Sequence[int | None]]]
) -> Chart | None:
    """Draw one line for each named row of values; None where none would be seen."""
    known = [v for _label, row in values for v in row if v is not None]
    if len(days) < 2 or not any(known):
        return None
    top, step = _scale(max(known))
    first, span = days[0], max((days[-1] - days[0]).days, 1)

    def across(day: date) -> float:
        return round(LEFT + (day - first).days / span * (WIDTH - LEFT - RIGHT), 1)

    def up(value: int) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    drawn: list[Series] = []
    for label, row in values:
        points = [
            None if value is None else Point(across(day), up(value), value, day)
            for day, value in zip(days, row, strict=True)
        ]
        if runs := _runs(points):
            drawn.append(Series(label, len(drawn) % 3 + 1, runs))
    return Chart(
        series=drawn,
        lines=[Mark(up(value), value) for value in range(0, top + 1, step)],
        days=_day_marks(days, across),
    )


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _scale(most: int) -> tuple[int, int]:
    """Return a round top and a round step, at most five of them."""
    step, power = 1, 1
    while True:
        for factor in STEPS:
            step = factor * power
            if step * 5 >= most:
                return max(-(-most // step), 1) * step, step
        power *= 10


def _day_marks(days: Sequence[date], across: Callable[[date], float]) -> list[Mark]:
    """Label the first and the last day, and some between them."""
    gap = max(-(-(len(days) - 1) // (MOST_LABELS - 1)), 1)
    chosen = list(range(0, len(days) - 1, gap))
    # One too near to the last would run into it.
    if chosen and len(chosen) > 1 and len(days) - 1 - chosen[-1] < gap:
        chosen.pop()
    marks = []
    for number in (*chosen, len(days) - 1):
        is_last = number == len(days) - 1
        anchor = "end" if is_last and number else "start" if not number else "middle"
        marks.append(Mark(across(days[number]), days[number], anchor))
    return marks
