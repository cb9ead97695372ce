"""Two holders of recovery shares do something together, each at their own device.

Whoever needs it asks; the first holder enters a share, and it must wait for the second
one without lying open. It is sealed to the pair that the second share makes, whichever
of the other two that will be, and once more under the pepper: neither the database nor
the administrator nor the member who is to receive the unit's key can open it. When the
second share comes, both are in memory for that one answer, the recovery key opens, does
the one thing that was asked, and is forgotten. A request ends after a day.

So nobody ever sees a share but its own holder. Sealing the first share to the receiving
member instead would have handed that member the recovery key.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from complaints.vault import ceremony, people, primitives, recovery, shares
from complaints.vault.keyring import NotEntitled
from complaints.vault.models import (
    KeyEvent,
    MemberKey,
    RecoveryKey,
    RecoveryPart,
    RecoveryRequest,
    RecoveryShare,
    UnitKeyRecovery,
)
from complaints.vault.people import Changed
from complaints.vault.primitives import SealBroken
from complaints.vault.recovery import NotRecoverable, SharesDoNotFit
from complaints.vault.unit_keys import record
from portal.users.models import Membership, Unit, User
from portal.users.roles import is_share_keeper, is_technical_admin

LIFE = timedelta(days=1)


class NotTheHolder(Exception):
    """This share was printed by somebody else, who is still here."""


class AnotherMustEnter(Exception):
    """The second share must be another one, from another person."""


def may_take_part(user: object) -> bool:
    """Who sees that something is asked: members, administrators, holders of shares."""
    if not isinstance(user, User) or not user.is_active:
        return False
    if user.has_perm("users.change_membership") or is_share_keeper(user):
        return True
    if Membership.objects.current().handlers().filter(user=user).exists():
        return True
    live = RecoveryKey.objects.live()
    return RecoveryShare.objects.filter(holder=user, recovery_key__in=live).exists()


def may_ask(by: User, unit: Unit) -> bool:
    """A member of the unit, discipline inspection, or an administrator."""
    if by.has_perm("users.change_membership"):
        return True
    own = list(by.current_units())
    return unit in own or any(each.is_discipline for each in own)


def receivers() -> QuerySet[Membership]:
    """Members to whom a unit's key could be given out: those with a key pair."""
    return (
        Membership.objects.current()
        .handlers()
        .filter(user__member_key__isnull=False)
        .select_related("user__member_key", "unit")
        .order_by("unit__name", "user__username")
    )


@transaction.atomic
def ask_grant(membership: Membership, by: User) -> RecoveryRequest:
    """Asks two holders to give a unit's key to one of its members."""
    unit, user = membership.unit, membership.user
    if not may_ask(by, unit) or is_technical_admin(user):
        raise NotEntitled
    if not receivers().filter(pk=membership.pk).exists():
        raise Changed
    key = _in_use()
    if not UnitKeyRecovery.objects.filter(
        recovery_key=key, unit_key__unit=unit, unit_key__confirmed_at__isnull=False
    ).exists():
        raise NotRecoverable
    return _ask(RecoveryRequest.Purpose.GRANT, key, by, unit=unit, user=user)


@transaction.atomic
def ask_confirm(unit: Unit, by: User) -> RecoveryRequest:
    """Asks two holders to confirm who made discipline inspection's first key."""
    if not may_ask(by, unit):
        raise NotEntitled
    waiting = unit.keys.for_tips().waiting().first()
    grant = None if waiting is None else waiting.grants.current().first()
    if grant is None or not unit.is_discipline:
        raise Changed
    user = grant.member_key.user
    return _ask(RecoveryRequest.Purpose.CONFIRM, _in_use(), by, unit=unit, user=user)


@transaction.atomic
def ask_replace(by: User) -> RecoveryRequest:
    """Asks two holders of the earlier shares to hand over to the new ones."""
    if not RecoveryKey.objects.being_made().filter(may_follow=False).exists():
        raise Changed
    return _ask(RecoveryRequest.Purpose.REPLACE, _in_use(), by)


def _in_use() -> RecoveryKey:
    key = RecoveryKey.objects.select_for_update().in_use().first()
    if key is None:
        raise NotRecoverable
    return key


