"""What the answers add up to, in groups, so that no kept page lays one answer bare.

Whole days are told, as soon as they have enough answers, together with the days before
them that had too few. Days that are over never change, so that on every later day the
same groups come first: between any two pages ever shown lie whole groups. Therefore,
too, the last few of a survey are never told: added to the last group, they would be
what its last page has more than the one before.

Not promised: whoever sends all answers of a group but one can work out that one; where
all of a group chose the same, everybody in it did.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import Promise

from disclosures.survey.forms import QUESTIONS
from disclosures.survey.models import Answer
from disclosures.survey.surveys import Survey
from portal.workdays.clock import now

#: So many answers are told together, or none of them.
FEWEST = 5
#: An answer sent at midnight may be written down a little later, under its old day.
SETTLED = timedelta(hours=1)

#: A day, what was said to each question, and how often.
Row = tuple[date, str, str, str, int]


@dataclass(frozen=True)
class Share:
    """How many chose one of the answers."""

    label: str | Promise
    count: int
    percent: int


@dataclass(frozen=True)
class Outcome:
    """One question with its answers."""

    question: str | Promise
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Group:
    """Days with an answer that are told together, and how many came on them."""

    first: date
    last: date
    n: int


@dataclass(frozen=True)
class Results:
    """What the whole groups add up to; without outcomes while there is none."""

    n: int
    outcomes: tuple[Outcome, ...]
    #: When how many came, so that readers see a flood.
    groups: tuple[Group, ...]


def results(survey: Survey) -> Results:
    """Return what can be told of a survey today; one query."""
    as_of = timezone.localdate(now() - SETTLED) - timedelta(days=1)
    answers = survey.answers().filter(day__lte=as_of)
    return told(list(answers.values_list("day", *QUESTIONS).annotate(n=Count("pk"))))


def told(rows: list[Row]) -> Results:
    """Return what can be told of days that are over."""
    days: Counter[date] = Counter()
    for day, *_said, times in rows:
        days[day] += times
    groups = tuple(_groups(sorted(days.items())))
    if not groups:
        return Results(0, (), ())
    counted: dict[str, Counter[str]] = {name: Counter() for name in QUESTIONS}
    for day, *said, times in rows:
        if day <= groups[-1].last:
            for name, value in zip(QUESTIONS, said, strict=True):
                counted[name][value] += times
    n = sum(group.n for group in groups)
    outcomes = tuple(_outcome(name, counted[name], n) for name in QUESTIONS)
    return Results(n, outcomes, groups)


def _groups(days: Iterable[tuple[date, int]]) -> Iterable[Group]:
    """Put days, in their order, together until they are enough; a rest stays out."""
    first, n = None, 0
    for day, times in days:
        first, n = first or day, n + times
        if n >= FEWEST:
            yield Group(first, day, n)
            first, n = None, 0


def _outcome(name: str, counted: Counter[str], n: int) -> Outcome:
    question, words = QUESTIONS[name]
    return Outcome(
        question,
        tuple(
            Share(label, counted[value], round(100 * counted[value] / n))
            for value, label in zip(Answer.Said.values, words, strict=True)
        ),
    )
