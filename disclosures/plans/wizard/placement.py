"""Shows where each line of a plan went, and what needs a look."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosures.plans.apply import existing
from disclosures.plans.outline import Passage, PlanOutline
from disclosures.plans.unit_rows import UnitRows

PLACES: dict[str, str | Promise] = {
    "title": gettext_lazy("title"),
    "goal": gettext_lazy("goal"),
    "focus_issues": gettext_lazy("focus issue"),
    "measures": gettext_lazy("measure"),
    "stages": gettext_lazy("stage"),
    "organisation": gettext_lazy("organisation"),
    "headings": gettext_lazy("heading"),
    "appendix": gettext_lazy("appendix"),
    "unplaced": gettext_lazy("not placed"),
}

#: So many lines without a place are told with their text.
MOST_TOLD = 10


@dataclass
class PlacedLine:
    """One line of the plan, and what it became."""

    number: int
    text: str
    place: str = ""
    labels: list[str] = field(default_factory=list)


def placed_lines(outline: PlanOutline, lines: Sequence[str]) -> list[PlacedLine]:
    """Return every line that is not blank, with its place."""
    placed = {
        number: PlacedLine(number, text.strip())
        for number, text in enumerate(lines, 1)
        if text.strip()
    }
    for place, (first, last) in outline.places():
        for number in range(first, last + 1):
            if number in placed:
                placed[number].place = place
    for place, label, (first, last) in _labels(outline):
        for number in range(first, last + 1):
            if number in placed and placed[number].place == place:
                placed[number].labels.append(label)
    return list(placed.values())


def _labels(outline: PlanOutline) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Name each element: 措施 3."""
    for place, title in PLACES.items():
        value = getattr(outline, place) if place != "title" else None
        for number, piece in enumerate(value if isinstance(value, tuple) else (), 1):
            plain = place in ("headings", "unplaced")
            numbered = f"{title} {getattr(piece, 'number', number)}"
            yield place, str(title) if plain else numbered, piece.lines
    for place, lines in outline.places():
        if place in ("title", "goal", "appendix"):
            yield place, str(PLACES[place]), lines


def warnings(outline: PlanOutline, title: str, year: int) -> Iterator[str]:
    """Everything a careful reader would point at before the draft is made."""
    if not title:
        yield _("The plan has no title of its own: type one.")
    if known := existing(title, year):
        words = _(
            "“%s” exists: its draft is updated, the public page only once approved."
        )
        yield words % known
    yield from _left_out(outline.unplaced)
    yield from _missing(outline)
    yield from _doubled(outline)
    yield from _gaps(outline)


def _left_out(unplaced: Sequence[Passage]) -> Iterator[str]:
    for passage in unplaced[:MOST_TOLD]:
        line = {"line": passage.lines[0], "text": passage.text[:60]}
        yield _("Line %(line)d is left out: %(text)s") % line
    if others := unplaced[MOST_TOLD:]:
        numbers = "、".join(str(passage.lines[0]) for passage in others)
        yield _("Left out too, as their place is not clear, lines %s.") % numbers


def _missing(outline: PlanOutline) -> Iterator[str]:
    if not outline.goal:
        yield _("No goal was found.")
    if not outline.focus_issues:
        yield _("No focus issues were found.")
    if not outline.stages:
        yield _("No stages were found.")
    if not outline.measures:
        yield _("No measures were found.")


def _doubled(outline: PlanOutline) -> Iterator[str]:
    for title in _twice(measure.title for measure in outline.measures):
        yield _("Two measures have the same title: %s") % title
    for name in _twice(stage.name for stage in outline.stages):
        yield _("Two stages have the same name: %s") % name


def _twice(texts: Iterable[str]) -> list[str]:
    return [text for text, times in Counter(texts).items() if times > 1]


def _gaps(outline: PlanOutline) -> Iterator[str]:
    for stage in outline.stages:
        if not (stage.starts_on or stage.ends_on):
            yield _("No dates were found for the stage “%s”.") % stage.name
    for measure in outline.measures:
        if not measure.units:
            yield _("No units were found for the measure “%s”.") % measure.title
    if unknown := UnitRows().missing(_all_units(outline)):
        words = _("New units; they take no part until an administrator says so: %s")
        yield words % "、".join(unknown)


def _all_units(outline: PlanOutline) -> Iterator[str]:
    for measure in outline.measures:
        yield from measure.units
    for duty in outline.duties:
        yield duty.unit
