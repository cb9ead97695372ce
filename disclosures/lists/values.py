"""Reads the text of one cell; raises `CellError` with a sentence for its author."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from disclosures.campaigns import Campaign
from disclosures.estates import Estate
from disclosures.estates.telling import Texts
from disclosures.lists.items import ProblemItem
from disclosures.plans.numerals import parse_number
from disclosures.plans.unit_rows import UnitRows

BETWEEN = re.compile(r"[、，,;；/\n]+")
DAY = re.compile(
    r"(?P<year>\d{4})\s*[.\-/年．。]\s*(?P<month>\d{1,2})\s*[.\-/月．。]\s*"
    r"(?P<day>\d{1,2})\s*日?(?:\s+00:00(?::00)?)?\s*(?:之?前)?"
)
COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
#: How Excel counts days, where a date lost its format: 1990 to 2089.
SERIAL = re.compile(r"(?:3[3-9]|[45]\d|6[0-9])\d{3}")
SERIAL_ZERO = date(1899, 12, 30)
EXCEL_ERROR = re.compile(
    r"#(?:REF|N/A|NAME|VALUE|DIV/0|NULL|NUM)[!?]?.*", re.IGNORECASE
)
HAN = "一二三四五六七八九十"

SOURCES = {
    "资格复核": "review",
    "复核": "review",
    "自查": "review",
    "入户走访": "visit",
    "走访": "visit",
    "排查": "visit",
    "数据比对": "data",
    "比对": "data",
    "群众反映": "tip",
    "群众举报": "tip",
    "举报": "tip",
    "线索": "tip",
    "信访": "tip",
    "抽查核实": "spot_check",
    "抽查": "spot_check",
    "督办": "supervisor",
    "督查": "supervisor",
    "监督": "supervisor",
    "交办": "supervisor",
    "巡察": "supervisor",
}
STATUSES = {
    "整改中": "open",
    "正在整改": "open",
    "未完成": "open",
    "未整改": "open",
    "推进中": "open",
    "否": "open",
    "已整改": "done",
    "已整改待销号": "done",
    "待销号": "done",
    "已完成": "done",
    "完成": "done",
    "是": "done",
    "已销号": "closed",
    "销号": "closed",
}


class CellError(ValueError):
    """What is wrong with one cell, in one sentence."""


@dataclass
class Known:
    """What cells may refer to: estates, units and focus issues."""

    campaign: Campaign
    estates: dict[str, str] = field(default_factory=dict)
    units: UnitRows = field(default_factory=UnitRows)
    issues: dict[int, str] = field(default_factory=dict)
    #: What texts may tell of an estate.
    texts: Texts = field(default_factory=Texts)

    def __post_init__(self) -> None:
        self.estates = {_tight(name): name for name in _estate_names()}
        self.issues = {i.number: i.text for i in self.campaign.focus_issues.all()}


def _estate_names() -> list[str]:
    return list(Estate.objects.values_list("name", flat=True))


def check(text: str) -> str:
    """Refuse what is no value of its own: a formula, an error of Excel."""
    plain = text.strip()
    if plain.startswith(("=", "{=")):
        raise CellError(_("This is a formula: enter the value it stands for."))
    if EXCEL_ERROR.fullmatch(plain):
        raise CellError(_("Excel shows an error here: enter the value that is meant."))
    return plain


def text(raw: str, _known: Known) -> str:
    """Return the text, each line without stray spaces."""
    lines = (" ".join(line.split()) for line in raw.splitlines())
    return "\n".join(line for line in lines if line)


def number(raw: str, _known: Known) -> int | None:
    """Return the number of an item; None asks for the next free one."""
    figures = unicodedata.normalize("NFKC", raw).strip().rstrip(".、")
    if not figures:
        return None
    found = int(figures) if figures.isdecimal() and len(figures) < 7 else None
    if not found:
        raise CellError(_("“%s” is not the number of an item.") % raw)
    return found


def amount(raw: str, _known: Known) -> str:
    """Return a number as text, without separators."""
    plain = unicodedata.normalize("NFKC", raw).replace(",", "").strip()
    share = plain.endswith("%")
    try:
        found = Decimal(plain.rstrip("%"))
    except InvalidOperation:
        raise CellError(_("“%s” is not a number.") % raw) from None
    if not found.is_finite():
        raise CellError(_("“%s” is not a number.") % raw)
    if share:
        raise CellError(_("Enter the number without %, and “%” as unit of measure."))
    return format(found.normalize() if found else Decimal(0), "f")


def day(raw: str, _known: Known) -> str | None:
    """Return a day as 2021-07-15, from 2021.7.15, 2021年7月15日前 and the like."""
    plain = unicodedata.normalize("NFKC", raw).strip()
    if not plain:
        return None
    found = DAY.fullmatch(plain) or COMPACT.fullmatch(plain)
    if not found and SERIAL.fullmatch(plain):
        return (SERIAL_ZERO + timedelta(days=int(plain))).isoformat()
    if not found:
        raise CellError(
            _("“%s” is not a day: write it with its year, such as 2021.7.15.") % raw
        )
    try:
        return date(
            *(int(found[name]) for name in ("year", "month", "day"))
        ).isoformat()
    except ValueError:
        raise CellError(_("There is no such day: “%s”.") % raw) from None


def estate(raw: str, known: Known) -> str:
    """Return the name of an estate of the house, or nothing: the whole county."""
    plain = _tight(raw)
    if plain in ("", "全县", "/", "—", "-", "无"):
        return ""
    if plain not in known.estates:
        raise CellError(
            _("“%(name)s” is no estate of this site. Known are: %(known)s.")
            % {"name": raw, "known": "、".join(list(known.estates.values())[:12])}
        )
    return known.estates[plain]


def units(raw: str, known: Known) -> str:
    """Return the names of units as the house knows them."""
    found = []
    for name in filter(None, map(_tight, BETWEEN.split(raw))):
        unit = known.units.find(name)
        if unit is None:
            raise CellError(_("“%s” is no unit of this site.") % name)
        found.append(unit.name)
    return "、".join(dict.fromkeys(found))


def focus(raw: str, known: Known) -> int | None:
    """Return the number of a focus issue: by number or by words of its text."""
    plain = _tight(raw)
    if not plain:
        return None
    found = re.fullmatch(rf"(?:整治)?(?:重点)?(?:第)?(\d+|[{HAN}]+)(?:是|项)?", plain)
    if found:
        meant = parse_number(found[1])
        if meant in known.issues:
            return meant
    matching = [n for n, issue in known.issues.items() if plain in _tight(issue)]
    if len(matching) == 1:
        return matching[0]
    raise CellError(
        _("“%(text)s” names no focus issue of the plan. Write its number: %(known)s.")
        % {"text": raw, "known": "；".join(_listed(known.issues))}
    )


def source(raw: str, _known: Known) -> str:
    """Return how the problem was found."""
    return _chosen(raw, SOURCES, ProblemItem.Source)


def status(raw: str, _known: Known) -> str:
    """Return how far it is; nothing means: being put right."""
    return _chosen(raw, STATUSES, ProblemItem.Status) or ProblemItem.Status.OPEN.value


def _chosen(raw: str, words: dict[str, str], choices: type) -> str:
    plain = re.sub(r"[，,。（）()\s]", "", unicodedata.normalize("NFKC", raw))
    if not plain or plain in choices.values:  # type: ignore[attr-defined]
        return plain
    if plain in words:
        return words[plain]
    matching = {value for word, value in words.items() if word in plain}
    if len(matching) == 1 and choices is ProblemItem.Source:
        return matching.pop()
    known = "、".join(dict.fromkeys(_first_words(words)))
    raise CellError(
        _("“%(text)s” is not known here. Write one of: %(known)s.")
        % {"text": raw, "known": known}
    )


def _first_words(words: dict[str, str]) -> list[str]:
    """Return one word for each value, the first that is listed."""
    first: dict[str, str] = {}
    for word, value in words.items():
        first.setdefault(value, word)
    return list(first.values())


def _listed(issues: dict[int, str]) -> list[str]:
    return [f"{number} {issue[:16]}" for number, issue in issues.items()]


def _tight(raw: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", raw))


def word_for(value: str, words: dict[str, str]) -> str:
    """Return the first word that stands for a value."""
    return next((word for word, known in words.items() if known == value), value)
