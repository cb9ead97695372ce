"""A new receipt in place of the old one: exchanged by the sender, or at the desk."""

from django.utils.translation import gettext

from complaints.cases import Case, CaseEvent, Reissue
from complaints.vault.boxes import Box
from complaints.vault.mailbox import ReceiptChanged, replace_receipt
from complaints.vault.receipts import ReceiptKeys
from complaints.workflow.obstacles import waiting_reissue
from complaints.workflow.rules import Refused, standing
from complaints.workflow.turns import turn, words
from portal.users.models import Unit, User
from portal.workdays import clock


def exchange_receipt(
    case: Case, *, actor: User | None, box: Box, keys: ReceiptKeys
) -> CaseEvent:
    """The sender takes a new receipt; the old one opens nothing from now on."""
    with turn(case, actor=actor, step="exchange_receipt", box=box) as now:
        _replace(box, keys)
        now.case.receipt_seen = False
        return now.record("exchange_receipt")


def reissue_receipt(
    case: Case, *, actor: User, box: Box, checked: str, version: int | None = None
) -> CaseEvent:
    """Ask for a new receipt for a sender who stands at the desk and lost theirs.

    What they show must be compared with the name they left: that is opened first, an
    act of its own which the mailbox shows.
    """
    with turn(
        case, actor=actor, step="reissue_receipt", version=version, box=box
    ) as now:
        opened = now.case.events.filter(name="contact_opened", actor=actor, day=now.day)
        if not opened.exists():
            raise Refused(
                gettext(
                    "Open name and phone first: they must be compared with the"
                    " identity card of the person at the desk."
                )
            )
        now.seal(box, "checked", words(checked), now.sequence)
        Reissue.objects.create(case=now.case, asked_by=actor, day=now.day)
        return now.record("reissue_receipt")


def confirm_reissue(
    case: Case,
    *,
    actor: User,
    box: Box,
    keys: ReceiptKeys,
    version: int | None = None,
) -> CaseEvent:
    """A second person hands the new receipt out; the old one opens nothing any more.

    Staff saw it, so the mailbox proposes to exchange it at the first visit.
    """
    with turn(
        case, actor=actor, step="confirm_reissue", version=version, box=box
    ) as now:
        waiting = waiting_reissue(now.case)
        assert waiting is not None  # `turn` asked the rules
        if standing(now.case, waiting.asked_by).member is False:
            raise Refused(gettext("Whoever asked for it no longer works on this case."))
        waiting.handed_out_by, waiting.handed_out_at = actor, clock.now()
        waiting.save()
        _replace(box, keys, now.case.unit)
        now.case.receipt_seen = True
        return now.record("confirm_reissue")


def _replace(box: Box, keys: ReceiptKeys, unit: Unit | None = None) -> None:
    try:
        replace_receipt(box, keys, unit)
    except ReceiptChanged:
        raise Refused(
            gettext("This changed in another window meanwhile. Please try again.")
        ) from None
