"""Finds what points at a private person, before a text goes public."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Finding:
    """One place in a text that may not go public."""

    kind: str
    label: str | Promise
    text: str
    start: int
    end: int


#: Written between the digits of one number.
GAP = r"[ \-‐-―.·]?"
HAN_NUMBER = "[0-9A-Z零〇一二两三四五六七八九十百]{1,6}"
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


def _always(_run: str) -> bool:
    return True


@dataclass(frozen=True)
class Rule:
    """What a kind of finding looks like, and a check of what looks like it."""

    kind: str
    label: Promise
    pattern: re.Pattern[str]
    check: Callable[[str], bool] = _always


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
        gettext_lazy("a household's address"),
        re.compile(
            rf"{HAN_NUMBER} ?(?:号楼|[栋幢座]|单元) ?"
            rf"(?:{HAN_NUMBER} ?(?:单元|[层楼]) ?)?"
            rf"[-— ]?{HAN_NUMBER} ?(?:室|房|号房?|户)"
            rf"|{HAN_NUMBER} ?(?:号楼|[栋幢座]|单元) ?[-— ]?[0-9]{{3,4}}(?![0-9户套])"
            rf"|{HAN_NUMBER} ?(?:号楼|[栋幢座]) ?{HAN_NUMBER} ?单元"
            r" ?[零〇一二三四五六七八九]{3,4}(?![户套])"
            r"|(?<![0-9-])[0-9]{1,3}-(?:[0-9]-)?[0-9]{3,4} ?(?:室|房|户)"
            rf"|(?:路|街|巷|村|弄) ?{HAN_NUMBER} ?号 ?{HAN_NUMBER} ?(?:室|房)"
        ),
    ),
)


def scan(text: str) -> list[Finding]:
    """Everything in `text` that points at a private person, in order of place."""
    plain, places = normalised(text)
    found: list[Finding] = []
    for rule in RULES:
        for match in rule.pattern.finditer(plain):
            start, end = places[match.start()], places[match.end() - 1] + 1
            if rule.check(match[0]) and not any(
                start < other.end and other.start < end for other in found
            ):
                found.append(
                    Finding(rule.kind, rule.label, text[start:end], start, end)
                )
    return sorted(found, key=lambda finding: finding.start)


def normalised(text: str) -> tuple[str, list[int]]:
    """Full-width forms made plain, invisible marks dropped; and where each was."""
    plain: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for form in unicodedata.normalize("NFKC", letter):
            if unicodedata.category(form) in {"Cf", "Mn", "Cc"} and form != "\n":
                continue
            plain.append(" " if form.isspace() and form != "\n" else form.upper())
            places.append(place)
    return "".join(plain), places


def readable(markup: str) -> str:
    """Extract the words of a rich text, as a reader sees them joined.

    Inline tags vanish, so that bold type inside a number hides nothing; texts
    of attributes (an image's alternative text, an address) are kept beside.
    """
    attributes = re.findall(r"(?:alt|title|href)=[\"']([^\"']*)[\"']", markup)
    blocks = re.sub(r"</?(?:p|li|h\d|br|div|td|tr|ul|ol|hr)\b[^>]*>", "\n", markup)
    words = re.sub(r"<[^>]*>", "", blocks)
    return html.unescape("\n".join([words, *attributes]))


def refusals(values: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """For each named text that may not go public: its name, and why."""
    for name, value in values:
        if found := scan(readable(str(value or ""))):
            yield name, [explain(finding) for finding in found[:5]]


def in_context(text: str, finding: Finding, width: int = 8) -> str:
    """The finding as it stands in its text, marked 【 】, with a few words around."""
    before, after = text[: finding.start], text[finding.end :]
    return "".join(
        (
            "…" if len(before) > width else "",
            " ".join(before[-width:].split()),
            f"【{finding.text}】",
            " ".join(after[:width].split()),
            "…" if len(after) > width else "",
        )
    )


def explain(finding: Finding) -> str:
    """One sentence for the person who writes."""
    return _(
        "“%(text)s” looks like %(what)s. What points at a private person cannot be"
        " published: leave it out or describe it in general words."
    ) % {"text": finding.text, "what": finding.label}


class Scanned(models.Model):
    """A model whose public texts are scanned whenever it is cleaned."""

    #: Names of the fields that readers will see.
    scanned_fields: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse texts that point at a private person, at their field."""
        super().clean()
        self.scan()

    def scan(self) -> None:
        """Raise what the scan finds, by field."""
        values = ((name, getattr(self, name)) for name in self.scanned_fields)
        if errors := dict(refusals(values)):
            raise ValidationError(errors)
