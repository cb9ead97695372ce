"""The only place that writes what `disclosures` owns (the wall of design §2).

Three things cross: counts, when fortnights close; the grounds of a notice of criticism,
made of a count and two days; and a suggestion whose sender agreed, as a draft in words
typed for the public.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html_join
from django.utils.text import Truncator

from complaints.cases.case import Case
from complaints.fortnights import Fortnight
from complaints.suppression import LEAST
from complaints.topics import Kind
from disclosures.articles import SuggestionsPage
from disclosures.campaigns import Campaign
from disclosures.criticism import UnitRecord
from disclosures.figures import ClosedPeriod, Figure
from disclosures.pages import ColumnPage
from disclosures.suggestions import SuggestionPage
from portal.users.models import Unit, User
from portal.workdays import clock


class NotAgreed(Exception):
    """The sender has not agreed that it is told to the public."""


class NoSection(Exception):
    """The column has no section that it could stand in."""


@dataclass(frozen=True)
class Count:
    """A number to be published, or None for "not shown", and the days it counts."""

    value: int | None
    since: date
    as_of: date


def counts(
    fortnights: Iterable[Fortnight], figures: Mapping[str, Count], *, on: date
) -> ClosedPeriod:
    """Publish the figures of fortnights that close together, under the last of them."""
    *joined, last = fortnights
    for one in joined:
        _closed(one, on, joined_with=last.key).save()
    period = _closed(last, on)
    period.save()
    Figure.objects.bulk_create(
        Figure(
            period=period,
            name=name,
            value=count.value,
            since=count.since,
            as_of=count.as_of,
        )
        for name, count in figures.items()
    )
    return period


def grounds(
    unit: Unit, what: UnitRecord.What, count: Count, *, on: date
) -> UnitRecord | None:
    """Hand over how often something happened in a unit; nothing of fewer than three."""
    if count.value is None or count.value < LEAST:
        return None
    return UnitRecord.objects.create(
        unit=unit,
        what=what,
        count=count.value,
        since=count.since,
        as_of=count.as_of,
        made_on=on,
    )


def is_agreed(case: Case) -> bool:
    """Whether it is a suggestion, and its sender agreed that it is published."""
    return case.kind == Kind.SUGGESTION and case.may_publish


def suggestion(case: Case, *, title: str, text: str, by: User) -> SuggestionPage:
    """Make a draft of words typed for the public; it is approved like any other page.

    Nothing of the case goes along. Its draft bears who typed it, so that they cannot
    approve it: editors see whose desk a suggestion lay on, and nothing else of it.
    """
    if not is_agreed(case):
        raise NotAgreed
    column = ColumnPage.objects.filter(campaign=Campaign.current()).first()
    below = SuggestionsPage.objects.descendant_of(column) if column else None
    section = below.first() if below is not None else None
    if section is None:
        raise NoSection
    lines = ((line.strip(),) for line in text.splitlines() if line.strip())
    page = SuggestionPage(
        title=title,
        date=clock.today(),
        summary=Truncator(" ".join(text.split())).chars(120),
        body=format_html_join("", "<p>{}</p>", lines),
        live=False,
    )
    section.add_child(instance=page)
    page.save_revision(user=by)
    return page


def _closed(one: Fortnight, on: date, joined_with: str = "") -> ClosedPeriod:
    return ClosedPeriod(
        key=one.key,
        starts_on=one.first,
        ends_on=one.last,
        closed_on=on,
        joined_with=joined_with,
    )
