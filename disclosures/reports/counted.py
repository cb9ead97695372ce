"""The facts of a report, each with its unit and what it means."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from disclosures.articles import NoticePage, PolicyPage, UpdatePage
from disclosures.clarifications import ClarificationPage
from disclosures.criticism import CriticismPage
from disclosures.estates.columns import COLUMNS
from disclosures.figures_words import (
    DEFINITIONS,
    LEGAL,
    ON_TIME_RATE,
    RATE_DEFINITION,
    Counted,
)
from disclosures.measures import counting
from disclosures.measures import models as measures_models
from disclosures.measures.models import DataExchange, Indicator
from disclosures.reports.facts import Fact, Group, Reading, family
from disclosures.reports.sources import Source, Span
from disclosures.suggestions import SuggestionPage
from portal.workdays.clock import today

HOUSEHOLDS = "户"
_BY_HOUSEHOLD = frozenset({Counted.CAME_FORWARD, *LEGAL})
Row = dict[str, Any]


@family
def tips(source: Source) -> Iterator[Fact]:
    """What was published of tips when fortnights closed, added up."""
    for name in Counted:
        unit = HOUSEHOLDS if name in _BY_HOUSEHOLD else "件"
        yield Fact(
            *(f"tips.{name.value}", Group.TIPS, name.label, unit),
            DEFINITIONS[name],
            _figure(name.value),
        )
        if name == Counted.ON_TIME:
            yield Fact(
                *(f"tips.{ON_TIME_RATE}", Group.TIPS, _("On-time rate"), "%"),
                RATE_DEFINITION,
                _figure(ON_TIME_RATE),
            )


def _figure(name: str) -> Callable[[Source, Span], Reading | None]:
    def read(source: Source, span: Span) -> Reading | None:
        known = source.figures(span.last)
        for shown in known.everything if known else ():
            if shown.name == name and shown.value is not None:
                return Reading(shown.value, shown.as_of)
        return None

    return read


@family
def estates(source: Source) -> Iterator[Fact]:
    """County totals of the newest approved table."""
    for column in COLUMNS:
        yield Fact(
            *(f"estates.{column.key}", Group.ESTATES, column.title, HOUSEHOLDS),
            column.definition,
            _total(column.key),
        )


def _total(key: str) -> Callable[[Source, Span], Reading | None]:
    def read(source: Source, span: Span) -> Reading | None:
        table = source.estates(span.last)
        return Reading(table.totals[key], table.as_of) if table else None

    return read


def estate_table(source: Source, span: Span) -> Row | None:
    """Return the newest table as it is published: None is “not shown”."""
    table = source.estates(span.last)
    if table is None:
        return None
    return {
        "as_of": table.as_of.isoformat(),
        "source": table.source,
        "columns": [[column.key, str(column.title)] for column in COLUMNS],
        "rows": [
            {"estate": line.estate.name, "counts": line.counts} for line in table.lines
        ],
        "totals": table.totals,
    }


@family
def lists(source: Source) -> Iterator[Fact]:
    """How long the lists are, and how much of them is settled."""
    for key, kind, label, definition, test in (
        (
            *("problems", "problems", _("Problems on the list")),
            *(_("Items of the problem list at the end of the last day."), _any),
        ),
        (
            *("closed", "problems", _("Problems closed out")),
            *(_("Closed out with evidence, by a second person."), _is_closed),
        ),
        (
            *("open", "problems", _("Problems being put right")),
            *(_("On the list and not closed out."), _is_open),
        ),
        (
            *("late", "problems", _("Problems past their day")),
            *(_("Not closed out although they were due before."), _is_late),
        ),
        (
            *("issued", "institutions", _("Rules issued")),
            *(_("Rules of the institution list with a day of issue."), _is_issued),
        ),
        (
            *("in_force", "institutions", _("Rules in force")),
            *(_("Rules of the institution list that are in force."), _is_in_force),
        ),
        (
            *("results", "results", _("Results on the list")),
            *(_("Items of the results list."), _any),
        ),
    ):
        yield Fact(
            *(f"lists.{key}", Group.LISTS, label, "项", definition),
            _items(kind, test),
        )


Test = Callable[[Row, str], bool]


def _items(kind: str, test: Test) -> Callable[[Source, Span], Reading]:
    def read(source: Source, span: Span) -> Reading:
        found = source.items(kind, span.last)
        day = span.last.isoformat()
        return Reading(sum(test(item, day) for item in found), span.last)

    return read


def _any(_item: Row, _day: str) -> bool:
    return True


def _is_closed(item: Row, _day: str) -> bool:
    return bool(item["status"] == "closed")


def _is_open(item: Row, _day: str) -> bool:
    return bool(item["status"] != "closed")


def _is_late(item: Row, day: str) -> bool:
    return bool(item["status"] == "open" and item["due"] < day)


def _is_issued(item: Row, day: str) -> bool:
    return bool(item["issued_on"] and item["issued_on"] <= day)


def _is_in_force(item: Row, day: str) -> bool:
    return bool(item["in_force_on"] and item["in_force_on"] <= day)


@family
def measures(source: Source) -> Iterator[Fact]:
    """How far each measure is, n of m; milestones reached."""
    for measure in source.measures:
        for one in measure.indicators.all():
            label = f"措施{measure.number}：{one.name}"
            yield Fact(
                *(f"measures.{one.pk}", Group.MEASURES, label, one.counted_in),
                one.definition,
                _indicator(one),
            )
    yield Fact(
        *("milestones.reached", Group.MEASURES, _("Milestones reached"), "个"),
        _("Of all milestones of the measures."),
        lambda source, span: Reading(
            _reached(source, date.min, span.last), span.last, len(source.milestones)
        ),
    )
    yield Fact(
        *("milestones.late", Group.MEASURES, _("Milestones past their day"), "个"),
        _("Not reached at the end of the last day, although due before."),
        lambda source, span: Reading(_late(source, span.last), span.last),
    )


def _indicator(one: Indicator) -> Callable[[Source, Span], Reading | None]:
    def typed(_source: Source, span: Span) -> Reading | None:
        """What it was earlier is kept by signed reports alone."""
        known = span.is_now and one.as_of <= today()
        return Reading(one.done, one.as_of, one.total) if known else None

    def from_estates(source: Source, span: Span) -> Reading | None:
        table = source.estates(span.last)
        done, total = counting.ESTATES[measures_models.Source(one.source)]
        if table is None:
            return None
        return Reading(table.totals[done], table.as_of, table.totals[total])

    def from_list(source: Source, span: Span) -> Reading | None:
        kind = counting.LISTS[measures_models.Source(one.source)]
        items, day = source.items(kind, span.last), span.last
        settled = _is_closed if kind == "problems" else _is_in_force
        done = sum(settled(item, day.isoformat()) for item in items)
        return Reading(done, day, len(items)) if items else None

    if not one.source:
        return typed
    return from_estates if one.source in counting.ESTATES else from_list


def _reached(source: Source, first: date, last: date) -> int:
    days = (step.done_on for step in source.milestones)
    return sum(first <= day <= last for day in days if day)


def _late(source: Source, day: date) -> int:
    return sum(
        step.due_on < day and (step.done_on is None or step.done_on > day)
        for step in source.milestones
        if step.due_on
    )


@family
def exchanges(source: Source) -> Iterator[Fact]:
    """What departments compared in these days."""
    told = _("From the exchange log, for these days alone.")
    for key, label, unit, what in (
        ("times", _("Exchanges"), "次", lambda _row: 1),
        ("compared", _("Records compared"), "条", lambda row: row.compared),
        ("hits", _("Hits"), "条", lambda row: row.hits),
        (
            *("stopped", _("Stopped before signing or registration"), "件"),
            lambda row: row.stopped_signing + row.stopped_registration,
        ),
    ):
        yield Fact(
            *(f"exchanges.{key}", Group.EXCHANGES, label, unit, told),
            _summed(what),
        )


def _summed(what: Callable[[DataExchange], int]) -> Callable[[Source, Span], Reading]:
    def read(source: Source, span: Span) -> Reading:
        rows = [row for row in source.exchanges if span.holds(row.day)]
        return Reading(sum(map(what, rows)), span.last)

    return read


@family
def pages(source: Source) -> Iterator[Fact]:
    """What readers were told in these days."""
    told = _("Pages dated in these days that readers can see.")
    for kind, label in (
        (UpdatePage, _("Progress updates")),
        (NoticePage, _("Notices")),
        (CriticismPage, _("Notices of criticism")),
        (ClarificationPage, _("Clarifications")),
        (SuggestionPage, _("Suggestions")),
        (PolicyPage, _("Policies")),
    ):
        yield Fact(
            *(f"pages.{kind._meta.model_name}", Group.PAGES, label, "篇", told),
            _published(kind),
        )


def _published(kind: type) -> Callable[[Source, Span], Reading]:
    def read(source: Source, span: Span) -> Reading:
        days = [day for which, day, _t in source.articles if which is kind]
        return Reading(sum(map(span.holds, days)), span.last)

    return read
