"""Cuts a plan into sections: a heading and the lines that belong to it."""

import re
from dataclasses import dataclass, field

from .headings import Kind, loose_kind, nested_kind, split_heading, squeeze, strict_kind
from .lines import HAN, Line, Style
from .phrases import find_periods
from .units import names_responsibility

APPENDIX = re.compile(rf"附\s*(?::|[件表录]\s*(?:\d+|[{HAN}]+)?(?:[:.、\s-]|$))")
STAGE = re.compile(rf"\s*第\s*([{HAN}]+|\d+)\s*个?\s*阶段")
DATED = re.compile(
    r"(?:20\d\d|二[〇零○一二三四五六七八九]{3})\s*年.{1,4}月.{1,4}日\s*$"
)
SIGNED = re.compile(r"[^\s。;:,]{2,30}(?:局|委|委员会|政府|办|办公室|小组|专班|部)\s*$")
UNMARKED = 14
#: Sections whose items may themselves bear a heading's words.
OPEN = {Kind.FRONT, Kind.GOAL, Kind.CREED, Kind.FOCUS, Kind.OTHER}


@dataclass
class Section:
    """A heading and its lines; text that follows on its line is the first of them."""

    kind: Kind
    depth: int = 0
    number: int | None = None
    style: Style | None = None
    heading: Line | None = None
    title: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def last_number(self) -> int | None:
        """The number of its last marked line."""
        return next(
            (m.number for line in reversed(self.lines) if (m := line.marker)), None
        )


def split_sections(lines: list[Line]) -> list[Section]:
    """Cut the lines of a plan into sections; every line goes into exactly one."""
    sections = [Section(Kind.FRONT, depth=99)]
    for line in lines:
        if opened := _Opening(sections, line).section():
            sections.append(opened)
        else:
            sections[-1].lines.append(line)
    return _settle(_part_signature(sections))


class _Opening:
    """Decides whether a line opens a section, given what came before it."""

    def __init__(self, sections: list[Section], line: Line) -> None:
        self.current = sections[-1]
        self.line = line
        self.begun = any(section.kind is not Kind.FRONT for section in sections)
        self.top = next(
            (s for s in reversed(sections) if s.depth == 1 and s.number), None
        )
        self.title, self.rest = split_heading(line)

    def section(self) -> Section | None:
        """Return the section that the line opens, if it does."""
        if self.current.kind is Kind.APPENDIX:
            return None
        if self.begun and self._is_appendix():
            return Section(Kind.APPENDIX, lines=[self.line])
        if is_stage_line(self.line):
            return self._stages()
        return self._unmarked() if self.line.marker is None else self._marked()

    def _marked(self) -> Section | None:
        """Whether 一、, （一） or 4、 opens a section or marks an item."""
        if self.line.depth <= Style.HAN.depth:
            return self._outer()
        if self.line.depth == Style.HAN_BRACKETS.depth:
            return self._inner() or self._first_item()
        return self._look_alike() or self._first_item()

    def _is_appendix(self) -> bool:
        """Whether it begins the appendix: 附件, 附：…, 附件1 …, but no sentence."""
        found = APPENDIX.match(self.line.folded)
        return bool(found) and len(self.line.text) <= 80 and self.line.text[-1] != "。"

    def _stages(self) -> Section | None:
        """Return a stage that stands outside a section of stages opens one."""
        if self.current.kind is Kind.STAGES:
            return None
        return Section(Kind.STAGES, depth=self.current.depth, lines=[self.line])

    def _unmarked(self) -> Section | None:
        """Return a short line made of a heading's words, such as 【工作目标】."""
        title = squeeze(self.line.folded)
        kind = strict_kind(title) if len(title) <= UNMARKED else None
        return self._open(kind, depth=0) if kind else None

    def _outer(self) -> Section | None:
        """一、 opens a section unless it numbers an item."""
        kind = loose_kind(self.title) if self.title else None
        if (
            self.current.title
            and not self.current.depth
            and not strict_kind(self.title)
        ):
            return None
        if kind is None and self._is_item() and not self._is_next_top():
            return None
        return self._open(kind or Kind.OTHER, depth=self.line.depth)

    def _inner(self) -> Section | None:
        """（一） opens a section after another such, or by its words alone."""
        depth = self.line.depth
        kind = nested_kind(self.title) if self.title else None
        if depth <= self.current.depth and (kind or self._is_sibling()):
            return self._open(kind or loose_kind(self.title) or Kind.OTHER, depth)
        if kind and depth <= Style.HAN_BRACKETS.depth and self._may_nest(kind):
            return self._open(kind, depth)
        return None

    def _is_sibling(self) -> bool:
        """Whether its number follows that of the current section's own heading."""
        number = self.line.marker.number if self.line.marker else None
        follows = self.current.number and number == self.current.number + 1
        return bool(follows and not self._continues())

    def _may_nest(self, kind: Kind) -> bool:
        """Whether a section of this kind may stand inside the current one."""
        if self.current.kind is Kind.ORGANISATION:
            return kind is not Kind.ORGANISATION and not self.rest.text
        return self.current.kind in OPEN or not self.rest.text

    def _look_alike(self) -> Section | None:
        """4、 opens a section where 四、 was meant."""
        kind = nested_kind(self.title) if self.title else None
        if kind and self._is_next_top():
            return self._open(kind, Style.HAN.depth)
        if kind and not self.rest.text and not self._continues():
            return self._open(kind, Style.HAN.depth)
        if self._is_next_top() and not self.rest.text and self._is_digit_top():
            return self._open(loose_kind(self.title) or Kind.OTHER, Style.HAN.depth)
        return None

    def _first_item(self) -> Section | None:
        """Before the first heading, a numbered line ends the preamble."""
        if self.current.kind is Kind.FRONT:
            return Section(Kind.OTHER, depth=0, lines=[self.line])
        return None

    def _is_digit_top(self) -> bool:
        """Whether this plan numbers its sections 1. 2. 3."""
        if self.top is None or self.top.style is not Style.DIGIT or not self.title:
            return False
        markers = [self.line.marker, *(line.marker for line in self.current.lines)]
        own, *others = (marker.style if marker else None for marker in markers)
        return own is Style.DIGIT and Style.DIGIT not in others

    def _is_next_top(self) -> bool:
        """Whether its number follows that of the last section."""
        number = self.line.marker.number if self.line.marker else None
        return number == ((self.top.number or 0) + 1 if self.top else 1)

    def _is_item(self) -> bool:
        """Whether it may be the first or the next item of the current section."""
        first = self.line.marker is not None and self.line.marker.number == 1
        return self._continues() or (first and self.current.kind is not Kind.FRONT)

    def _continues(self) -> bool:
        """Whether its number follows that of the last item."""
        last = self.current.last_number
        return bool(last and self.line.marker and self.line.marker.number == last + 1)

    def _open(self, kind: Kind, depth: int) -> Section:
        """Return the new section; what follows its heading is its first line."""
        marker = self.line.marker
        section = Section(
            kind,
            depth,
            number=marker.number if marker else None,
            style=marker.style if marker else None,
            title=self.title or squeeze(self.line.body.folded)[:UNMARKED],
        )
        if self.title and not self.rest.text:
            section.heading = self.line
        else:
            whole = kind is Kind.OTHER or not self.title
            section.lines.append(self.line if whole else self.rest)
        return section


