"""Takes apart the focus issues, also where they run together in a paragraph."""

import re
from collections.abc import Iterator, Sequence

from .items import CLOSING, Item, group, is_lead_in
from .lines import CIRCLED, HAN, Line, join, span
from .numerals import parse_number
from .outline import Passage

SENTENCE_END = re.compile(r"[。；;！!？?：:]$")
#: Enumerations inside a paragraph: 一是 …；二是 …, ① … ② …, （1） … （2） ….
ENUMERATIONS = [
    re.compile(
        rf"(?:^|(?<=[;。:,、\s]))\s*(?:第)?([{HAN}]+)(?:是|[,、](?=[^{HAN}]))\s*,?"
    ),
    re.compile(rf"\s*([{CIRCLED}])"),
    re.compile(r"(?:^|(?<=[;。:,、\s]))\s*\((\d{1,2})\)\s*"),
    re.compile(r"(?:^|(?<=[;。:\s]))\s*(\d{1,2})[.、](?!\d)\s*"),
]


def read_focus(lines: Sequence[Line]) -> tuple[list[Line], list[Passage]]:
    """Return the lines that only lead over, and the focus issues in the others."""
    lead, items = group(lines)
    lead_ins, issues = _paragraphs(lead)
    for item in items:
        if _is_title_of(item):
            lead_ins.append(item.lines[0])
            _, inner = group(item.lines[1:])
            for part in inner:
                issues += _issues(part.lines)
        else:
            issues += _issues(item.lines)
    return lead_ins, issues


def _paragraphs(lead: Sequence[Line]) -> tuple[list[Line], list[Passage]]:
    """Unmarked lines: a line that ends within a sentence goes on in the next."""
    lead_ins: list[Line] = []
    issues: list[Passage] = []
    run: list[Line] = []
    for line in [*lead, None]:
        leads = line is not None and is_lead_in(line) and not split_issues(line)[1:]
        if run and (line is None or leads or SENTENCE_END.search(run[-1].text)):
            issues += _issues(run)
            run = []
        if line is not None:
            (lead_ins if leads else run).append(line)
    return lead_ins, issues


def _is_title_of(item: Item) -> bool:
    """Whether an item is but the title of the marked lines below it."""
    head, *others = item.lines
    short = len(head.body.text) <= 20 and not re.search(r"[。；;]$", head.text)
    return bool(others) and others[0].marker is not None and short


def _issues(run: Sequence[Line]) -> list[Passage]:
    """Return the focus issues of one paragraph or item."""
    head = run[0] if split_issues(run[0])[1:] else run[0].body
    first = head if head.text else run[0]
    texts = split_issues(Line(0, join([first, *run[1:]])))
    return [Passage(lines=span(run), text=text) for text in texts]


def split_issues(line: Line) -> list[str]:
    """Split 一是…；二是… where the numbers count up from one."""
    for pattern in ENUMERATIONS:
        matches = _counting(pattern.finditer(line.folded))
        if len(matches) > 1 or (matches and not matches[0].start()):
            starts = [match.end() for match in matches]
            ends = [*(match.start() for match in matches[1:]), len(line.text)]
            parts = [
                line.text[a:b].strip(CLOSING) for a, b in zip(starts, ends, strict=True)
            ]
            before = line.text[: matches[0].start()].strip()
            if before and before[-1] not in "：:，,、":
                parts[0] = f"{before}{parts[0]}"
            return [part for part in parts if part] or [line.text]
    return [line.text.strip(CLOSING) or line.text]


def _counting(matches: Iterator[re.Match[str]]) -> list[re.Match[str]]:
    """Return the matches whose numbers count 1, 2, 3."""
    kept: list[re.Match[str]] = []
    for match in matches:
        sign = match[1]
        number = CIRCLED.index(sign) + 1 if sign in CIRCLED else parse_number(sign)
        if number == len(kept) + 1:
            kept.append(match)
    return kept
