"""The table of design §6: which step leads from where to where, and whose it is."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.cases import ENDED, State

ANY = frozenset(State)
OPEN = ANY - set(ENDED)


@dataclass(frozen=True)
class Transition:
    """A step: from which states, to which, by whom, and what must come with it."""

    name: str
    label: str | Promise
    start: frozenset[State]
    #: None: the state stays.
    to: State | None = None
    by_member: bool = True
    by_head: bool = False
    by_inspector: bool = False
    by_sender: bool = False
    needs: tuple[str, ...] = ()

    @property
    def needs_reason(self) -> bool:
        """Whether a reason must be given."""
        return "reason" in self.needs


#: The life of a case (design §6), and below it the steps that change no state.
NEXT: dict[str, Transition] = {
    step.name: step
    for step in (
        Transition(
            "accept",
            _("Accept"),
            frozenset({State.RECEIVED, State.REFERRED}),
            State.ACCEPTED,
        ),
        Transition(
            "decline",
            _("Decline"),
            frozenset({State.RECEIVED, State.REFERRED}),
            State.DECLINED,
            needs=("reason",),
        ),
        Transition(
            "refer",
            _("Refer"),
            frozenset({State.RECEIVED, State.ACCEPTED, State.INVESTIGATING}),
            State.REFERRED,
            # An inspector only where nobody in the unit can: see `rules`.
            by_inspector=True,
            needs=("to_unit", "reason"),
        ),
        Transition(
            "return",
            _("Return"),
            frozenset({State.REFERRED}),
            State.RECEIVED,
            needs=("reason",),
        ),
        Transition(
            "investigate",
            _("Investigate"),
            frozenset({State.ACCEPTED, State.REOPENED}),
            State.INVESTIGATING,
        ),
        Transition(
            "extend",
            _("Ask for an extension"),
            frozenset({State.ACCEPTED, State.INVESTIGATING, State.REOPENED}),
            needs=("reason",),
        ),
        Transition(
            "conclude",
            _("Conclude"),
            # ACCEPTED for suggestions only: see `rules`.
            frozenset({State.INVESTIGATING, State.ACCEPTED}),
            State.CONCLUDED,
            needs=("outcome", "answer", "measures"),
        ),
        Transition(
            "reopen",
            _("Reopen"),
            frozenset(ENDED),
            State.REOPENED,
            by_member=False,
            by_inspector=True,
            by_sender=True,
            needs=("reason",),
        ),
        Transition(
            "decide",
            _("Sign or refuse"),
            # CONCLUDED for letters of clarification only.
            OPEN | {State.CONCLUDED},
            by_member=False,
            by_head=True,
            needs=("granted",),
        ),
        Transition(
            "withdraw",
            _("Take the request for a signature back"),
            OPEN | {State.CONCLUDED},
        ),
        Transition(
            "message",
            _("Write to the other side"),
            ANY,
            by_sender=True,
            needs=("text",),
        ),
        Transition(
            "contact_opened",
            _("Open name and phone"),
            ANY,
            by_inspector=True,
            needs=("reason",),
        ),
        Transition(
            "clarify",
            _("Letter of clarification"),
            frozenset({State.CONCLUDED}),
            needs=("addressee", "facts"),
        ),
        Transition(
            "publish",
            _("Draft for publication"),
            frozenset({*OPEN, State.CONCLUDED} - {State.RECEIVED, State.REFERRED}),
            needs=("title", "text"),
        ),
        Transition(
            "legal_step",
            _("Enter a legal step"),
            # Legal tracks outlast the conclusion (domain B4).
            frozenset({State.INVESTIGATING, State.REOPENED, State.CONCLUDED}),
            needs=("track", "step", "day"),
        ),
        Transition(
            "take_back",
            _("Take a legal step back"),
            frozenset({State.INVESTIGATING, State.REOPENED, State.CONCLUDED}),
            needs=("entry", "reason"),
        ),
        Transition("note", _("Note"), ANY, by_inspector=True, needs=("text",)),
        Transition("assign", _("Assign"), OPEN, needs=("assignee",)),
        Transition(
            "assist",
            _("Ask another unit for assistance"),
            OPEN,
            needs=("to_unit", "question", "due_on"),
        ),
        Transition(
            "export",
            _("Export the file"),
            ANY,
            by_inspector=True,
            needs=("reason",),
        ),
        Transition(
            "hold",
            _("Hold back from destruction"),
            ANY,
            by_member=False,
            by_head=True,
            by_inspector=True,
            needs=("reason",),
        ),
        Transition(
            "release",
            _("Release the hold"),
            ANY,
            by_member=False,
            by_head=True,
            by_inspector=True,
            needs=("reason",),
        ),
        Transition("link", _("Link a similar case"), ANY, needs=("other",)),
        Transition("unlink", _("End the link"), ANY),
        Transition("lead", _("Let this case lead"), ANY),
        Transition("recuse", _("Stand back"), ANY, by_inspector=True),
        Transition("concerns_us", _("Concerns us"), ANY, by_inspector=True),
        # What a sender does in the mailbox.
        Transition(
            "exchange_receipt",
            _("Exchange the receipt"),
            ANY,
            by_member=False,
            by_sender=True,
        ),
        Transition(
            "add_contact",
            _("Leave name and phone"),
            ANY,
            by_member=False,
            by_sender=True,
            needs=("name", "phone"),
        ),
        Transition(
            "delete_contact",
            _("Delete name and phone"),
            ANY,
            by_member=False,
            by_sender=True,
        ),
        Transition(
            "rate",
            _("Rate"),
            frozenset(ENDED),
            by_member=False,
            by_sender=True,
            needs=("rating",),
        ),
        Transition(
            "ask_call",
            _("Ask to be phoned"),
            ANY,
            by_member=False,
            by_sender=True,
            needs=("text",),
        ),
        Transition(
            "withdraw_call",
            _("Withdraw the call"),
            ANY,
            by_member=False,
            by_sender=True,
        ),
        # What the unit does for a sender.
        Transition("call_done", _("Record the call"), ANY, needs=("result",)),
        Transition(
            "reissue_receipt", _("Ask for a new receipt"), ANY, needs=("checked",)
        ),
        Transition(
            "confirm_reissue", _("Hand out a new receipt"), ANY, by_inspector=True
        ),
        # Only where the flag is set: see `rules`.
        Transition("clear_quarantine", _("Clear from quarantine"), ANY),
    )
}

#: What happened, for whoever reads the history.
EVENT_LABELS: dict[str, str | Promise] = {
    "receive": _("Received"),
    "accept": _("Accepted"),
    "decline": _("Declined"),
    "refer": _("Referred"),
    "return": _("Returned"),
    "investigate": _("Investigation begun"),
    "extend": _("Time extended"),
    "conclude": _("Concluded"),
    "reopen": _("Reopened"),
    "message": _("Letter"),
    "contact_opened": _("Name and phone opened"),
    "assign": _("Assigned"),
    "link": _("Linked with a similar case"),
    "unlink": _("Link with similar cases ended"),
    "lead": _("Leads the linked cases now"),
    "recuse": _("Stood back"),
    "recuse_unsigned": _(
        "Stood back: nobody else can sign what waited for the head's signature"
    ),
    "concerns_us": _("Passed on, because it concerns the unit"),
    "publish": _("Drafted for publication, as the sender agreed"),
    "legal_step": _("Legal step"),
    "take_back": _("Legal step taken back"),
    "clarify": _("Letter of clarification written"),
    "ask_clarify": _("Letter of clarification laid before the head"),
    "clear_quarantine": _("Cleared from quarantine"),
    "ask_extend": _("Extension asked for"),
    "ask_conclude": _("Conclusion laid before the head"),
    "ask_decline": _("Refusal laid before the head"),
    "refuse": _("Signature refused"),
    "withdraw": _("Request for a signature taken back"),
    "recompute": _("Due day counted again"),
    "departed": _("Waits for a new assignee, because the member left"),
    "taken_over": _("Given to a colleague, because the member left"),
    "export": _("File exported"),
    "hold": _("Held back from destruction"),
    "release": _("Hold released"),
    "destroy": _("Content destroyed at the end of its period"),
    "request_asked": _("Another unit asked for assistance"),
    "request_answered": _("Request for assistance answered"),
    "request_returned": _("Request for assistance sent back"),
    "request_withdrawn": _("Request for assistance withdrawn"),
    "exchange_receipt": _("Receipt exchanged"),
    "add_contact": _("Name and phone left"),
    "delete_contact": _("Name and phone deleted"),
    "rate": _("Rated"),
    "ask_call": _("Phone call asked for"),
    "withdraw_call": _("Phone call withdrawn"),
    "call_done": _("Phoned"),
    "reissue_receipt": _("New receipt asked for at the desk"),
    "confirm_reissue": _("New receipt handed out at the desk"),
}


def label_of(event_name: str) -> str:
    """What an event is called."""
    return str(EVENT_LABELS[event_name])