def _ask(
    purpose: str,
    key: RecoveryKey,
    by: User,
    *,
    unit: Unit | None = None,
    user: User | None = None,
) -> RecoveryRequest:
    lapse()
    same = {"purpose": purpose, "recovery_key": key, "unit": unit, "user": user}
    there = RecoveryRequest.objects.filter(**same).first()
    if there is not None:
        return there
    record(KeyEvent.What.ASKED, actor=by, user=user, unit=unit)
    member_key = MemberKey.objects.filter(user=user).first() if user else None
    return RecoveryRequest.objects.create(**same, member_key=member_key, asked_by=by)


def lapse() -> None:
    """What was not done within a day is asked no more."""
    RecoveryRequest.objects.filter(asked_at__lt=timezone.now() - LIFE).delete()


@transaction.atomic
def call_off(request: RecoveryRequest, by: User) -> None:
    """Nothing is done; what the first holder entered is gone."""
    may = request.asked_by_id == by.pk or _inspects(by)
    if not may:
        raise NotEntitled
    _record(KeyEvent.What.ASKED_OFF, request, by)
    request.delete()


def _inspects(by: User) -> bool:
    return any(unit.is_discipline for unit in by.current_units())


@transaction.atomic
def enter(pk: int, text: str, by: User) -> bool:
    """One holder's share; True when it was the second and the thing is done."""
    number, value = shares.parse_share(text)
    lapse()
    request = (
        RecoveryRequest.objects.select_for_update(of=("self",))
        .select_related("recovery_key", "unit", "user")
        .filter(pk=pk, recovery_key__is_in_use=True)
        .first()
    )
    if request is None:
        raise Changed
    public, private = shares.own_pair(value)
    mine = request.recovery_key.shares.filter(number=number).first()
    if mine is None or mine.public_key != public:
        raise SharesDoNotFit
    if mine.holder not in (None, by) and mine.holder.is_active:
        # Found or borrowed: only a holder who is gone has left it to somebody.
        raise NotTheHolder
    part = request.parts.first()
    if part is None:
        _keep(request, number, value, by)
        record(
            KeyEvent.What.SHARE_GIVEN, actor=by, user=request.user, unit=request.unit
        )
        return False
    if part.given_by_id == by.pk or part.number == number:
        raise AnotherMustEnter
    first = _waiting(request.parts.get(sealed_to=number), public, private)
    _record(KeyEvent.What.SHARE_GIVEN, request, by)
    opened = recovery.open_with(
        request.recovery_key, {part.number: first, number: value}
    )
    _do(request, opened, by)
    request.delete()
    return True


def _record(what: str, request: RecoveryRequest, by: User) -> None:
    record(what, actor=by, user=request.user, unit=request.unit)


def _keep(request: RecoveryRequest, number: int, value: bytes, by: User) -> None:
    for other in request.recovery_key.shares.exclude(number=number):
        box = primitives.box_to(other.public_key, value)
        part = RecoveryPart(
            request=request, given_by=by, number=number, sealed_to=other.number
        )
        part.sealed = primitives.seal(_key(part), box, _place(part))
        part.save()


def _waiting(part: RecoveryPart, public: bytes, private: bytes) -> bytes:
    try:
        box = primitives.unseal(_key(part), part.sealed, _place(part))
        return primitives.unbox(public, private, box)
    except SealBroken:
        raise SharesDoNotFit from None


def _do(request: RecoveryRequest, opened: bytes, by: User) -> None:
    key, unit, user = request.recovery_key, request.unit, request.user
    if request.purpose == RecoveryRequest.Purpose.REPLACE:
        new = RecoveryKey.objects.select_for_update().being_made().first()
        if new is None:
            raise Changed
        recovery.hand_over(key, opened, new)
        new.may_follow = True
        new.save(update_fields=["may_follow"])
        ceremony.use_when_ready(new)
        return
    assert unit is not None
    assert user is not None
    if request.member_key is None or request.member_key.user_id != user.pk:
        raise Changed
    if request.purpose == RecoveryRequest.Purpose.CONFIRM:
        people.confirm_discipline(unit, user)
    else:
        recovery.recover_with(key, opened, unit, user, by=by)


def _key(part: RecoveryPart) -> bytes:
    return primitives.peppered("recovery part", _place(part))


def _place(part: RecoveryPart) -> bytes:
    return f"kaimen1|part|{part.request_id}|{part.number}|{part.sealed_to}".encode()
