"""What points at a private person looks like: numbers, plates, addresses."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

#: Written between the digits of one number.
GAP = r"[ \-‐-―.·]?"
HAN_NUMBER = "[0-9A-Z零〇一二两三四五六七八九十百]{1,6}"
DASH = "[-‐-―]"
#: How names of places end after which a building and a flat are written alone.
PLACE = "(?:小区|公寓|家园|新村|花园|苑)"
HAN_FIGURE = "[零〇一二三四五六七八九]"
#: What does not follow the number of a flat: that of a year, or of what is counted.
#: Most counters begin everyday words: 601一直, 601人去楼空, 601元月, 601户主.
COUNTS = (
    rf"[0-9]|(?<=(?:19|20)[0-9]{{2}})年|(?<=[一二][九零〇]{HAN_FIGURE}{{2}})年"
    "|[户套份件](?![主型内口籍外房额])|[层楼栋幢座](?![上下高道])"
    "|[人名条项次元个](?! ?[一-鿿])"
)
#: A building, a dash and a flat; it says so only beside the name of a place.
FLAT = rf"[0-9A-Z]{{1,3}} ?{DASH} ?[0-9]{{3,4}}(?!{COUNTS})"
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


def digits(run: str) -> str:
    """Keep the figures (and the X of an identity number) of a run."""
    return re.sub(r"[^0-9X]", "", run.upper())


def is_identity_number(run: str) -> bool:
    """GB 11643: 17 digits and a check digit; or the old 15 with a plausible date."""
    figures = digits(run)
    if len(figures) == 15:
        return _is_day(f"19{figures[6:12]}")
    if len(figures) != 18 or not _is_day(figures[6:14]):
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(figures[:17], weights, strict=True))
    return "10X98765432"[total % 11] == figures[17]


def is_bank_card(run: str) -> bool:
    """16 to 19 digits that pass the Luhn check."""
    figures = digits(run)
    if not figures.isdigit() or len(set(figures)) < 2:
        return False
    total = 0
    for place, figure in enumerate(reversed(figures)):
        value = int(figure) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_day(figures: str) -> bool:
    year, month, day = int(figures[:4]), int(figures[4:6]), int(figures[6:8])
    return 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31


def is_flat(run: str) -> bool:
    """Whether its last two figures can number a flat on its floor."""
    return 1 <= int(run[-2:]) <= 40


def _always(_run: str) -> bool:
    return True


@dataclass(frozen=True)
class Rule:
    """What a kind of finding looks like, and a check of what looks like it."""

    kind: str
    label: Promise
    pattern: re.Pattern[str]
    check: Callable[[str], bool] = _always


ADDRESS_LABEL = gettext_lazy("a household's address")
#: The order matters: what one rule found, the later ones leave alone.
RULES = (
    Rule(
        "identity",
        gettext_lazy("an identity number"),
        re.compile(rf"(?<![0-9])(?:[0-9]{GAP}){{17}}[0-9Xx](?![0-9])"),
        is_identity_number,
    ),
    Rule(
        "card",
        gettext_lazy("a bank card number"),
        re.compile(rf"(?<![0-9])[3-6](?:{GAP}[0-9]){{15,18}}(?![0-9])"),
        is_bank_card,
    ),
    Rule(
        "identity",
        gettext_lazy("an identity number"),
        re.compile(rf"(?<![0-9])[1-8](?:{GAP}[0-9]){{14}}(?![0-9])"),
        is_identity_number,
    ),
    Rule(
        "phone",
        gettext_lazy("a mobile phone number"),
        re.compile(
            rf"(?<![0-9])(?:(?:\+|00)?86{GAP})?1[3-9](?:{GAP}[0-9]){{9}}(?![0-9])"
        ),
    ),
    Rule(
        "plate",
        gettext_lazy("a number plate"),
        re.compile(
            rf"[{PROVINCES}][A-HJ-NP-Z][ ·•.]?(?=[A-HJ-NP-Z0-9]*[0-9])"
            r"(?:[A-HJ-NP-Z0-9]{4}[警学挂港澳领使]|[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9]))"
        ),
    ),
    Rule(
        "address",
        ADDRESS_LABEL,
        re.compile(
            rf"{HAN_NUMBER} ?(?:号楼|[栋幢座]|单元) ?"
            rf"(?:{HAN_NUMBER} ?(?:单元|[层楼]) ?)?"
            rf"[-— ]?{HAN_NUMBER} ?(?:室|房|号房?|户)"
            rf"|{HAN_NUMBER} ?(?:号楼|[栋幢座]|单元) ?[-— ]?[0-9]{{3,4}}(?!{COUNTS})"
            rf"|{HAN_NUMBER} ?(?:号楼|[栋幢座]|单元) ?[-— ]?"
            rf"{HAN_FIGURE}{{3,4}}+(?!{COUNTS})"
            rf"|{HAN_NUMBER} ?(?:号楼|[栋幢座]) ?{HAN_NUMBER} ?单元"
            rf" ?{HAN_NUMBER} ?[层楼]"
            r"|(?<![0-9-])[0-9]{1,3}-(?:[0-9]-)?[0-9]{3,4} ?(?:室|房|户)"
            rf"|(?:路|街|巷|村|弄) ?{HAN_NUMBER} ?号 ?{HAN_NUMBER} ?(?:室|房)"
        ),
    ),
    Rule(
        "address",
        ADDRESS_LABEL,
        re.compile(
            rf"[0-9A-Z]{{1,4}} ?# ?楼? ?[-— ]?[0-9]{{3,4}}(?!{COUNTS})"
            rf"|(?<![0-9A-Z-])[0-9A-Z]{{1,3}}{DASH}[0-9]{{1,2}}{DASH}"
            r"[0-9]{3,4}(?![0-9-])"
            rf"|(?<![0-9A-Z-])[A-H][0-9]{{1,2}}{DASH}[0-9]{{3,4}}(?![0-9A-Z-])"
            rf"|{PLACE} ?{FLAT}"
            rf"|(?<=[一-鿿])(?<![月第])[0-9]{{1,4}}号[0-9]{{3,4}}(?!{COUNTS})"
        ),
        is_flat,
    ),
)
