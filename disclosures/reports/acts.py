"""Everything that is done to a report: drafted, written, handed in, signed, sent."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disclosures.campaigns import Campaign
from disclosures.canonical import digest
from disclosures.reports import snapshot
from disclosures.reports.facts import count
from disclosures.reports.models import (
    NARRATIVE,
    FortnightlyReport,
    ReportStep,
    Submission,
)
from disclosures.reports.periods import Period, between, due
from disclosures.timetable import Moment, timetable
from portal.users.models import User
from portal.workdays.clock import now, today

WRITE = "disclosures.write_report"
SIGN = "disclosures.sign_report"
State, What = FortnightlyReport.State, ReportStep.What
#: What a writer may change.
WRITTEN = (*NARRATIVE, "is_nil", "nil_reason")
#: What counting anew may change.
COUNTED = ("facts", "due_on", "due_is_provisional", "version")


class Refused(ValueError):
    """Nothing was written; says why and what to do."""


class Overtaken(Refused):
    """Somebody else saved meanwhile; nothing was written."""


def periods_of(campaign: Campaign) -> list[Period]:
    """Return every period of a campaign, as far as its dates are known."""
    seen = timetable(campaign)
    first = seen.begins_on or today()
    return between(first, max(seen.ended_on or first, first))


def newest_ended(campaign: Campaign) -> Period:
    """Return the last period that is over, else the one that runs."""
    ended = [one for one in periods_of(campaign) if one.last <= today()]
    return ended[-1] if ended else Period.of(today())


@transaction.atomic
def draft(
    campaign: Campaign, period: Period, *, user: User | None = None
) -> FortnightlyReport:
    """Start a period's report, or count a draft's numbers anew; its text stays."""
    # Two who press at once: the second finds the first one's draft.
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if period.first > today():
        raise Refused(
            _("%(period)s has not begun: its report cannot be drafted yet.")
            % {"period": period}
        )
    # By its days: a key may mean others once the setting was changed.
    report = (
        FortnightlyReport.objects.select_for_update()
        .filter(campaign=campaign, starts_on=period.first, ends_on=period.last)
        .first()
    )
    if report is None:
        report = _new(campaign, period)
        _count(report)
        report.save()
        _note(report, What.DRAFTED, user)
    else:
        _refuse_if_not_draft(report)
        _count(report)
        report.save(update_fields=COUNTED)
        _note(report, What.COUNTED, user)
    return report


def _count(report: FortnightlyReport) -> None:
    """Count the numbers; whoever read others has read another version."""
    facts = count(report.campaign, report.period)
    if report.pk and facts != report.facts:
        report.version += 1
    report.facts = facts
    report.due_on, report.due_is_provisional, _days = due(report.period)


def _new(campaign: Campaign, period: Period) -> FortnightlyReport:
    days = Q(starts_on__lte=period.last, ends_on__gte=period.first)
    overlapping = FortnightlyReport.objects.filter(
        days | Q(key=period.key), campaign=campaign
    ).first()
    if overlapping:
        raise Refused(
            _(
                "The report for %(period)s has some of these days, or their name,"
                " already."
            )
            % {"period": overlapping.period}
        )
    if not _is_within(campaign, period):
        raise Refused(
            _("%(period)s is not within the campaign: there is no report for it.")
            % {"period": period}
        )
    earlier = sum(one.first < period.first for one in periods_of(campaign))
    return FortnightlyReport(
        campaign=campaign,
        key=period.key,
        starts_on=period.first,
        ends_on=period.last,
        number=earlier + 1,
    )


def _is_within(campaign: Campaign, period: Period) -> bool:
    """Whether a campaign runs in a period; without dates, not before its year."""
    if timetable(campaign).moment == Moment.UNDATED:
        return period.first.year >= campaign.year
    known = periods_of(campaign)
    return known[0].first <= period.first and period.last <= known[-1].last


@transaction.atomic
def save(
    report: FortnightlyReport, values: dict[str, Any], *, version: int, user: User
) -> FortnightlyReport:
    """Keep what an editor wrote, if nobody else wrote in between."""
    report = _locked(report)
    _refuse_if_not_draft(report)
    _refuse_if_overtaken(report, version)
    if all(getattr(report, name) == values[name] for name in WRITTEN):
        return report
    for name in WRITTEN:
        setattr(report, name, values[name])
    _scan(report)
    report.version += 1
    report.save()
    _note(report, What.SAVED, user)
    return report


@transaction.atomic
def hand_in(
    report: FortnightlyReport, *, version: int, user: User
) -> FortnightlyReport:
    """Give a report to a second person for signature."""
    report = _locked(report)
    _refuse_if_not_draft(report)
    _refuse_if_overtaken(report, version)
    if report.ends_on > today():
        raise Refused(
            _("%(period)s is not over: hand the report in on its last day or later.")
            % {"period": report.period}
        )
    if report.facts.get("counted_on", "") < report.ends_on.isoformat():
        raise Refused(
            _(
                "The numbers were counted before the last day of %(period)s: save your"
                " text, count the numbers anew, then hand the report in."
            )
            % {"period": report.period}
        )
    if report.is_nil and not report.nil_reason.strip():
        raise Refused(_("A nil report says in a sentence why there is nothing new."))
    if not report.is_nil and not report.progress.strip():
        raise Refused(
            _("The section on progress is empty: write it, or make it a nil report.")
        )
    _scan(report)
    report.state, report.handed_in_by = State.HANDED_IN, user
    report.save()
    _note(report, What.HANDED_IN, user)
    return report


@transaction.atomic
def take_back(report: FortnightlyReport, *, user: User) -> FortnightlyReport:
    """Make a report that waits a draft again."""
    report = _locked(report)
    _refuse_if_not_waiting(report)
    report.state = State.DRAFT
    report.save()
    _note(report, What.TAKEN_BACK, user)
    return report


@transaction.atomic
def send_back(
    report: FortnightlyReport, *, reason: str, user: User
) -> FortnightlyReport:
    """Refuse to sign, and say what has to be changed."""
    report = _locked(report)
    _refuse_if_not_waiting(report)
    if not user.has_perm(SIGN):
        raise Refused(_("Only a moderator decides this."))
    if not reason.strip():
        raise Refused(_("Say what has to be changed."))
    report.state = State.DRAFT
    report.save()
    _note(report, What.SENT_BACK, user, reason.strip())
    return report


@transaction.atomic
def sign(report: FortnightlyReport, *, version: int, user: User) -> FortnightlyReport:
    """Sign a report as the second person; from now on nothing of it changes."""
    report = _locked(report)
    _refuse_if_not_waiting(report)
    _refuse_if_overtaken(report, version)
    if not user.has_perm(SIGN):
        raise Refused(_("Only a moderator decides this."))
    if wrote(report, user):
        raise Refused(_("You wrote part of this report: a second person signs it."))
    _scan(report)
    report.due_on, report.due_is_provisional, _days = due(report.period)
    report.state, report.signer, report.signed_at = State.SIGNED, user, now()
    report.snapshot = snapshot.write(report)
    report.sha256 = digest(report.snapshot)
    report.save()
    _note(report, What.SIGNED, user)
    return report


def wrote(report: FortnightlyReport, user: User) -> bool:
    """Whether somebody had a hand in a report."""
    writing = report.steps.filter(what__in=ReportStep.WRITING)
    return writing.filter(user=user).exists()


@transaction.atomic
def submit(report: FortnightlyReport, *, user: User, **said: Any) -> Submission:
    """Write down that a signed report was sent."""
    report = _locked(report)
    if not report.is_signed:
        raise Refused(_("Only a signed report is sent: have it signed first."))
    if said["day"] < report.ends_on:
        raise Refused(_("It was not sent before its period was over."))
    return Submission.objects.create(report=report, user=user, **said)


def frozen_words(report: FortnightlyReport) -> str:
    """Say in one sentence which report is frozen, by whom and since when."""
    assert report.signed_at, "only a signed report is frozen"
    return _(
        "The report for %(period)s was signed by %(who)s on %(day)s and is frozen:"
        " nothing was changed."
    ) % {
        "period": report.period,
        "who": report.signer,
        "day": date_format(timezone.localdate(report.signed_at)),
    }


def _locked(report: FortnightlyReport) -> FortnightlyReport:
    found: FortnightlyReport = FortnightlyReport.objects.select_for_update().get(
        pk=report.pk
    )
    return found


def _refuse_if_not_draft(report: FortnightlyReport) -> None:
    if report.is_signed:
        raise Refused(frozen_words(report))
    if report.is_handed_in:
        raise Refused(
            _(
                "The report for %(period)s was handed in by %(who)s and waits for a"
                " signature: take it back before you change it."
            )
            % {"period": report.period, "who": report.handed_in_by}
        )


def _refuse_if_not_waiting(report: FortnightlyReport) -> None:
    if report.is_signed:
        raise Refused(frozen_words(report))
    if not report.is_handed_in:
        raise Refused(
            _("The report for %(period)s is a draft again: nobody can sign it now.")
            % {"period": report.period}
        )


def _refuse_if_overtaken(report: FortnightlyReport, version: int) -> None:
    if report.version == version:
        return
    raised = report.steps.filter(what__in=[What.SAVED, What.COUNTED])
    last = raised.select_related("user").last()
    if last and last.what == What.COUNTED:
        raise Overtaken(
            _(
                "The numbers of this report were counted anew after you opened it:"
                " look at numbers and text once more."
            )
        )
    raise Overtaken(
        _("%(who)s saved this report after you opened it: look at both texts below.")
        % {"who": last.user if last else "—"}
    )


def _scan(report: FortnightlyReport) -> None:
    """Look at every text once more at this door."""
    try:
        report.scan()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _note(
    report: FortnightlyReport, what: str, user: User | None, reason: str = ""
) -> None:
    ReportStep.objects.create(report=report, what=what, user=user, reason=reason)
