"""Taking an item off a list at once, by one person; a frozen list only for a person.

Publishing needs a second person; taking down what should not be there does not.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.campaigns import Campaign
from disclosures.lists.acts import APPROVE, reindex
from disclosures.lists.changes import Change, FrozenList
from disclosures.lists.checking import wrong_with_note
from disclosures.lists.errors import Refused
from disclosures.lists.freezing import freeze_anew, items_of
from disclosures.lists.items import MODELS
from disclosures.lists.wiping import wipe_item
from disclosures.withdrawals import remaking
from portal.users.models import User
from portal.workdays.clock import now


@transaction.atomic
def withdraw(
    campaign: Campaign,
    kind: str,
    number: int,
    *,
    user: User,
    note: str,
    is_personal: bool = False,
) -> Change:
    """Take an item off the list; that and why it was done stays to be read.

    Of personal data no word stays in earlier proposals, nor in a list that was frozen.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    frozen = FrozenList.objects.filter(campaign=campaign, kind=kind).first()
    _refuse_removal(user, note, no_reason=bool(frozen) and not is_personal)
    item = MODELS[kind].objects.filter(campaign=campaign, number=number).first()
    if item is None:
        raise Refused(_("Item %d is not on the list any more.") % number)
    _send_back_waiting(campaign, kind, number, user, note)
    if is_personal:
        wipe_item(campaign, kind, number, user)
    change = Change.objects.create(
        campaign=campaign,
        kind=kind,
        act=Change.Act.WITHDRAW,
        number=number,
        state=Change.State.APPROVED,
        note=note,
        hides_old=True,
        proposed_by=user,
        decided_by=user,
        decided_at=now(),
    )
    item.delete()
    if frozen:
        left = [one for one in items_of(frozen) if one["number"] != number]
        freeze_anew(frozen, left, {"number": number}, change)
    remaking.ask_for()
    transaction.on_commit(lambda: reindex(campaign))
    return change


def _refuse_removal(user: User, note: str, *, no_reason: bool) -> None:
    if not user.has_perm(APPROVE):
        raise Refused(_("Only a moderator decides this."))
    for reason in wrong_with_note(note):
        raise Refused(reason)
    if no_reason:
        raise Refused(
            _("A frozen list loses an item only because it held personal data.")
        )


def _send_back_waiting(
    campaign: Campaign, kind: str, number: int, user: User, note: str
) -> None:
    waiting = Change.objects.of_list(campaign, kind).waiting().filter(number=number)
    waiting.update(
        state=Change.State.RETURNED,
        reason=note,
        decided_by=user,
        decided_at=now(),
    )
