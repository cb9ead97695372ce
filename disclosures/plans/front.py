"""What stands before the first heading: the title, and a goal without heading."""

import re
from collections.abc import Sequence

from .lines import Line
from .sections import DATED, SIGNED

LONGEST_LINE = 50
MOST_LINES = 4
NO_TITLE = re.compile(r"[。;:!]\s*$|[〔\[].{4}[〕\]]\s*第?\d+\s*号")
PLAN_ENDS = re.compile(
    r"(?:方案|计划|要点|办法|意见|安排)(?:的通知)?\s*(?:\([^()]*\))?[》”\"]?\s*$"
)
NOTICE_ENDS = re.compile(r"(?:通知|函|报告)\s*$")
IN_BRACKETS = re.compile(r"\([^()]{2,20}\)$")
SENTENCE = 20


def find_title(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of the title: the plan's own rather than its cover letter's."""
    blocks = list(_blocks(lines))
    plans = [block for block in blocks if PLAN_ENDS.search(_last_words(block))]
    own = [block for block in plans if not _is_notice(block)]
    if own or plans:
        return (own or plans)[-1]
    at_top = bool(blocks) and blocks[0][0] is lines[0]
    return blocks[0] if at_top else []


def _is_notice(block: Sequence[Line]) -> bool:
    """Whether a title is that of the letter around the plan."""
    return bool(NOTICE_ENDS.search(_last_words(block)))


def _last_words(block: Sequence[Line]) -> str:
    """Return the end of a title, a last line such as （试行） left out."""
    aside = len(block) > 1 and IN_BRACKETS.match(block[-1].folded)
    return block[-2 if aside else -1].folded


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Return runs of lines like a title; each ends where a plan's name ends."""
    blocks: list[list[Line]] = []
    complete = True
    for line in lines:
        if not _looks_like_title(line):
            complete = True
        elif complete and not IN_BRACKETS.match(line.folded):
            blocks.append([line])
            complete = False
        elif not blocks or len(blocks[-1]) == MOST_LINES:
            complete = True
        elif not complete or line.number == blocks[-1][-1].number + 1:
            blocks[-1].append(line)
        if blocks and line is blocks[-1][-1] and not IN_BRACKETS.match(line.folded):
            ends = PLAN_ENDS.search(line.folded) or NOTICE_ENDS.search(line.folded)
            complete = bool(ends)
    return blocks


def _looks_like_title(line: Line) -> bool:
    """Whether a line is short, unmarked and no sentence, date or number."""
    if line.marker or len(line.text) > LONGEST_LINE or NO_TITLE.search(line.folded):
        return False
    if DATED.match(line.folded) or SIGNED.match(line.folded):
        return bool(PLAN_ENDS.search(line.folded)) or len(line.text) > SENTENCE
    return not re.search(r"[。;]|^\W*$", line.folded)


def find_preamble(lines: Sequence[Line]) -> list[Line]:
    """Return the longest run of sentences: the goal where no heading tells it."""
    runs: list[list[Line]] = [[]]
    for line in lines:
        if len(line.text) > SENTENCE and line.text[-1] in "。：:；;":
            runs[-1].append(line)
        else:
            runs.append([])
    return max(runs, key=lambda run: sum(len(line.text) for line in run))
