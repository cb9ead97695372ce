"""New recovery shares, printed by three people apart from each other.

The three are drawn at one moment, since each pair of them makes a box. From that moment
each lies sealed to its holder's own key, and is deleted when its holder has printed it:
no screen, file or row ever shows two. The new shares count when all three are on paper;
until then the earlier ones do. Two holders of the earlier shares hand over what is
sealed to them, or the earlier ones are declared lost, which is recorded: then unit keys
follow as their holders log in.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from complaints.vault import digits, primitives, recovery, shares
from complaints.vault.keyring import Keyring, NotEntitled
from complaints.vault.models import (
    KeyEvent,
    MemberKey,
    RecoveryKey,
    RecoveryRequest,
    RecoveryShare,
)
from complaints.vault.people import Changed
from complaints.vault.unit_keys import record
from portal.users.models import User
from portal.users.roles import is_technical_admin


class BadHolders(Exception):
    """Not three different people, or two technical administrators among them."""


def eligible() -> QuerySet[User]:
    """Accounts that can be handed a share: active, with a key of their own."""
    found = User.objects.filter(is_active=True, member_key__isnull=False)
    return found.select_related("member_key").order_by("username")


@transaction.atomic
def begin(holders: Sequence[User], *, by: User | None, lost: bool) -> RecoveryKey:
    """Draws three shares and seals each to its holder; who may is the caller's matter.

    Raises `BadHolders`, or `Changed` while others are being printed.
    """
    keys = {
        key.user_id: key
        for key in MemberKey.objects.filter(user__in=holders, user__is_active=True)
    }
    admins = [person for person in holders if is_technical_admin(person)]
    if len(holders) != len(shares.NUMBERS) or len(keys) != len(holders):
        raise BadHolders
    if len(admins) > 1:
        raise BadHolders
    if RecoveryKey.objects.being_made().exists():
        raise Changed
    has_earlier = RecoveryKey.objects.in_use().exists()
    new, drawn = recovery.make_key(begun_by=by)
    new.may_follow = lost or not has_earlier
    new.save(update_fields=["may_follow"])
    for share, holder in zip(new.shares.all(), holders, strict=True):
        key = keys[holder.pk]
        printed = shares.printed(share.number, drawn[share.number]).encode()
        share.holder, share.sealed_to = holder, key
        share.sealed = primitives.box_to(key.public_key, printed)
        share.save()
    record(KeyEvent.What.SHARES_BEGUN, actor=by)
    if lost and has_earlier:
        record(KeyEvent.What.SHARES_LOST, actor=by)
    return new


def may_begin(by: Keyring | None) -> bool:
    """Discipline inspection, with its key in hand."""
    return by is not None and by.is_of_discipline()


def waiting_share(keyring: Keyring) -> RecoveryShare | None:
    """The share that this member is to print."""
    return RecoveryShare.objects.filter(
        recovery_key__in=RecoveryKey.objects.being_made(),
        sealed__isnull=False,
        sealed_to=keyring.member_key,
        holder=keyring.user,
    ).first()


@transaction.atomic
def open_share(keyring: Keyring) -> tuple[RecoveryShare, str]:
    """The digits, for their holder's screen alone; raises `Changed`."""
    share = waiting_share(keyring)
    if share is None or share.sealed is None:
        raise Changed
    if share.opened_at is None:
        share.opened_at = timezone.now()
        share.save(update_fields=["opened_at"])
        record(KeyEvent.What.SHARE_SEEN, actor=keyring.user, user=keyring.user)
    return share, keyring.unbox(share.sealed).decode()


@transaction.atomic
def confirm_share(keyring: Keyring, last_group: str) -> bool:
    """Takes the last group as proof that it is on paper, and forgets the share."""
    new = RecoveryKey.objects.select_for_update().being_made().first()
    share = waiting_share(keyring)
    if new is None or share is None or share.sealed is None:
        raise Changed
    printed = keyring.unbox(share.sealed).decode()
    if digits.only_digits(last_group) != printed[-shares.GROUP :]:
        return False
    share.sealed, share.sealed_to, share.printed_at = None, None, timezone.now()
    share.save()
    record(KeyEvent.What.SHARE_KEPT, actor=keyring.user, user=keyring.user)
    use_when_ready(new)
    return True


def use_when_ready(new: RecoveryKey) -> None:
    """The new shares count from the moment that nothing is missing any more."""
    if new.may_follow and not new.shares.filter(printed_at=None).exists():
        recovery.take_over(new)


@transaction.atomic
def call_off(by: User | None) -> None:
    """The shares that are being printed will open nothing."""
    gone, _rows = RecoveryKey.objects.being_made().delete()
    if not gone:
        raise Changed
    replacing = RecoveryRequest.Purpose.REPLACE
    RecoveryRequest.objects.filter(purpose=replacing).delete()
    record(KeyEvent.What.SHARES_OFF, actor=by)


def check_may_begin(by: Keyring | None) -> None:
    """Raises `NotEntitled`."""
    if not may_begin(by):
        raise NotEntitled
