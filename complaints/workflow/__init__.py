"""The life of a case: every transition, who may make it, what it writes.

Nothing else changes a state. Each function locks the case, asks who may, fixes the next
deadline, and writes the event with its leaf, in one transaction.
"""

from complaints.routing import NotTaken
from complaints.workflow.able import deserted
from complaints.workflow.approvals import ask_extension, decide, proposal, withdraw
from complaints.workflow.assistance import (
    answer_request,
    askable,
    assist,
    recuse_from_request,
    return_request,
    withdraw_request,
)
from complaints.workflow.clarifying import clarify
from complaints.workflow.destruction import destroy, hold, release
from complaints.workflow.fairness import FINDINGS, HeardHow, Hearing
from complaints.workflow.filing import receive
from complaints.workflow.hands import made_the_finding
from complaints.workflow.legal import Amounts, effective, legal_step, take_back
from complaints.workflow.letters import (
    NOT_KEPT,
    AttachmentFacts,
    contact_opened,
    export,
    lost_files,
    message,
    note,
)
from complaints.workflow.links import lead, link, unlink
from complaints.workflow.people import Given, assign, assign_many, is_last, recuse
from complaints.workflow.receipts import (
    confirm_reissue,
    exchange_receipt,
    reissue_receipt,
    waiting_reissue,
)
from complaints.workflow.recompute import recompute_provisional
from complaints.workflow.rules import (
    SENDER,
    Refused,
    Stale,
    available,
    doer,
    granted_units,
    holds_key,
    open_approval,
    standing,
)
from complaints.workflow.suggesting import publish_suggestion
from complaints.workflow.table import NEXT, Transition, label_of
from complaints.workflow.timeline import Entry, deadline_of, timeline
from complaints.workflow.transitions import (
    accept,
    clear_quarantine,
    concerns_us,
    conclude,
    decline,
    investigate,
    receivers,
    refer,
    reopen,
    return_,
)
from complaints.workflow.wishes import (
    add_contact,
    ask_call,
    call_done,
    delete_contact,
    open_call,
    rate,
    result_of,
    to_be_phoned,
    withdraw_call,
)

__all__ = [
    "FINDINGS",
    "NEXT",
    "NOT_KEPT",
    "SENDER",
    "Amounts",
    "AttachmentFacts",
    "Entry",
    "Given",
    "HeardHow",
    "Hearing",
    "NotTaken",
    "Refused",
    "Stale",
    "Transition",
    "accept",
    "add_contact",
    "answer_request",
    "ask_call",
    "ask_extension",
    "askable",
    "assign",
    "assign_many",
    "assist",
    "available",
    "call_done",
    "clarify",
    "clear_quarantine",
    "concerns_us",
    "conclude",
    "confirm_reissue",
    "contact_opened",
    "deadline_of",
    "decide",
    "decline",
    "delete_contact",
    "deserted",
    "destroy",
    "doer",
    "effective",
    "exchange_receipt",
    "export",
    "granted_units",
    "hold",
    "holds_key",
    "investigate",
    "is_last",
    "label_of",
    "lead",
    "legal_step",
    "link",
    "lost_files",
    "made_the_finding",
    "message",
    "note",
    "open_approval",
    "open_call",
    "proposal",
    "publish_suggestion",
    "rate",
    "receive",
    "receivers",
    "recompute_provisional",
    "recuse",
    "recuse_from_request",
    "refer",
    "reissue_receipt",
    "release",
    "reopen",
    "result_of",
    "return_",
    "return_request",
    "standing",
    "take_back",
    "timeline",
    "to_be_phoned",
    "unlink",
    "waiting_reissue",
    "withdraw",
    "withdraw_call",
    "withdraw_request",
]
