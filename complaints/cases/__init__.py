"""The case and everything in its file; each noun has its module."""

from complaints.cases.assistance import (
    AssistanceFile,
    AssistanceRecusal,
    AssistanceRequest,
)
from complaints.cases.case import Case, CaseQuerySet
from complaints.cases.events import AccessRecord, CaseEvent
from complaints.cases.legal import Legal, LegalStep, Track
from complaints.cases.links import Link, lead_of
from complaints.cases.papers import (
    Approval,
    Attachment,
    Cleaning,
    Message,
    Note,
    Recusal,
)
from complaints.cases.states import (
    ENDED,
    OUTCOMES,
    Clock,
    Outcome,
    Rating,
    Source,
    State,
    outcome_label,
)
from complaints.cases.wishes import CallRequest, Reissue

__all__ = [
    "ENDED",
    "OUTCOMES",
    "AccessRecord",
    "Approval",
    "AssistanceFile",
    "AssistanceRecusal",
    "AssistanceRequest",
    "Attachment",
    "CallRequest",
    "Case",
    "CaseEvent",
    "CaseQuerySet",
    "Cleaning",
    "Clock",
    "Legal",
    "LegalStep",
    "Link",
    "Message",
    "Note",
    "Outcome",
    "Rating",
    "Recusal",
    "Reissue",
    "Source",
    "State",
    "Track",
    "lead_of",
    "outcome_label",
]
