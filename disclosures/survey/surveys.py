"""Which surveys there are, and when each takes answers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from disclosures.articles import ReportPage
from disclosures.campaigns import Campaign
from disclosures.pages import campaign_of
from disclosures.survey.models import Answer, SourceCount
from disclosures.timetable import StageOnDay, Timetable, timetable
from portal.sources import mark
from portal.workdays.clock import today

#: So long after its report, or after the campaign's end, a survey takes answers.
OPEN_FOR = timedelta(days=60)
#: Of one survey: a flood fills neither the disk nor the results, and shuts no other.
MOST_A_DAY = 2000
#: From networks of one mark, to all surveys: a household, or a street behind one
#: address. A script on one network shuts the survey for few others, and is slowed
#: down; over many days, or with many networks, it still weighs in the results.
MOST_A_SOURCE = 20


@dataclass(frozen=True)
class Survey:
    """The three questions on one report, or on the whole campaign."""

    campaign: Campaign
    report: ReportPage | None
    #: Without one it is not yet known when.
    opens_on: date | None
    closes_on: date | None

    @property
    def url(self) -> str:
        """Return where it is answered."""
        return self._address("survey")

    @property
    def results_url(self) -> str:
        """Return where its results stand."""
        return self._address("survey_results")

    def _address(self, name: str) -> str:
        if self.report is None:
            return reverse(f"{name}_end")
        return reverse(name, args=[self.report.pk])

    @property
    def is_coming(self) -> bool:
        """Whether it opens later."""
        return self.opens_on is None or today() < self.opens_on

    @property
    def is_over(self) -> bool:
        """Whether it has closed."""
        return self.closes_on is not None and today() > self.closes_on

    @property
    def is_open(self) -> bool:
        """Whether it takes answers today."""
        return not (self.is_coming or self.is_over)

    @property
    def is_full(self) -> bool:
        """Whether today's answers to it have reached their limit."""
        return self.answers().filter(day=today()).count() >= MOST_A_DAY

    def answers(self) -> QuerySet[Answer]:
        """Return what was answered."""
        return Answer.objects.filter(campaign=self.campaign, report=self.report)


def of_report(pk: int) -> Survey | None:
    """Return the survey on a published report."""
    report = ReportPage.objects.live().public().filter(pk=pk).first()
    campaign = campaign_of(report) if report else None
    if report is None or campaign is None:
        return None
    return Survey(campaign, report, report.date, report.date + OPEN_FOR)


def at_end() -> Survey | None:
    """Return the survey on the current campaign."""
    campaign = Campaign.current()
    return of_campaign(campaign, timetable(campaign)) if campaign else None


def of_campaign(campaign: Campaign, table: Timetable) -> Survey:
    """Return the survey on a whole campaign, which opens with its last stage.

    That is when every other stage is over: results are wanted for the final report,
    and a last stage often has no beginning of its own.
    """
    stages = sorted(table.stages, key=_end)
    opens_on = stages[-2].ends_on + timedelta(days=1) if len(stages) > 1 else None
    closes_on = stages[-1].ends_on + OPEN_FOR if stages else None
    return Survey(campaign, None, opens_on, closes_on)


@transaction.atomic
def is_one_of_few(request: HttpRequest) -> bool:
    """Count an answer; whether few enough came from where it comes from today."""
    known = mark(request, "survey")
    if not known:
        return True
    forget()
    rows = SourceCount.objects.select_for_update()
    row, _is_new = rows.get_or_create(day=today(), mark=known)
    row.answers += 1
    row.save()
    return row.answers <= MOST_A_SOURCE


def forget() -> int:
    """Drop what was counted by mark on days that are over; how many counts."""
    return SourceCount.objects.exclude(day=today()).delete()[0]


def _end(stage: StageOnDay) -> Any:
    return stage.ends_on, stage.number