def is_stage_line(line: Line) -> bool:
    """Whether a line begins 第一阶段 as a heading does, not as a sentence."""
    text = line.folded if STAGE.match(line.folded) else line.body.folded
    if not STAGE.match(text):
        return False
    return len(text) <= 40 or any(True for _ in find_periods(text[:60]))


def _part_signature(sections: list[Section]) -> list[Section]:
    """Part the unit and the day that sign the plan from its last section."""
    end = len(sections)
    while end > 1 and sections[end - 1].kind is Kind.APPENDIX:
        end -= 1
    last = sections[end - 1]
    if last.kind is Kind.FRONT:
        return sections
    start = _signature_start(last.lines)
    signature = Section(Kind.OTHER, lines=last.lines[start:])
    last.lines = last.lines[:start]
    return [*sections[:end], signature, *sections[end:]]


def _signature_start(lines: list[Line]) -> int:
    """Where the signature begins; the end of the lines if there is none."""
    start = len(lines)
    if not lines or not DATED.match(lines[-1].folded):
        return start
    start -= 1
    while start and SIGNED.match(lines[start - 1].folded):
        start -= 1
    return start


def _settle(sections: list[Section]) -> list[Section]:
    """Look again at sections whose headings say little, now that all are known."""
    missing = not any(section.kind is Kind.MEASURES for section in sections)
    for section in sections:
        if section.kind is Kind.OTHER:
            _settle_other(section)
        elif missing and _lists_measures(section):
            section.kind = Kind.MEASURES
    return sections


def _settle_other(section: Section) -> None:
    """Return a section without a known heading: measures if it names units."""
    if section.heading and (not section.lines or _count_responsibilities(section)):
        section.lines.insert(0, section.heading)
        section.heading = None
    if _count_responsibilities(section):
        section.kind = Kind.MEASURES


def _lists_measures(section: Section) -> bool:
    """Whether it names units more than once, as by accident."""
    told_apart = section.kind in (Kind.FOCUS, Kind.ORGANISATION)
    return told_apart and _count_responsibilities(section) > 1


def _count_responsibilities(section: Section) -> int:
    """How many of its lines name responsible units."""
    return sum(names_responsibility(line.text) for line in section.lines)
