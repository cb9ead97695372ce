"""What is frozen when a report is signed: canonical JSON, and its SHA-256."""

import json
from typing import Any

from django.conf import settings
from django.utils import timezone

from disclosures.campaigns import Campaign
from disclosures.canonical import digest, written
from disclosures.reports.models import NARRATIVE, FortnightlyReport
from portal.users.models import Unit

VERSION = 1
Content = dict[str, Any]


def content(report: FortnightlyReport) -> Content:
    """Return all that a report says: as it was signed, else as it is now."""
    if report.is_signed and report.snapshot:
        found: Content = json.loads(report.snapshot)
        return found
    signed_at = timezone.localtime(report.signed_at) if report.signed_at else None
    return {
        "v": VERSION,
        "campaign": report.campaign.title,
        "issuer": _issuer(report.campaign),
        "period": report.key,
        "starts_on": report.starts_on.isoformat(),
        "ends_on": report.ends_on.isoformat(),
        "due_on": report.due_on.isoformat(),
        "number": report.number,
        "to": settings.REPORT_TO,
        "is_nil": report.is_nil,
        "nil_reason": report.nil_reason,
        "narrative": {name: getattr(report, name) for name in NARRATIVE},
        "facts": report.facts,
        "checkpoint": report.checkpoint,
        "editor": str(report.handed_in_by or ""),
        "signer": str(report.signer or ""),
        "signed_at": signed_at.isoformat(timespec="seconds") if signed_at else "",
    }


def _issuer(campaign: Campaign) -> str:
    """Name the lead unit, as it is called today."""
    lead = Unit.objects.filter(is_lead=True).first()
    return str(lead or f"{campaign.title}工作专班")


def write(report: FortnightlyReport) -> str:
    """Write a report so that the same content always gives the same bytes."""
    return written(content(report))


def is_intact(report: FortnightlyReport) -> bool:
    """Whether what was signed is still what its digest was made of."""
    return digest(report.snapshot) == report.sha256
