"""Responsible units: where a plan names them, and one name for each."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .lines import fold

#: 市 in 市场, 区 in 社区 and 县 in 县直 are no level words.
LEVEL = (
    r"(?:市(?!场|容|政[^府务数法协]|民[中服热])|县(?![级域直])|区(?![划块域级直])"
    r"|旗|州|省)"
)
PLACE = r"(?:[\u4e00-\u9fff]{2,5}?(?<![城园发景社校地辖新山])(?=县|市|区|旗|州))"
LEVELLED = re.compile(rf"(?P<place>{PLACE})?(?P<level>{LEVEL})(?P<base>.+)")
ENDING = (
    r"(?:局|委|办|部|厅|办公室|委员会|法院|检察院|中心|总队|大队|支队|联合会|总工会"
    r"|公安)"
)
BUREAU = re.compile(rf".+{ENDING}$")
LEVELLESS = re.compile(
    r"各|有关|相关|其他|乡(?!村振兴)|镇|街道|社区|村|国家|中央|所有|全"
)
DEPARTMENT = re.compile(r"(?P<stem>.+?)(?:行政)?(?:主管)?(?:部门|机关)$")

LABEL = (
    r"(?:责任|牵头|配合|协办|主办|参与|参加|实施|承办|落实|协同|主责|协助|主体责任)"
    r"(?:责任)?(?:单位|部门|科室|股室|主体)"
)
LABELLED = re.compile(rf"{LABEL}(?:和{LABEL})?\s*(?::|[是为](?=[县市区各]))\s*")
OTHER_LABEL = re.compile(
    r"(?:(?:完成|整改|办结|工作)?(?:时限|时间|期限)|责任人|责任领导|分管领导|联系人|备注)\s*[:]"
)
BRACKETS = {"(": ")", "[": "]", "【": "】", "〔": "〕", "<": ">"}
IN_BRACKETS = re.compile(
    r"\((?P<names>(?:[^()。:]|\([^()]*\))*?(?:牵头|负责|配合|分工)[^()。:]{0,8})\)\s*。?\s*$"
)
SEPARATOR = re.compile(
    r"[、,;。\s/|]+|(?<=[局委办部府会门])(?:和|及|与|以及)|(?:牵头|配合|负责)[,、]?"
)
TRAILING = re.compile(
    r"(?:等(?:有关|相关)?(?:部门|单位)?|(?:具体|共同|分别|组织)?(?:牵头|负责|配合|落实|实施)"
    r"|按(?:照)?(?:各自)?(?:职责|职能).*|按.*分工.*)+$"
)
LEADING = re.compile(r"^(?:由|会同|联合|及|和|与)")


@dataclass(frozen=True)
class Responsibility:
    """A place in a text that names responsible units."""

    start: int
    end: int
    names: tuple[str, ...]


def find_responsibilities(text: str) -> list[Responsibility]:
    """Every list of responsible units in a text, its brackets included."""
    folded = fold(text)
    found = list(_labelled(text, folded))
    if not found and (match := IN_BRACKETS.search(folded)):
        names = split_names(text[match.start("names") : match.end("names")])
        if all(BUREAU.match(name) or LEVELLESS.match(name) for name in names):
            found.append(Responsibility(match.start(), match.end(), names))
    return [part for part in found if part.names]


def names_responsibility(text: str) -> bool:
    """Whether a text names responsible units."""
    return bool(find_responsibilities(text))


def _labelled(text: str, folded: str) -> Iterator[Responsibility]:
    """Return lists after 责任单位：, 牵头单位： and the like."""
    covered = 0
    for match in LABELLED.finditer(folded):
        if match.start() < covered:
            continue
        opening = _opening(folded, match.start(), covered)
        covered = _closing(folded, opening, match.end())
        inside = folded[match.start() : covered]
        start = match.start() if opening is None else opening
        yield Responsibility(start, covered, _names_in(text, inside, match.start()))


def _opening(folded: str, label: int, least: int) -> int | None:
    """Where the bracket around a label opens, if there is one just before it."""
    for place in range(label - 1, max(least, label - 30) - 1, -1):
        if folded[place] in BRACKETS:
            return place
        if folded[place] in ")]】〕。":
            return None
    return None


def _closing(folded: str, opening: int | None, start: int) -> int:
    """Where the list ends: with its bracket, else with the sentence."""
    if opening is None:
        ends = re.compile(r"[。\n]|$").search(folded, start)
        return ends.end() if ends else len(folded)
    left, right = folded[opening], BRACKETS[folded[opening]]
    level = 0
    for place in range(opening, min(len(folded), opening + 600)):
        level += (folded[place] == left) - (folded[place] == right)
        if not level:
            return place + 1 + (folded[place + 1 : place + 2] == "。")
    return len(folded)


def _names_in(text: str, inside: str, offset: int) -> tuple[str, ...]:
    """Return the names in a list that may hold several labels."""
    names: list[str] = []
    labels = list(LABELLED.finditer(inside))
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        end = following.start() if following else len(inside)
        if other := OTHER_LABEL.search(inside, label.end(), end):
            end = other.start()
        listed = text[offset + label.end() : offset + end]
        names += split_names(listed)
    return tuple(dict.fromkeys(names))


def split_names(listed: str) -> tuple[str, ...]:
    """Return the names of a list, brackets and verbs around them taken away."""
    # A comma inside brackets, as in 各县（市、区）, separates nothing.
    guarded = re.sub(r"\([^()]*\)", lambda m: m[0].replace("、", "\0"), fold(listed))
    parts = SEPARATOR.split(guarded)
    cleaned = (_clean(part.replace("\0", "、")) for part in parts if part)
    return tuple(dict.fromkeys(name for name in cleaned if 2 <= len(name) <= 30))


def _clean(name: str) -> str:
    """Return a name without what the sentence put around it."""
    name = name.strip(" :[]【】〔〕<>")
    while name.endswith(")") and name.count(")") > name.count("("):
        name = name[:-1]
    while name.startswith("(") and name.count("(") > name.count(")"):
        name = name[1:]
    if name.count("(") != name.count(")"):
        return ""
    name = LEADING.sub("", TRAILING.sub("", name))
    return name.replace("(", "（").replace(")", "）")


class UnitRegister:
    """Knows every unit by one name: 民政局 and 县民政局 are the same."""

    def __init__(self, lists: Sequence[tuple[str, ...]], text: str = "") -> None:
        self.names: list[str] = []
        named = list(dict.fromkeys(name for names in lists for name in names))
        self.level = _usual_level(named, text)
        for names in lists:
            for name in self.canonical_list(names):
                self.add(name)

    def add(self, name: str) -> None:
        """Take a unit up under its canonical name."""
        if name not in self.names:
            self.names.append(name)

    def canonical_list(self, names: Iterable[str]) -> list[str]:
        """Return the units of one list; a level word holds for the names after it."""
        level = self.level
        found: list[str] = []
        for name in names:
            own, _ = read_level(name)
            level = own or level
            found.append(self.canonical(name, level))
        return list(dict.fromkeys(found))

    def canonical(self, name: str, level: str = "") -> str:
        """Return the one name of a unit, with its level word where it has one."""
        own, base = read_level(name)
        if not own and (LEVELLESS.match(name) or not BUREAU.match(name)):
            return name
        level = own or level or self.level
        full = f"{level}{base}"
        if f"{level}委{base}" in self.names:
            return f"{level}委{base}"
        return next((known for known in self.names if same_bureau(known, full)), full)

    def resolve(self, name: str) -> str | None:
        """Return the known unit that a sentence means by 民政部门 or 民政局."""
        own, base = read_level(name)
        full = self.canonical(name)
        if full in self.names:
            return full
        department = DEPARTMENT.match(base)
        stem = department["stem"] if department else base
        for known in self.names:
            level, known_base = read_level(known)
            if own in ("", level) and stem[1:] and is_short_for(stem, known_base):
                return known
        return None


def _usual_level(names: Sequence[str], text: str) -> str:
    """Return the level of most units, else the one the text gives them."""
    levels = Counter(level for name in names if (level := read_level(name)[0]))
    if not levels:
        bureaus = [name for name in names if BUREAU.match(name)]
        for name in bureaus:
            levels.update(re.findall(rf"({LEVEL}){re.escape(name)}", text))
    return levels.most_common(1)[0][0] if levels else ""


def read_level(name: str) -> tuple[str, str]:
    """Split 县民政局 and 某某县民政局 into level word and the rest."""
    match = LEVELLED.fullmatch(name)
    if not match or LEVELLESS.match(name):
        return "", name
    return match["level"], match["base"]


def same_bureau(one: str, other: str) -> bool:
    """Whether one name abbreviates the other: 县住建局, 县住房和城乡建设局."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    bureaus = short.endswith("局") and not re.search(r"分局$", short + long)
    bureaus = bureaus and long.endswith("局") and "分局" not in long
    same_level = read_level(short)[0] == read_level(long)[0]
    return bureaus and same_level and is_short_for(short[:-1], long[:-1])


def is_short_for(short: str, long: str) -> bool:
    """Whether the characters of a short name follow each other in a long one."""
    rest = iter(long)
    return short[:1] == long[:1] and all(character in rest for character in short)
