"""Reads a plan: places every line once and takes out what the column needs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from .bodies import body_of
from .channels import find_channels
from .duties import find_duties, is_unit
from .errors import PlanError
from .items import LONGEST_TITLE, Item, item_text, number_items, split_title
from .lines import Line, join, number_lines, span
from .outline import (
    Channel,
    Deadline,
    Duty,
    Measure,
    OrganisationItem,
    Passage,
    PlanOutline,
    Stage,
)
from .phrases import Calendar, find_deadlines
from .placing import Places, place
from .sections import APPENDIX
from .stages import read_stages, text_lines
from .units import UnitRegister, find_responsibilities
from .years import find_year


def parse(lines: Iterable[str], title: str | None = None) -> PlanOutline:
    """Read the lines of a plan; `title` is for a plan that has none of its own."""
    numbered = number_lines(lines)
    if not numbered:
        raise PlanError("empty")
    places = place(numbered)
    own_title = "".join(line.text for line in places.title)
    heads = [item.lines[0] for item in places.stages]
    year = find_year(own_title, heads, numbered)
    if year is None:
        raise PlanError("no_year")
    outline = _Reader(numbered, places, year).outline()
    return replace(outline, title=title or own_title or None)


class _Reader:
    """Reads what the placed lines say."""

    def __init__(self, lines: list[Line], places: Places, year: int) -> None:
        self.lines = lines
        self.places = places
        self.year = year
        apart = {line.number for line in (*places.title, *places.appendix)}
        self.body = [line for line in lines if line.number not in apart]
        self.units = UnitRegister(_unit_lists(self.body), join(self.body))
        undated = read_stages(places.stages, Calendar(year))
        self.calendar = _campaign(year, undated)
        self.stages = self._with_deadlines(undated)

    def outline(self) -> PlanOutline:
        """Return the outline of the plan, but for its title."""
        places = self.places
        duties = self._duties()
        return PlanOutline(
            year=self.year,
            title_lines=span(places.title) if places.title else None,
            goal=Passage(span(places.goal), join(places.goal)) if places.goal else None,
            focus_issues=tuple(places.focus),
            measures=tuple(self._measures()),
            stages=self.stages,
            units=tuple(self.units.names),
            duties=duties,
            channels=self._channels(),
            organisation=tuple(self._organisation()),
            headings=self._passages(places.headings),
            appendix=self._appendix(),
            unplaced=self._passages(places.unplaced),
        )

    def _measures(self) -> Iterator[Measure]:
        """Return the measures with their units and deadlines."""
        items = self.places.measures
        for item, number in _numbered(items):
            title, text = split_title(item_text(item.lines))
            title = title or item.lines[0].text[:LONGEST_TITLE]
            units = self.units.canonical_list(
                name for names in _unit_lists(item.lines) for name in names
            )
            deadlines = self._deadlines(item.lines)
            yield Measure(item.span, number, title, text, tuple(units), deadlines)

    def _with_deadlines(self, stages: Sequence[Stage]) -> tuple[Stage, ...]:
        """Return the stages with the deadlines inside their texts."""
        numbers = number_items([stage.number for stage in stages])
        return tuple(
            replace(stage, number=number, deadlines=self._deadlines(text_lines(item)))
            for stage, number, item in zip(
                stages, numbers, self.places.stages, strict=True
            )
        )

    def _organisation(self) -> Iterator[OrganisationItem]:
        """How the campaign is organised, point by point."""
        placed = self.places.organisation
        numbers = dict(_numbered([item for item, _ in placed]))
        for item, heading in placed:
            if heading:
                title, text = heading, join(item.lines)
            else:
                title, text = split_title(join([item.lines[0].body, *item.lines[1:]]))
            deadlines = self._deadlines(item.lines)
            yield OrganisationItem(item.span, numbers[item], title, text, deadlines)

    def _deadlines(self, lines: Iterable[Line]) -> tuple[Deadline, ...]:
        """Every deadline named in some lines, each once."""
        found: dict[tuple[str, date | None], Deadline] = {}
        for line in lines:
            place = line.number, line.number
            for phrase, day in find_deadlines(line.text, self.calendar):
                body = body_of(line.text, phrase, self.units.level)
                deadline = Deadline(place, phrase, day, body)
                found.setdefault((phrase, day), deadline)
        return tuple(found.values())

    def _duties(self) -> tuple[Duty, ...]:
        """Return what each unit is in charge of, from the organisation and 其中：…."""
        organised = {
            line.number for item, _ in self.places.organisation for line in item.lines
        }
        duties = [
            duty
            for line in self.body
            if line.number in organised or "其中:" in line.folded
            for duty in find_duties(line, self.units)
        ]
        for duty in duties:
            if is_unit(duty.unit):
                self.units.add(duty.unit)
        return tuple(duties)

    def _channels(self) -> tuple[Channel, ...]:
        """Return the media the plan names, each once."""
        found: dict[str, Channel] = {}
        for line in self.body:
            for channel in find_channels(line):
                found.setdefault(channel.name, channel)
        return tuple(found.values())

    def _appendix(self) -> Passage | None:
        """Return what is appended, without the word 附件."""
        if not self.places.appendix:
            return None
        head, *others = self.places.appendix
        match = APPENDIX.match(head.folded)
        named = head.after(match.end()) if match else head
        text = join([named, *others]) or head.text
        return Passage(span(self.places.appendix), text)

    def _passages(self, lines: Iterable[Line]) -> tuple[Passage, ...]:
        """Lines as they stand in the plan, in their order."""
        numbers = {line.number for line in lines}
        whole = (line for line in self.lines if line.number in numbers)
        return tuple(Passage(span([line]), line.text) for line in whole)


def _numbered(items: Sequence[Item]) -> list[tuple[Item, int]]:
    """Return the items with their numbers."""
    numbers = number_items([item.number for item in items])
    return list(zip(items, numbers, strict=True))


def _unit_lists(lines: Iterable[Line]) -> list[tuple[str, ...]]:
    """Every list of responsible units in some lines."""
    return [part.names for line in lines for part in find_responsibilities(line.text)]


def _campaign(year: int, stages: Sequence[Stage]) -> Calendar:
    """Return the days between the first and the last of all stages."""
    days = [day for s in stages for day in (s.starts_on, s.ends_on) if day]
    starts = [stage.starts_on for stage in stages if stage.starts_on]
    if not days:
        return Calendar(year)
    return Calendar(year, min(starts) if starts else None, max(days))
