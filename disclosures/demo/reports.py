"""The demo's fortnightly reports: signed by a second person, sent, told to the public.

The newest one is a draft, so that whoever looks around can hand it in and sign it.
"""

from disclosures.campaigns import Campaign
from disclosures.demo import texts
from disclosures.demo.column import approve
from disclosures.reports import acts, digest
from disclosures.reports.models import NARRATIVE, FortnightlyReport, Submission
from disclosures.reports.periods import Period, due
from portal.users.models import User
from portal.workdays import clock


def make_reports(editor: User, moderator: User) -> None:
    """A report for every period that is over, each written when it was due."""
    campaign, today = Campaign.objects.get(is_current=True), clock.today()
    ended = [one for one in acts.periods_of(campaign) if one.last < today]
    for n, period in enumerate(ended):
        is_newest = period == ended[-1]
        with clock.on(today if is_newest else min(due(period).day, today)):
            report = _write(campaign, period, n, editor)
            if not is_newest:
                _send(report, editor, moderator)


def _write(
    campaign: Campaign, period: Period, n: int, editor: User
) -> FortnightlyReport:
    report = acts.draft(campaign, period, user=editor)
    written = texts.REPORTS[min(n, len(texts.REPORTS) - 1)]
    values = {
        **dict(zip(NARRATIVE, written, strict=True)),
        "is_nil": False,
        "nil_reason": "",
    }
    return acts.save(report, values, version=report.version, user=editor)


def _send(report: FortnightlyReport, editor: User, moderator: User) -> None:
    """Sign it, write down that it was sent, and publish its digest."""
    report = acts.hand_in(report, version=report.version, user=editor)
    report = acts.sign(report, version=report.version, user=moderator)
    acts.submit(
        report,
        user=editor,
        recipient=texts.REPORT_TO,
        day=clock.today(),
        way=Submission.Way.EXCHANGE,
        note="",
    )
    approve(digest.make(report, user=editor), editor, moderator)
