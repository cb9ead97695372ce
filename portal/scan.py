"""Finds what points at a private person, before a text goes public."""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.fields import RichTextField

from portal.names import names_beside
from portal.patterns import RULES


@dataclass(frozen=True)
class Finding:
    """One place in a text that may not go public."""

    kind: str
    label: str | Promise
    text: str
    start: int
    end: int
    #: Of a name, where the number or the address stands that it belongs to.
    beside: tuple[int, int] | None = None
    #: What its writer is told, where it is not about a private person.
    told: str = ""


NAME_LABEL = gettext_lazy("a person's name beside a number or an address")


def scan(text: str) -> list[Finding]:
    """Everything in `text` that points at a private person, in order of place."""
    plain, places = normalised(text)
    found: list[Finding] = []
    taken: set[int] = set()
    for rule in RULES:
        for match in rule.pattern.finditer(plain):
            start, end = places[match.start()], places[match.end() - 1] + 1
            if rule.check(match[0]) and taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                found.append(
                    Finding(rule.kind, rule.label, text[start:end], start, end)
                )
    found += _names(text, plain, places, found)
    return sorted(found, key=lambda finding: finding.start)


def _names(
    text: str, plain: str, places: list[int], found: list[Finding]
) -> Iterator[Finding]:
    """Names beside what was found; each once, and none inside it."""
    back = {place: n for n, place in reversed(list(enumerate(places)))}
    ends = {place + 1: n + 1 for n, place in enumerate(places)}
    beside = [
        ((back[one.start], ends[one.end]), one.kind == "address") for one in found
    ]
    taken = {place for span, _is_address in beside for place in range(*span)}
    for (start, end), (first, last) in names_beside(plain, beside):
        if not taken.isdisjoint(range(start, end)):
            continue
        taken.update(range(start, end))
        begin, stop = places[start], places[end - 1] + 1
        anchor = places[first], places[last - 1] + 1
        yield Finding("name", NAME_LABEL, text[begin:stop], begin, stop, anchor)


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
    blocks = _replaced(r"</?(?:p|li|h\d|br|div|td|tr|ul|ol|hr)\b", "\n", markup)
    words = _replaced("<", "", blocks)
    return html.unescape("\n".join([words, *attributes]))


def _replaced(begin: str, words: str, markup: str) -> str:
    """Put words in the place of tags; what follows the last > holds none."""
    tags, end, rest = markup.rpartition(">")
    return re.sub(f"{begin}[^>]*>", words, tags + end) + rest


def plain(text: str) -> str:
    """The words of a text that is no markup: what stands in < > is seen as well."""
    return f"{text}\n{readable(text)}" if "<" in text else text


#: Where offices' own numbers and addresses come from; asked once something was found.
REGISTERS: list[Callable[[], Iterable[str]]] = []


class Finder(Protocol):
    """Finds what else keeps a text from going public."""

    def found_in(self, text: str, beside: str = "") -> list[Finding]:
        """Find it; `beside` is what stands beside the text, such as its title."""


#: What makes them; they are made anew for every scan, and may remember during one.
FINDERS: list[Callable[[], Finder]] = []
#: What a reviewer has let stand on one page: pairs of kind and `compact` text.
Passed = Collection[tuple[str, str]]


def compact(text: str) -> str:
    """The letters and figures of a text alone, as they are compared."""
    return _compact(text)[0]


def _compact(text: str) -> tuple[str, list[int]]:
    plain, places = normalised(text)
    kept = [n for n, letter in enumerate(plain) if letter.isalnum()]
    return "".join(plain[n] for n in kept), [places[n] for n in kept]


def finders() -> list[Finder]:
    """Make the finders for one scan."""
    return [make() for make in FINDERS]


def findings(
    text: str,
    passed: Passed = (),
    asked: Sequence[Finder] | None = None,
    beside: str = "",
) -> list[Finding]:
    """What `scan` and the finders find, but for what a reviewer let stand.

    Offices' own numbers are left out, too.
    """
    found = _not_passed(scan(text), passed)
    if found:
        is_an_offices = _offices(_registered(text))
        found = [one for one in found if not is_an_offices(one)]
    for finder in finders() if asked is None else asked:
        found += _not_passed(finder.found_in(text, beside), passed)
    return found


