"""Gives every line of a plan exactly one place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .focus import read_focus, split_issues
from .front import find_preamble, find_title
from .headings import Kind
from .items import Item, group, is_lead_in
from .lines import Line
from .measures import split_measures
from .outline import Passage
from .sections import Section, split_sections
from .stages import group_stages


@dataclass
class Places:
    """Where the lines of a plan belong; nothing is in two of them."""

    title: list[Line] = field(default_factory=list)
    goal: list[Line] = field(default_factory=list)
    focus: list[Passage] = field(default_factory=list)
    measures: list[Item] = field(default_factory=list)
    stages: list[Item] = field(default_factory=list)
    #: Each with the heading it stands under, for items without a title.
    organisation: list[tuple[Item, str]] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)
    appendix: list[Line] = field(default_factory=list)
    unplaced: list[Line] = field(default_factory=list)


def place(lines: list[Line]) -> Places:
    """Place the lines of a plan, section by section."""
    sections = split_sections(lines)
    return _Placing(sections).places


class _Placing:
    """One walk over the sections of a plan."""

    def __init__(self, sections: list[Section]) -> None:
        self.places = Places()
        self.goal = _choose_goal(sections)
        for section in sections:
            if section.heading:
                self.places.headings.append(section.heading)
            if section.lines:
                getattr(self, f"_{section.kind.value}")(section)

    def _front(self, section: Section) -> None:
        places = self.places
        places.title = find_title(section.lines)
        if self.goal is None:
            last = places.title[-1].number if places.title else 0
            places.goal = find_preamble([x for x in section.lines if x.number > last])
        placed = [*places.title, *places.goal]
        places.unplaced += [line for line in section.lines if line not in placed]

    def _goal(self, section: Section) -> None:
        chosen = section is self.goal
        (self.places.goal if chosen else self.places.unplaced).extend(section.lines)

    _creed = _goal

    def _focus(self, section: Section) -> None:
        lead_ins, issues = read_focus(section.lines)
        self.places.headings += lead_ins
        self.places.focus += issues

    def _measures(self, section: Section) -> None:
        headings, items = split_measures(section.lines)
        self.places.headings += headings
        self.places.measures += items
        taken = {line.number for line in (*headings, *_lines_of(items))}
        left = [line for line in section.lines if line.number not in taken]
        self.places.unplaced += left

    def _stages(self, section: Section) -> None:
        lead, items = group_stages(section.lines)
        self.places.stages += items
        for line in lead:
            leads = is_lead_in(line)
            (self.places.headings if leads else self.places.unplaced).append(line)

    def _organisation(self, section: Section) -> None:
        lead, items = group(section.lines)
        if lead and items and is_lead_in(lead[-1]):
            self.places.headings.append(lead.pop())
        if lead:
            self.places.organisation.append((Item(lead), section.title))
        for item in items:
            # 一是…二是…三是… in one paragraph is one point without a title.
            run_together = len(split_issues(item.lines[0])) > 1
            self.places.organisation.append((item, section.title * run_together))

    def _appendix(self, section: Section) -> None:
        self.places.appendix += section.lines

    def _other(self, section: Section) -> None:
        self.places.unplaced += section.lines


def _choose_goal(sections: Sequence[Section]) -> Section | None:
    """Return the section that states the goal; 指导思想 only if there is no other."""
    for kind in (Kind.GOAL, Kind.CREED):
        for section in sections:
            if section.kind is kind and section.lines:
                return section
    return None


def _lines_of(items: Iterable[Item]) -> Iterable[Line]:
    """All lines of some items."""
    return (line for item in items for line in item.lines)
