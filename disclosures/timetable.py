"""Where a campaign stands on a day: its stages, and what is due next."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.db.models import Q

from disclosures.campaigns import Campaign
from disclosures.parts import Deadline, Stage, chinese_day
from portal.workdays.clock import today as local_today


class Moment(Enum):
    """Where a day lies in a campaign."""

    BEFORE = "before"
    DURING = "during"
    BETWEEN = "between"
    AFTER = "after"
    UNDATED = "undated"


@dataclass(frozen=True)
class StageOnDay:
    """A stage as seen on a day: `done`, `now` or `next`."""

    number: int
    name: str
    phrase: str
    text: str
    starts_on: date
    ends_on: date
    state: str


@dataclass(frozen=True)
class Countdown:
    """The next dated deadline."""

    deadline: Deadline
    date: date
    days: int

    @property
    def what(self) -> str:
        """What is due."""
        return self.deadline.what


@dataclass(frozen=True)
class Timetable:
    """A campaign's stages on a day."""

    moment: Moment
    stages: tuple[StageOnDay, ...]
    countdown: Countdown | None
    begins_on: date | None
    ended_on: date | None

    @property
    def next_stage(self) -> StageOnDay | None:
        """The stage that begins next."""
        coming = [stage for stage in self.stages if stage.state == "next"]
        return min(coming, key=lambda stage: stage.starts_on, default=None)


def timetable(campaign: Campaign, today: date | None = None) -> Timetable:
    """Return the campaign's timetable as it stands today; two queries."""
    deadlines = list(dated_deadlines(campaign))
    return arrange(campaign, list(campaign.stages.all()), deadlines, today)


def dated_deadlines(campaign: Campaign) -> "Deadline.QuerySet":  # type: ignore[name-defined]
    """Every deadline of the plan that has a date, the earliest first."""
    return (
        Deadline.objects.filter(
            Q(measure__campaign=campaign)
            | Q(stage__campaign=campaign)
            | Q(organisation__campaign=campaign),
            date__isnull=False,
        )
        .select_related("measure", "stage", "organisation")
        .order_by("date", "pk")
    )


def arrange(
    campaign: Campaign,
    stages: list[Stage],
    deadlines: list[Deadline],
    today: date | None = None,
) -> Timetable:
    """Say of each stage whether it is done, under way or still to come."""
    today = today or local_today()
    placed = [
        _on_day(stage, span, today, moved=bool(campaign.moved_by_days))
        for stage, span in spans(campaign, stages)
    ]
    return Timetable(
        moment=_moment(placed, dated=_is_dated(campaign, stages)),
        stages=tuple(placed),
        countdown=_countdown(deadlines, today),
        begins_on=min((stage.starts_on for stage in placed), default=None),
        ended_on=max((stage.ends_on for stage in placed), default=None),
    )


def spans(
    campaign: Campaign, stages: list[Stage]
) -> list[tuple[Stage, tuple[date, date]]]:
    """Each stage with its first and last day.

    A stage without a start begins with the campaign; one without an end lasts as
    long as the campaign.
    """
    first = campaign_start(campaign, stages)
    last = max(
        [stage.ends_on or stage.starts_on or first for stage in stages], default=first
    )
    found = []
    for stage in stages:
        start = stage.starts_on or min(first, stage.ends_on or first)
        found.append((stage, (start, max(start, stage.ends_on or last))))
    return found


def campaign_start(campaign: Campaign, stages: list[Stage]) -> date:
    """Return the campaign's first day: said, or that of the earliest stage.

    Where a stage without a start ends before the earliest known start, the
    campaign must have begun before it: then on the first day of the plan's year.
    """
    if campaign.starts_on:
        return campaign.starts_on
    new_year = date(campaign.year, 1, 1)
    earliest = min((s.starts_on for s in stages if s.starts_on), default=new_year)
    ends = [s.ends_on for s in stages if s.ends_on and not s.starts_on]
    return new_year if any(end < earliest for end in ends) else earliest


def last_stage_begins(campaign: Campaign) -> date | None:
    """Return the first day of the last stage, if the plan lets it be known.

    Where only its end is said, it begins when the stages before it are over.
    """
    stages = list(campaign.stages.all())
    if not stages:
        return None
    *earlier, last = stages
    ends = [stage.ends_on for stage in earlier if stage.ends_on]
    if last.starts_on or not ends:
        return last.starts_on
    begins = max(ends) + timedelta(days=1)
    return min(begins, last.ends_on or begins)


def _is_dated(campaign: Campaign, stages: list[Stage]) -> bool:
    return any(stage.starts_on or stage.ends_on for stage in stages)


def _on_day(
    stage: Stage, span: tuple[date, date], today: date, *, moved: bool
) -> StageOnDay:
    start, end = span
    state = "next" if today < start else "done" if today > end else "now"
    phrase = f"{chinese_day(start)}至{chinese_day(end)}" if moved else stage.phrase
    return StageOnDay(stage.number, stage.name, phrase, stage.text, start, end, state)


def _moment(stages: list[StageOnDay], *, dated: bool) -> Moment:
    states = {stage.state for stage in stages}
    if not stages or not dated:
        return Moment.UNDATED
    if "now" in states:
        return Moment.DURING
    if states == {"next"}:
        return Moment.BEFORE
    return Moment.AFTER if states == {"done"} else Moment.BETWEEN


def _countdown(deadlines: list[Deadline], today: date) -> Countdown | None:
    coming = [d for d in deadlines if d.date and d.date >= today and not d.body]
    if not coming:
        return None
    nearest = min(coming, key=Deadline.day)
    return Countdown(nearest, nearest.day(), (nearest.day() - today).days)
