"""The end of a campaign: its lists are frozen, beside the final report."""

import json
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from disclosures.articles import ReportPage
from disclosures.campaigns import Campaign
from disclosures.canonical import digest, written
from disclosures.lists.changes import Change, FrozenList, FrozenRemoval
from disclosures.lists.columns import COLUMNS
from disclosures.lists.comparing import public_values
from disclosures.lists.errors import Refused
from disclosures.lists.items import MODELS, ListKind, ProblemItem
from disclosures.timetable import last_stage_begins
from portal.users.models import User
from portal.workdays.clock import today


def refuse_if_frozen(campaign: Campaign) -> None:
    """Frozen lists change no more."""
    frozen = FrozenList.objects.filter(campaign=campaign).first()
    if frozen:
        raise Refused(
            _("The lists were frozen on %(day)s and change no more.")
            % {"day": frozen.frozen_on.isoformat()}
        )


def final_reports(campaign: Campaign) -> "QuerySet[ReportPage]":
    """Return what may be the final report: public, in this column, of no fortnight."""
    column = getattr(campaign, "column", None)
    if column is None:
        return ReportPage.objects.none()
    found: QuerySet[ReportPage] = ReportPage.objects.newest().descendant_of(column)
    return found.filter(fortnightly=None)


def open_items(campaign: Campaign) -> list[int]:
    """Return the problems that are not closed out, and would stay so."""
    items = ProblemItem.objects.filter(campaign=campaign)
    still_open = items.exclude(status=ProblemItem.Status.CLOSED)
    return list(still_open.values_list("number", flat=True))


@transaction.atomic
def propose_freezing(
    campaign: Campaign, report: ReportPage | None, *, user: User
) -> Change:
    """Propose to freeze all three lists as they are now."""
    refuse_if_frozen(campaign)
    _refuse_what_lacks(campaign, report)
    return Change.objects.create(
        campaign=campaign,
        kind=ListKind.PROBLEMS,
        act=Change.Act.FREEZE,
        state=Change.State.WAITING,
        rows=[
            {"kind": kind, "digest": digest(canonical(campaign, kind))}
            for kind in MODELS
        ],
        report=report,
        proposed_by=user,
    )


def freeze(change: Change) -> None:
    """Freeze the lists, if they still are what was proposed."""
    _refuse_what_lacks(change.campaign, change.report)
    for row in change.rows:
        content = canonical(change.campaign, row["kind"])
        if digest(content) != row["digest"]:
            raise Refused(_("The lists have changed since: propose it again."))
        FrozenList.objects.create(
            campaign=change.campaign,
            kind=row["kind"],
            content=content,
            digest=digest(content),
            frozen_on=today(),
            change=change,
        )


def _refuse_what_lacks(campaign: Campaign, report: ReportPage | None) -> None:
    """Refuse before the last stage, without a final report, and while things wait."""
    begins = last_stage_begins(campaign)
    if begins and today() < begins:
        raise Refused(
            _(
                "The lists are frozen at the end of the campaign; its last stage begins"
                " on %s."
            )
            % begins.isoformat()
        )
    if report is None or not report.live:
        raise Refused(_("Publish the final report first, and name it here."))
    if not final_reports(campaign).filter(pk=report.pk).exists():
        raise Refused(
            _(
                "“%s” is not the final report: it tells of a fortnight, or stands in"
                " another column."
            )
            % report.title
        )
    if Change.objects.filter(campaign=campaign).waiting().exists():
        raise Refused(_("Proposals are waiting: have them decided first."))


def canonical(campaign: Campaign, kind: str) -> str:
    """Write a list so that the same items always give the same bytes."""
    content = {
        "v": 1,
        "campaign": campaign.title,
        "list": kind,
        "columns": [column.name for column in COLUMNS[kind]],
        "items": [
            values for _n, values in sorted(public_values(campaign, kind).items())
        ],
    }
    return written(content)


def items_of(frozen: FrozenList) -> list[dict[str, Any]]:
    """Return the values of the items of a frozen list."""
    found: list[dict[str, Any]] = json.loads(frozen.content)["items"]
    return found


def freeze_anew(
    frozen: FrozenList,
    items: list[dict[str, Any]],
    what: dict[str, Any],
    change: Change | None = None,
) -> None:
    """Freeze a list anew without personal data; its file names what went and the hash.

    The one thing that ever changes a frozen list, past what refuses all others.
    """
    content: dict[str, Any] = json.loads(frozen.content)
    removal = what | {
        "on": today().isoformat(),
        "why": "personal data",
        "sha256_before": frozen.digest,
    }
    content |= {"items": items, "removed": [*content.get("removed", ()), removal]}
    text = written(content)
    FrozenRemoval.objects.create(
        frozen=frozen,
        number=what.get("number"),
        before=frozen.digest,
        after=digest(text),
        removed_on=today(),
        change=change,
    )
    models.QuerySet(FrozenList).filter(pk=frozen.pk).update(
        content=text, digest=digest(text)
    )
