"""Tells whose date it is: in …由市住建局汇总后于6月底前上报省住建厅 it is not ours."""

import re

from .lines import fold

#: Levels from the plan's own upwards, as a body's name begins with them.
LEVELS = ("村", "镇", "乡", "街", "县", "区", "市", "州", "省", "国")
NAMED = re.compile(
    r"(?:^|由|再由|请|报请)\s*"
    r"(?P<body>(?P<level>国家|国务院|省级?|市级?|州|县级?)(?:里|[^,。;、:由于在将会并及和]{0,14}?"
    r"(?:局|厅|委员会|委|办公室|办|部门|政府|工作专班|专班|领导小组)))"
)
#: What can stand between the clause of a body and a time with a comma before it.
BARE = re.compile(r"^(?:并|再|须|应|要|务必|原则上)*(?:于|在|最迟于|不迟于)?$")
STOPS = re.compile("[。;；\n]")


def body_of(text: str, phrase: str, level: str = "") -> str:
    """Return the body above the plan's own level that a time is set for, if any."""
    folded = fold(text)
    place = folded.find(fold(phrase))
    if place < 0:
        return ""
    sentence = STOPS.split(folded[:place])[-1]
    *before, clause = re.split("[,]", sentence)
    found = _above(clause, level)
    if not found and before and BARE.match(clause.strip()):
        found = _above(before[-1], level)
    return found


def _above(clause: str, level: str) -> str:
    match = NAMED.search(clause.strip())
    if match is None:
        return ""
    own = LEVELS.index(level[0]) if level[:1] in LEVELS else LEVELS.index("市")
    return match["body"] if LEVELS.index(match["level"][0]) > own else ""