def _not_passed(found: list[Finding], passed: Passed) -> list[Finding]:
    return [one for one in found if (one.kind, compact(one.text)) not in passed]


def _offices(spans: Iterable[tuple[int, int]]) -> Callable[[Finding], bool]:
    """Tell of a finding whether it is registered; of a name, what it is beside."""
    known = sorted(spans)
    ends = list(accumulate((end for _start, end in known), max, initial=0))

    def is_an_offices(finding: Finding) -> bool:
        first, last = finding.beside or (finding.start, finding.end)
        return last <= ends[bisect_right(known, first, key=itemgetter(0))]

    return is_an_offices


def _registered(text: str) -> Iterator[tuple[int, int]]:
    """Where an office's number or address stands in a text, in full."""
    letters, places = _compact(text)
    for register in REGISTERS:
        for value in filter(None, map(compact, register())):
            at = letters.find(value)
            while at >= 0:
                yield places[at], places[at + len(value) - 1] + 1
                at = letters.find(value, at + 1)


def refusals(
    values: Iterable[tuple[str, Any]], passed: Passed = ()
) -> Iterator[tuple[str, list[str]]]:
    """For each named text that may not go public: its name, and why."""
    asked = finders()
    for name, value in values:
        text = plain(str(value or ""))
        if found := findings(text, passed, asked):
            yield name, [explain(finding, text) for finding in found[:5]]


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


def explain(finding: Finding, text: str = "") -> str:
    """Say to the person who writes what was found, and where it stands."""
    said = finding.told or _(
        "“%(text)s” looks like %(what)s. What points at a private person cannot be"
        " published: leave it out or describe it in general words."
    ) % {"text": finding.text, "what": finding.label}
    if len(text) <= len(finding.text):
        return said
    where = _("It stands here:")
    return f"{said} {where} {in_context(text, finding)}"


class Scanned(models.Model):
    """A model whose public texts are scanned whenever it is cleaned."""

    #: Names of the fields that readers will see.
    scanned_fields: tuple[str, ...] = ()
    #: Set by a form whose writer asks the second person to decide what was found.
    is_left_to_reviewer = False
    #: Whether the last scan found something.
    was_stopped = False
    #: Who is asked while a scan goes on.
    _asked: Sequence[Finder] | None = None

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse texts that point at a private person, at their field."""
        super().clean()
        if not self.is_left_to_reviewer:
            self.scan()

    def scanned_texts(self) -> Iterator[tuple[str, Any]]:
        """Each text that readers will see, and where an error about it belongs."""
        for name in self.scanned_fields:
            yield name, getattr(self, name)

    def seen(self, name: str, value: Any) -> str:
        """What a reader sees of one of these texts."""
        fields = {field.name: field for field in self._meta.fields}
        is_rich = isinstance(fields.get(name), RichTextField)
        return readable(value or "") if is_rich else plain(str(value or ""))

    def findings(self, text: str, passed: Passed = ()) -> list[Finding]:
        """What keeps a text of this model from going public."""
        return findings(text, passed, self._asked, self.beside())

    def beside(self) -> str:
        """Return what stands beside each of its texts, such as their title."""
        return ""

    def scan(self, asked: Sequence[Finder] | None = None) -> None:
        """Raise what is found, by field; `asked` are finders that others share."""
        self._asked = finders() if asked is None else asked
        try:
            errors = self._errors()
        finally:
            self._asked = None
        self.was_stopped = bool(errors)
        if errors:
            raise ValidationError(errors)

    def _errors(self) -> dict[str, list[str]]:
        errors: dict[str, list[str]] = {}
        for name, value in self.scanned_texts():
            text = self.seen(name, value)
            found = self.findings(text)
            if found and (found := self.findings(text, passed(self))):
                errors[name] = [explain(finding, text) for finding in found[:5]]
        return errors


def passed(thing: Scanned) -> Passed:
    """What a reviewer has let stand on the page of this thing."""
    from portal.gate.overruling import passed as overruled
    from portal.gate.overruling import whole_of

    return overruled(thing) if whole_of(thing).pk else ()
