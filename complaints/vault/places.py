"""One spelling for a place, and a keyed hash of it that no server can compute alone."""

import hashlib
import hmac
import re
import unicodedata

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
#: Written as one sign: twenty and thirty.
_SCORES = {"廿": "二十", "卅": "三十"}
_NUMERAL = re.compile(f"[{''.join(_DIGITS)}{''.join(_TENS)}]+")

#: What stands behind a number, and its place in an address from large to small.
_LABELS = {
    "号楼": 0, "楼栋": 0, "栋": 0, "幢": 0, "座": 0, "#": 0,
    "单元": 1, "梯": 1,
    "层": 2, "楼": 2,
    "号房": 3, "室": 3, "房": 3, "户": 3, "号": 3,
}  # fmt: skip
#: Longest first: 号楼 is one word; 3号栋 says the same as 3栋.
_LABEL = "|".join(sorted(_LABELS, key=len, reverse=True))
_STEP = re.compile(rf"第?([0-9]+|[a-z])(?:号(?=[栋幢座单]))?({_LABEL})")
#: Runs of figures and of words; whatever marks stand between them say nothing.
_WORDS = re.compile(r"[0-9]+|[^0-9\W_]+")
_LAST = re.compile(r"(?<![0-9])[0-9]+$")
_ROOM = 3
_FLOOR = 2


def normalise(text: str, estate: str = "") -> str:
    """`３幢二单元５０１室`, `501室，3栋2单元` and `3-2-501` become the same string.

    `estate` is the name that was chosen beside the place; where the place repeats it,
    with the county and township before it or without, it counts once.
    """
    name, place = _plain(estate), _plain(text)
    if name and name in place:
        before, _name, after = place.partition(name)
        place = (before if re.search("[0-9]", before) else "") + after
    return "-".join([name, *_parts(place)] if name else _parts(place))


def _plain(text: str) -> str:
    """One width, no spaces, figures for numerals, no noughts in front."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"\s+", "", text)
    for sign, spelt in _SCORES.items():
        text = text.replace(sign, spelt)
    text = _NUMERAL.sub(lambda found: _number(found[0]), text)
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", text)


def _parts(place: str) -> list[str]:
    """What a place consists of, from large to small."""
    found = [(m.start(), _LABELS[m[2]], m[1]) for m in _STEP.finditer(place)]
    words = _WORDS.findall(_STEP.sub("-", place))
    if not found:
        return words
    last = _LAST.search(place)
    if last and words and words[-1] == last[0]:
        found.append((last.start(), _ROOM, words.pop()))
    # A word before the first step names the place, one behind it only describes it.
    steps = _without_floor(found)
    ordered = sorted(steps, key=lambda step: step[1])
    return [*words, *(number for _start, _rank, number in ordered)]


def _without_floor(steps: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The floor goes where the room's number says it already: 5楼501."""
    rooms = [number for _start, rank, number in steps if rank == _ROOM]
    return [
        step
        for step in steps
        if step[1] != _FLOOR or not any(len(r) > 2 and r[:-2] == step[2] for r in rooms)
    ]


def _number(numeral: str) -> str:
    if not set(numeral) & set(_TENS):
        return "".join(str(_DIGITS[c]) for c in numeral)
    total, digit = 0, 0
    for c in numeral:
        if c in _TENS:
            total += (digit or 1) * _TENS[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return str(total + digit)


def index_of(key: bytes, text: str, estate: str = "") -> str | None:
    """HMAC-SHA-256 of the normalised place; None when nothing is left of it."""
    if not normalise(text):
        return None
    place = normalise(text, estate)
    return hmac.digest(key, b"place|" + place.encode(), hashlib.sha256).hex()
