"""What texts beside the estate table may tell of an estate: what the table shows.

A list, a report or an article that says “北岭公寓应退10户” gives a hidden cell away,
and with it its partner. So a number of households beside an estate's name must be a
cell that the newest table shows. Words that name a column must name one that holds it;
a number without such words passes only where nothing of that estate is hidden.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosures.estates.households import (
    BY_WORD,
    CARRIED,
    WORD,
    Count,
    counts,
    covered,
    number,
)
from disclosures.estates.models import Estate, EstateSnapshot
from disclosures.estates.published import newest
from portal.scan import Finding, normalised

KIND = "estate_count"
LABEL = gettext_lazy("a number of households that the estate table does not show")
_WORD = re.compile(WORD)
#: The general end of an estate's name, which texts leave out.
_KIND_OF_PLACE = re.compile(r"(?<=[一-鿿]{2})(?:小区|公寓|家园|新村|花园|苑)$")
#: What follows a name without it: 阳光 and 幸福 are everyday words, too.
_HAN_COUNT = "[一二三四五六七八九十百两几]+[个名]?(?:户|套|家庭|承租)"
_DIRECTLY = rf"(?=\s*(?:$|[^\w\s]|[0-9]|{WORD}|{_HAN_COUNT}))"
_COUNTY = re.compile("全县|全市|本县|合计|总计")
#: No total of the estates that were named before it.
_WHOLE_COUNTY = re.compile("全县|全市|本县")
_ALL_BUT = re.compile("除|不[含计包]|扣|以外|之外|其[余他它]")
_SENTENCE_END, _CLAUSE_END = re.compile("[。！？!?]"), re.compile("[。！？!?，,；;、]")
#: A cell of a row, and one that is a number.
_CELL = re.compile(r"[^\s|;、]+")
_FIGURES = re.compile(r"[0-9]+(?:,[0-9]{3})*")
_HEAD = re.compile(rf"(?:{WORD})(?:户数|套数|数|[户套]|\([户套]\))?")
#: What is left of a number that was told: 其余为北岭公寓.
_REST = (
    "(?:(?:其余|剩下|剩余|余下)的?[户家]?|另外的?[户家]?(?=[为是均都全属]))"
    "[为是均都全部在属于系皆:]{0,4}"
)
#: No cell of a table of numbers is longer.
_CELL_MOST = 20
#: So much of a sentence is told before a number.
_TOLD = 40


@dataclass(frozen=True)
class Place:
    """An estate, and what the newest table says of it; None is a hidden cell."""

    name: str
    cells: dict[str, int | None] = field(default_factory=dict)

    @property
    def pattern(self) -> str:
        """Return what finds its name, spaced or without the general end."""
        name = "".join(normalised(self.name)[0].split())
        short = _KIND_OF_PLACE.sub("", name)
        whole = r"\s*".join(map(re.escape, name))
        return whole if short == name else f"{whole}|{re.escape(short)}{_DIRECTLY}"

    def shows(self, count: int | None, columns: Collection[str]) -> bool:
        """Whether a number, under these columns, is one that is shown."""
        return count in self._under(columns) and not self.hides(columns)

    def hides(self, columns: Collection[str]) -> bool:
        """Whether the table is silent about something under these columns."""
        return not self.cells or None in self._under(columns)

    def _under(self, columns: Collection[str]) -> list[int | None]:
        return [self.cells.get(key) for key in columns or self.cells]


def places() -> list[Place]:
    """Return the estates of the house, and those of public tables; four queries."""
    public = Q(figures__snapshot__state=EstateSnapshot.State.APPROVED)
    known = Estate.objects.filter(Q(is_active=True) | public).distinct()
    table = newest()
    cells = {line.estate: line.counts for line in table.lines} if table else {}
    return [Place(estate.name, cells.get(estate, {})) for estate in known]


def has_counts(text: str) -> bool:
    """Whether a text counts households at all."""
    plain = _plain(text)[0]
    return next(counts(plain), None) is not None or any(_rows(plain.split("\n")))


def _plain(text: str) -> tuple[str, list[int]]:
    plain, at = normalised(text.replace("\t", " "))
    return CARRIED.sub(lambda found: found[1] + " " * len(found[2]), plain), at


class Texts:
    """Reads texts for one table; the database is asked once, and only if needed."""

    def __init__(self, known: Sequence[Place] | None = None) -> None:
        self._known = known

    @property
    def known(self) -> Sequence[Place]:
        """The estates."""
        if self._known is None:
            self._known = places()
        return self._known

    def named(self, text: str) -> list[Place]:
        """Return the estates that a text names."""
        plain = normalised(text)[0]
        return [one for one in self.known if re.search(one.pattern, plain)]

    def found_in(self, text: str, beside: str = "") -> list[Finding]:
        """Find what is not shown; an estate may be named beside the text."""
        if not has_counts(text):
            return []
        return self.findings(text, self.named(beside) if beside else ())

    def findings(self, text: str, about: Sequence[Place] = ()) -> list[Finding]:
        """Find what is not shown; `about` are estates that stand beside the text."""
        if not has_counts(text):
            return []
        plain, at = _plain(text)
        spans = [
            (at[start], at[end - 1] + 1, place)
            for start, end, place in self._told(plain, about)
        ]
        return [
            Finding(KIND, LABEL, text[start:end], start, end, told=_why(place))
            for start, end, place in spans
        ]

    def _told(
        self, plain: str, about: Sequence[Place]
    ) -> Iterator[tuple[int, int, Place]]:
        """Go line by line; a heading names the estate of the lines below it."""
        begin, heading, lines = 0, list(about), plain.split("\n")
        for line, row in zip(lines, _rows(lines), strict=True):
            if line.strip():
                reading = _Line(line, self._mentions(line), heading, bool(about))
                for start, end, place in (
                    *reading.told(),
                    *reading.told_in(row),
                    *reading.told_of_the_rest(),
                ):
                    yield begin + start, begin + end, place
                if row:
                    heading = list(about)
                elif not (
                    reading.counts or line.rstrip().endswith(tuple("。！？!?；;"))
                ):
                    heading = reading.mentioned(0, len(line)) or list(about)
            begin += len(line) + 1

    def _mentions(self, line: str) -> list[tuple[int, Place]]:
        return sorted(
            (
                (found.start(), one)
                for one in self.known
                for found in re.finditer(one.pattern, line)
            ),
            key=lambda mention: mention[0],
        )


class _Line:
    """One line: its numbers, and whom each is about."""

    def __init__(
        self,
        line: str,
        mentions: list[tuple[int, Place]],
        heading: list[Place],
        is_about: bool,
    ) -> None:
        self.line, self.mentions, self.heading = line, mentions, heading
        self.is_about = is_about
        self.counts = list(counts(line))
        self.named_at = [at for at, _one in mentions]
        self.first = {one.name: at for at, one in reversed(mentions)}
        self.sentences = _starts(_SENTENCE_END, line)
        self.clauses = _starts(_CLAUSE_END, line)
        self.all_but = _starts(_ALL_BUT, line)

    def mentioned(self, start: int, end: int) -> list[Place]:
        """Return the estates named in part of the line, each once."""
        mentions = self.mentions[_between(self.named_at, start, end)]
        return list({one.name: one for _at, one in mentions}.values())

    def told(self) -> Iterator[tuple[int, int, Place]]:
        """Give each number that is not shown, as it stands in its sentence."""
        whom, last = self.heading, 0
        for at, count in enumerate(self.counts):
            after = self._after(at, count)
            sentence = _begin(count.start, self.sentences)
            here = self.mentioned(max(last, sentence), count.start)
            here += self.mentioned(count.end, after)
            if self._is_of_the_county(last, count, after, bool(here)):
                whom = []
            else:
                whom = here or self.mentioned(last, count.start) or whom
            clause = max(last, sentence)
            words = _words(self.line[clause : count.start])
            words |= _words(self.line[count.end : after])
            for place in whom:
                if not place.shows(count.value, words):
                    yield self._first(place, count.start, sentence), count.end, place
                    break
            last = count.end

    def told_in(self, row: "Row") -> Iterator[tuple[int, int, Place]]:
        """Give each number of a table's row that is not shown."""
        taken, about = covered(self.counts), self.heading if self.is_about else []
        for start, end, words in row:
            if not taken.isdisjoint(range(start, end)):
                continue
            named = bisect_left(self.named_at, start)
            last = [one for _at, one in self.mentions[max(0, named - 1) : named]]
            for place in last or about[:1]:
                if not place.shows(number(self.line[start:end]), words):
                    yield self._first(place, start, 0), end, place

    def told_of_the_rest(self) -> Iterator[tuple[int, int, Place]]:
        """Give each estate with hidden cells that has what is left of a number."""
        starts = [one.start for one in self.counts]
        for place in self.mentioned(0, len(self.line)) if starts else ():
            for found in re.finditer(f"{_REST}(?:{place.pattern})", self.line):
                start = found.start()
                sentence = _begin(start, self.sentences)
                words = _words(self.line[max(sentence, start - _TOLD) : start])
                if starts[_between(starts, sentence, start)] and place.hides(words):
                    yield *found.span(), place

    def _first(self, place: Place, start: int, sentence: int) -> int:
        """Where to begin to tell of a number: at the name, if it is near."""
        first = self.first.get(place.name, 0)
        return max(min(first, start), sentence, start - _TOLD)

    def _is_of_the_county(
        self, last: int, count: Count, after: int, is_named: bool
    ) -> bool:
        """Whether its clause says so, and no estate stands beside the whole text."""
        clause = max(last, _begin(count.start, self.clauses))
        told = _WHOLE_COUNTY if is_named else _COUNTY
        if self.is_about or not told.search(self.line, clause, count.start):
            return False
        if not is_named:
            return True
        sentence = _begin(count.start, self.sentences)
        is_part = self.all_but[_between(self.all_but, sentence, after)]
        return not (is_part or self.mentioned(clause, after))

    def _after(self, at: int, count: Count) -> int:
        """Where the clause ends, or the next number begins."""
        later = [one.start for one in self.counts[at + 1 : at + 2]]
        end = bisect_left(self.clauses, count.end)
        return min([*later, *self.clauses[end : end + 1], len(self.line)])


