"""The year of a plan, from which its dates are computed."""

import re
from collections import Counter
from collections.abc import Sequence

from .lines import Line, fold
from .numerals import parse_number

NAMED = re.compile(r"(?<!\d)((?:19|20)\d\d|二[〇零○一二三四五六七八九]{3})\s*年")
DOTTED = re.compile(r"(?<!\d)(20\d\d)[./-]\d{1,2}(?!\d)")
NUMBERED = re.compile(r"[〔\[(](20\d\d)[〕\])]")
QUOTED = re.compile(r"《[^》]*》")


def find_year(title: str, stages: Sequence[Line], lines: Sequence[Line]) -> int | None:
    """Return the year the title names, else the stages, else the most frequent one."""
    for texts in ([title], [line.text for line in stages[:1]]):
        if found := _years(texts, NAMED, DOTTED):
            return found[0]
    texts = [line.text for line in lines]
    for patterns in ((NAMED, DOTTED), (NUMBERED,)):
        if found := _years(texts, *patterns):
            return Counter(found).most_common(1)[0][0]
    return None


def _years(texts: Sequence[str], *patterns: re.Pattern[str]) -> list[int]:
    """Return the years in some texts; other documents' titles count for nothing."""
    found = []
    for text in texts:
        folded = QUOTED.sub("", fold(text))
        for pattern in patterns:
            found += [parse_number(match[1]) for match in pattern.finditer(folded)]
    return [year for year in found if year]
