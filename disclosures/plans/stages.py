"""Reads the stages of a plan: name, phrase, days and text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .items import CLOSING, LONGEST_TITLE, Item, split_title
from .lines import Line, join
from .numerals import parse_number
from .outline import Stage
from .phrases import Calendar, Period, find_periods
from .sections import STAGE, is_stage_line

#: How far into a stage's first line its days are looked for.
HEAD = 60
#: A stage that ends this long before the one before it lies in the next year.
YEAR_GAP = timedelta(days=45)
NAME_FIRST = re.compile(r"\s*[:,、.(\-—]*\s*(?:为|是)?\s*(?P<name>[^。:;,()\s]{2,30})")
OPEN_END = re.compile(r"[(（]\s*(长期|全年|全程|贯穿[^()（）]{0,6})[^()（）]*[)）]")


@dataclass(frozen=True)
class Head:
    """What the first lines of a stage say."""

    number: int | None
    name: str
    phrase: str
    period: Period | None
    rest: str
    used: int


def group_stages(lines: Sequence[Line]) -> tuple[list[Line], list[Item]]:
    """Return the lines before the first stage, and the stages with their lines."""
    lead: list[Line] = []
    items: list[Item] = []
    for line in lines:
        if _begins_stage(line, items):
            items.append(Item([line]))
        elif items:
            items[-1].add(line)
        else:
            lead.append(line)
    return lead, items


def _begins_stage(line: Line, items: list[Item]) -> bool:
    """Whether a line is the head of a stage rather than part of its text."""
    if is_stage_line(line):
        return True
    if items and is_stage_line(items[0].lines[0]):
        return False
    if not items:
        return bool(line.marker) or _is_named(line)
    if items[0].lines[0].marker is None:
        return line.marker is None and _is_named(line)
    return items[-1].begins_with(line)


def _is_named(line: Line) -> bool:
    """Whether an unmarked line begins like 动员部署阶段（3月）."""
    return bool(re.match(r"[^。,;:()\s]{2,14}阶段\s*(?:[(:,]|$)", line.folded))


def read_stages(items: Sequence[Item], calendar: Calendar) -> list[Stage]:
    """Return the stages in their order, the year going on where months start anew."""
    stages: list[Stage] = []
    year, latest = calendar.year, date.min
    for place, item in enumerate(items, 1):
        head = read_head(item.lines)
        days = _days(head, year)
        later = _days(head, year + 1)
        if days[1] and later[1] and days[1] + YEAR_GAP < latest <= later[1]:
            days = later
        if known := days[0] or days[1]:
            year, latest = known.year, known
        stages.append(_stage(item, head, place, *days))
    return stages


def _days(head: Head, year: int) -> tuple[date | None, date | None]:
    """Return the first and last day that the phrase of a stage means in a year."""
    return head.period.dates(Calendar(year)) if head.period else (None, None)


def _stage(
    item: Item, head: Head, place: int, starts_on: date | None, ends_on: date | None
) -> Stage:
    """Put a stage together; its deadlines are computed once all days are known."""
    others = join(item.lines[head.used :])
    return Stage(
        lines=item.span,
        number=head.number or place,
        name=head.name or _unnamed(item, head),
        phrase=head.phrase,
        starts_on=starts_on,
        ends_on=ends_on,
        text="\n".join(filter(None, [head.rest, others])),
        deadlines=(),
    )


def _unnamed(item: Item, head: Head) -> str:
    """Return what to call a stage that has no name: 第一阶段, its days, its words."""
    line = item.lines[0]
    stage = STAGE.match(line.folded) or STAGE.match(line.body.folded)
    return stage[0].strip() if stage else head.phrase or line.text[:LONGEST_TITLE]


def read_head(lines: Sequence[Line]) -> Head:
    """Read number, name and days from the first line or the first two."""
    line = lines[0]
    number = line.marker.number if line.marker else None
    body = line if STAGE.match(line.folded) else line.body
    if stage := STAGE.match(body.folded):
        number = parse_number(stage[1])
        body = body.after(stage.end())
    phrase, period, start, end = _find_days(body)
    name, rest = _name_and_rest(body, start, end)
    if period is None and len(lines) > 1 and not rest:
        following = lines[1]
        phrase, period, *_ = _find_days(following)
        if period and len(following.text) - len(phrase) <= 10:
            return Head(number, name, phrase, period, rest, used=2)
        phrase, period = "", None
    return Head(number, name, phrase, period, rest, used=1)


def _find_days(body: Line) -> tuple[str, Period | None, int, int]:
    """Return the phrase that dates a stage, where it stands, brackets included."""
    for period in find_periods(body.text[: HEAD * 2]):
        if not _is_head(body.folded, period.start):
            break
        before = body.folded[: period.start].rstrip()
        start, end = period.start, period.end
        closing = re.match(r"[^()]{0,20}\)", body.folded[end:])
        if before.endswith("(") and closing:
            start, end = len(before) - 1, end + closing.end()
        return period.phrase.strip(), period, start, end
    if lasting := OPEN_END.search(body.text[:HEAD]):
        return lasting[0].strip("()（）"), None, *lasting.span()
    return "", None, 0, 0


def _is_head(folded: str, place: int) -> bool:
    """Whether a phrase stands in the head of a stage and not in its sentences."""
    return place <= HEAD and not re.search(r"[。;]", folded[:place].rstrip("。; "))


def _name_and_rest(body: Line, start: int, end: int) -> tuple[str, str]:
    """Return the name of a stage and the text that follows it on its line."""
    if not end:
        name, rest = split_title(body.text.lstrip(CLOSING))
        return name, rest
    before, after = body.text[:start], body.text[end:]
    match = NAME_FIRST.match(Line(0, before).folded)
    if match:
        said = before[match.end("name") :].strip(CLOSING + "（(")
        name = before[slice(*match.span("name"))]
        return name, "".join([said, after.lstrip(CLOSING + "）)")])
    match = NAME_FIRST.match(Line(0, after).folded)
    if not match:
        return "", after.strip(CLOSING)
    return after[slice(*match.span("name"))], after[match.end("name") :].lstrip(CLOSING)


def text_lines(item: Item) -> list[Line]:
    """Return the lines of a stage's text, in which its inner deadlines stand."""
    head = read_head(item.lines)
    first = Line(item.lines[0].number, head.rest)
    return [first, *item.lines[head.used :]]
