"""Where the facts of a report are read from, each asked for once.

Only what is public is asked, and only for the whole county: published figures, the
totals of approved estate tables, the approved lists, the plan as it is live, pages that
readers see. So no number here, nor the difference of two, tells more than is public.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from disclosures.articles import NoticePage, PolicyPage, UpdatePage
from disclosures.campaigns import Campaign
from disclosures.clarifications import ClarificationPage
from disclosures.criticism import CriticismPage
from disclosures.estates.published import Published
from disclosures.estates.published import history as estate_history
from disclosures.figures import Figures
from disclosures.figures import history as figure_history
from disclosures.lists.past import Past, Values
from disclosures.measures.models import DataExchange, Milestone
from disclosures.pages import ColumnPage
from disclosures.parts import Measure
from disclosures.suggestions import SuggestionPage

#: Kinds of articles that are counted.
ARTICLES: tuple[Any, ...] = (
    *(UpdatePage, NoticePage, CriticismPage, ClarificationPage),
    *(SuggestionPage, PolicyPage),
)


@dataclass(frozen=True)
class Span:
    """The days a fact is read for; `is_now` where they are those of the report."""

    first: date
    last: date
    is_now: bool = True

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in it."""
        return day is not None and self.first <= day <= self.last


class Source:
    """Everything the facts of a campaign are read from."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self._on: dict[date, dict[str, dict[int, Values]]] = {}

    def figures(self, day: date) -> Figures | None:
        """Return the figures of tips as they were published for a day or before."""
        known = [one for one in self._figures if one.as_of <= day]
        return known[-1] if known else None

    @cached_property
    def _figures(self) -> list[Figures]:
        return figure_history()

    def estates(self, day: date) -> Published | None:
        """Return the newest approved estate table of a day or before."""
        known = [one for one in self._estates if one.as_of <= day]
        return known[-1] if known else None

    @cached_property
    def _estates(self) -> list[Published]:
        return estate_history()

    def items(self, kind: str, day: date) -> list[Values]:
        """Return the items of a list at the end of a day."""
        if day not in self._on:
            self._on[day] = self._past.on(day)
        return list(self._on[day][kind].values())

    @cached_property
    def _past(self) -> Past:
        return Past(self.campaign)

    @cached_property
    def measures(self) -> list[Measure]:
        """The measures with their indicators and milestones."""
        return list(self.campaign.measures.prefetch_related("indicators", "milestones"))

    @cached_property
    def milestones(self) -> list[Milestone]:
        """Every milestone."""
        return [step for one in self.measures for step in one.milestones.all()]

    @cached_property
    def exchanges(self) -> list[DataExchange]:
        """Every data exchange."""
        return list(DataExchange.objects.filter(measure__campaign=self.campaign))

    @cached_property
    def articles(self) -> list[tuple[type, date, str]]:
        """Kind, day and title of every article that readers see."""
        column = ColumnPage.objects.filter(campaign=self.campaign).first()
        if column is None:
            return []
        return [
            (kind, *facts)
            for kind in ARTICLES
            for facts in kind.objects.descendant_of(column)
            .live()
            .public()
            .values_list("date", "title")
        ]

    def happened(self, span: Span) -> list[str]:
        """Return what happened in these days, in a few words each, for the writer."""
        steps = [step.text for step in self.milestones if span.holds(step.done_on)]
        closed = [
            f"{item['number']}. {item['facts']}"
            for item in self.items("problems", span.last)
            if item["closed_on"] and span.holds(date.fromisoformat(item["closed_on"]))
        ]
        articles = [
            title
            for _k, day, title in sorted(self.articles, key=_day)
            if span.holds(day)
        ]
        return [*steps, *closed, *articles]


def _day(article: tuple[type, date, str]) -> date:
    return article[1]