def _starts(pattern: re.Pattern[str], line: str) -> list[int]:
    return [found.start() for found in pattern.finditer(line)]


def _between(places: list[int], start: int, end: int) -> slice:
    return slice(bisect_left(places, start), bisect_left(places, end))


def _begin(at: int, ends: list[int]) -> int:
    """Return what follows the last of these ends before a place."""
    last = bisect_left(ends, at)
    return ends[last - 1] + 1 if last else 0


#: The numbers in a row of a table: where, and below the words for which columns.
Row = list[tuple[int, int, set[str]]]


def _rows(lines: Iterable[str]) -> Iterator[Row]:
    """Give the numbers of each line that stands below headings of columns."""
    heads: list[set[str] | None] = []
    for line in lines:
        cells = list(_CELL.finditer(line))
        are_short = all(len(cell[0]) <= _CELL_MOST for cell in cells)
        figures = [n for n, cell in enumerate(cells) if _FIGURES.fullmatch(cell[0])]
        if not are_short or line.rstrip().endswith("。"):
            heads = []
        elif not figures and any(_HEAD.fullmatch(cell[0]) for cell in cells[1:]):
            heads = [_head(cell[0]) for cell in cells]
        under = heads if len(heads) == len(cells) else [set()] * len(cells)
        yield [
            (*cells[n].span(), words)
            for n in (figures if heads else ())
            if (words := under[n]) is not None
        ]


def _head(cell: str) -> set[str] | None:
    """Return the columns that a heading names; None if it counts something else."""
    words = _words(cell)
    return words if words or re.search("[户套]", cell) else None


def _words(text: str) -> set[str]:
    return {BY_WORD[found[0]] for found in _WORD.finditer(text)}


def _why(place: Place) -> str:
    return _(
        "The estate table does not show this number of households for %(estate)s:"
        " with it, readers could work out a number that is hidden. Leave it out, or"
        " tell a number that the newest table shows, with the name of its column."
    ) % {"estate": place.name}


class TellsOfEstates:
    """A scanned model whose texts stand under a title that may name an estate."""

    def beside(self) -> str:
        """Return what stands beside each text."""
        return self.told_about()

    def told_about(self) -> str:
        """Return the title that all texts stand under."""
        return ""
