"""Gathers the models of every room, where Django looks for them."""

from complaints.cases import (
    AccessRecord,
    Approval,
    Attachment,
    Case,
    CaseEvent,
    Message,
    Note,
    Recusal,
)

__all__ = [
    "AccessRecord",
    "Approval",
    "Attachment",
    "Case",
    "CaseEvent",
    "Message",
    "Note",
    "Recusal",
]
