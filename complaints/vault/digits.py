"""Secrets that people copy from paper: digits in groups, with two check digits."""

import re
import unicodedata

#: Spaces, dashes and marks without width, as people and keyboards put them between.
BETWEEN = re.compile(r"[\s\-_.·‐-―−ー\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_LONGEST_INPUT = 400


class Mistyped(Exception):
    """A wrong length or wrong check digits."""


def with_check(digits: str) -> str:
    """Adds the two check digits of ISO 7064 MOD 97-10."""
    return f"{digits}{98 - int(digits) * 100 % 97:02d}"


def bare(text: str, length: int) -> str:
    """The digits in what somebody typed; raises `Mistyped`."""
    if len(text) > _LONGEST_INPUT:
        raise Mistyped
    digits = only_digits(text)
    if len(digits) != length or with_check(digits[:-2]) != digits:
        raise Mistyped
    return digits


def only_digits(text: str) -> str:
    """What was typed without what stands between; empty if there is anything else."""
    digits = BETWEEN.sub("", unicodedata.normalize("NFKC", text[:_LONGEST_INPUT]))
    return digits if digits.isascii() and digits.isdigit() else ""


def groups(digits: str, size: int) -> list[str]:
    """As it is printed: in groups."""
    return [digits[i : i + size] for i in range(0, len(digits), size)]
