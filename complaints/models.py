"""Gathers the models of every room, where Django looks for them."""

from complaints.cases import (
    AccessRecord,
    Approval,
    AssistanceFile,
    AssistanceRecusal,
    AssistanceRequest,
    Attachment,
    CallRequest,
    Case,
    CaseEvent,
    LegalStep,
    Link,
    Message,
    Note,
    Recusal,
    Reissue,
)
from complaints.casework.models import MessageTemplate, SavedView
from complaints.clocks import DeadlinePolicy
from complaints.intake.challenge.spent import SpentChallenge
from complaints.intake.pressure import PostCount
from complaints.intake.tokens import FormToken
from complaints.notices.models import Notice
from complaints.retention.policies import RetentionPolicy
from complaints.routing import RoutingRule

__all__ = [
    "AccessRecord",
    "Approval",
    "AssistanceFile",
    "AssistanceRecusal",
    "AssistanceRequest",
    "Attachment",
    "CallRequest",
    "Case",
    "CaseEvent",
    "DeadlinePolicy",
    "FormToken",
    "LegalStep",
    "Link",
    "Message",
    "MessageTemplate",
    "Note",
    "Notice",
    "PostCount",
    "Recusal",
    "Reissue",
    "RetentionPolicy",
    "RoutingRule",
    "SavedView",
    "SpentChallenge",
]
