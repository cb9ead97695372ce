"""One spelling for a place, and a keyed hash of it that no server can compute alone."""

import hashlib
import hmac
import re
import unicodedata

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
_NUMERAL = re.compile(f"[{''.join(_DIGITS)}{''.join(_TENS)}]+")
#: Longest first: 号楼 is one word.
_STEPS = re.compile(r"号楼|栋|幢|座|#|单元|室|房|户|号|[\-‐-―−/、,，.。;；:：]+")


def normalise(text: str) -> str:
    """`３幢二单元５０１室` and `3-2-501` become the same string."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"\s+", "", text)
    text = _NUMERAL.sub(lambda found: str(_number(found[0])), text)
    return re.sub(r"-+", "-", _STEPS.sub("-", text)).strip("-")


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


def index_of(key: bytes, text: str) -> str | None:
    """HMAC-SHA-256 of the normalised place; None when nothing is left of it."""
    place = normalise(text)
    if not place:
        return None
    return hmac.digest(key, b"place|" + place.encode(), hashlib.sha256).hex()
