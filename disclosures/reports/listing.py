"""Every period of a campaign: how far its report is, and when it is due."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from disclosures.campaigns import Campaign
from disclosures.reports.acts import periods_of
from disclosures.reports.models import FortnightlyReport, Submission
from disclosures.reports.periods import Period, all_due
from portal.workdays.calendar import Due
from portal.workdays.clock import today


@dataclass(frozen=True)
class Line:
    """One period."""

    period: Period
    due: Due
    report: FortnightlyReport | None
    submission: Submission | None

    @property
    def key(self) -> str:
        """Its name in addresses; a report keeps its own."""
        return self.report.key if self.report else self.period.key

    @property
    def is_coming(self) -> bool:
        """Whether it has not begun."""
        return self.period.first > today()

    @property
    def is_over(self) -> bool:
        """Whether its report can be handed in."""
        return self.period.last <= today()

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been sent by now."""
        return self.submission is None and self.due.day < today()

    @property
    def days_late(self) -> int:
        """How many days after the due day it was sent, or how many have passed."""
        sent = self.submission.day if self.submission else today()
        return max(0, (sent - self.due.day).days)

    @property
    def state(self) -> str:
        """Name how far it is, for the colour of its tag."""
        if self.submission:
            return "sent"
        if self.report:
            return self.report.state
        return "coming" if self.is_coming else "missing" if self.is_over else "running"

    @property
    def words(self) -> str:
        """Say how far it is."""
        return {
            "sent": _("submitted"),
            "draft": _("draft"),
            "handed_in": _("waits for a signature"),
            "signed": _("signed, not submitted"),
            "coming": _("has not begun"),
            "missing": _("not drafted"),
            "running": _("under way"),
        }[self.state]

    @property
    def page(self) -> Any:
        """The public digest, if there is one."""
        digest = getattr(self.report, "digest", None)
        return digest.page if digest else None


def lines(campaign: Campaign) -> list[Line]:
    """Return every period, the newest first, those that have not begun below.

    As many queries for many as for one.
    """
    reports = {
        report.period: report
        for report in FortnightlyReport.objects.filter(campaign=campaign)
        .defer("facts", "snapshot", "progress", "practice", "problems", "next_steps")
        .select_related("signer", "digest__page")
        .prefetch_related("submissions")
    }
    periods = sorted({*periods_of(campaign), *reports}, key=_newest_first)
    days = all_due(periods)
    return [_line(one, days[one], reports.get(one)) for one in periods]


def _line(period: Period, due: Due, report: FortnightlyReport | None) -> Line:
    if report and report.is_signed:
        due = Due(report.due_on, report.due_is_provisional)
    sent = list(report.submissions.all()) if report else []
    return Line(period, due, report, min(sent, key=lambda one: one.day, default=None))


def _newest_first(period: Period) -> tuple[bool, int]:
    is_coming = period.first > today()
    return is_coming, (1 if is_coming else -1) * period.first.toordinal()
