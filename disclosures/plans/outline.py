"""What a plan says, taken apart: every piece knows the lines it was read from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

#: First and last line, counted from 1.
Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A stretch of the plan."""

    lines: Span

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`."""
        return {name: plain(value) for name, value in vars(self).items()}


@dataclass(frozen=True)
class Passage(Piece):
    """A text as it stands in the plan: the goal, a focus issue, a heading."""

    text: str


@dataclass(frozen=True)
class Deadline(Piece):
    """A time by which something is due; no date where the plan gives none."""

    phrase: str
    date: date | None
    #: Whose date it is, where the sentence gives it to another body.
    body: str = ""


@dataclass(frozen=True)
class Measure(Piece):
    """One measure; its text leaves out number, title and responsible units."""

    number: int
    title: str
    text: str
    units: tuple[str, ...]
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True)
class Stage(Piece):
    """One stage; a stage without a start begins with the campaign."""

    number: int
    name: str
    phrase: str
    starts_on: date | None
    ends_on: date | None
    text: str
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True)
class OrganisationItem(Piece):
    """One point of how the campaign is organised."""

    number: int
    title: str
    text: str
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True)
class Duty(Piece):
    """What one unit is in charge of."""

    unit: str
    text: str


@dataclass(frozen=True)
class Channel(Piece):
    """A medium in which residents are told where to report."""

    name: str


@dataclass(frozen=True)
class PlanOutline:
    """A whole plan. `title`, `goal` and `appendix` are None where it has none."""

    year: int
    title: str | None = None
    title_lines: Span | None = None
    goal: Passage | None = None
    focus_issues: tuple[Passage, ...] = ()
    measures: tuple[Measure, ...] = ()
    stages: tuple[Stage, ...] = ()
    units: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    channels: tuple[Channel, ...] = ()
    organisation: tuple[OrganisationItem, ...] = ()
    headings: tuple[Passage, ...] = ()
    appendix: Passage | None = None
    unplaced: tuple[Passage, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the outline as `import_plan --dry-run` prints it."""
        return {name: plain(value) for name, value in vars(self).items()}

    def places(self) -> Iterator[tuple[str, Span]]:
        """Where each stretch of lines went; elements of one line are told once."""
        if self.title_lines:
            yield "title", self.title_lines
        for name in PLACES:
            value = getattr(self, name)
            pieces = value if isinstance(value, tuple) else filter(None, [value])
            for lines in dict.fromkeys(piece.lines for piece in pieces):
                yield name, lines


#: Every non-blank line belongs to exactly one of these, or to the title.
PLACES = (
    "goal",
    "focus_issues",
    "measures",
    "stages",
    "organisation",
    "headings",
    "appendix",
    "unplaced",
)


def plain(value: Any) -> Any:
    """Turn pieces, dates and tuples into what JSON knows."""
    if isinstance(value, Piece):
        return value.to_json()
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
