"""Who holds a unit's key: first keys, grants, leaving, and giving cases back."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from complaints.vault.boxes import add_wraps
from complaints.vault.keyring import Keyring, NotEntitled
from complaints.vault.models import (
    Envelope,
    KeyEvent,
    MemberKey,
    UnitKey,
    UnitKeyGrant,
    Wrap,
)
from complaints.vault.unit_keys import (
    UnitCannotRead,
    give,
    lock,
    make_version,
    readable,
    readable_units,
    record,
    retire,
    rotate,
    settle,
)
from portal.users.models import Membership, Unit, User
from portal.users.roles import is_technical_admin
from portal.workdays import clock

__all__ = [
    "Changed",
    "UnitCannotRead",
    "confirm",
    "confirm_discipline",
    "first_key",
    "grant",
    "granters_of",
    "leave",
    "readable",
    "readable_units",
    "refuse",
    "rewrap",
    "settle",
    "stranded",
    "waiting_members",
    "withdraw",
]


class Changed(Exception):
    """Things are no longer as they were when the page was shown."""


# --- First keys -----------------------------------------------------------------


@transaction.atomic
def first_key(membership: Membership) -> UnitKey | None:
    """A unit's first key, made for the first member to log in; None if it has one.

    Nothing is sealed to it until somebody confirmed that this is the right person.
    """
    unit = membership.unit
    lock(unit)
    member_key = MemberKey.objects.get(user=membership.user)
    tips = unit.keys.for_tips().filter(retired_at=None)
    held = UnitKeyGrant.objects.current().filter(unit_key__in=tips)
    if membership.is_clerk or membership.left_on or held.exists():
        return None
    if is_technical_admin(membership.user):
        return None
    unit.keys.waiting().delete()
    keys = {
        purpose: make_version(unit, purpose, [(member_key, membership)])
        for purpose in UnitKey.Purpose
    }
    record(
        KeyEvent.What.FIRST_KEY,
        actor=membership.user,
        user=membership.user,
        unit=unit,
    )
    return keys[UnitKey.Purpose.TIPS]


def confirm(unit_key: UnitKey, by: Keyring) -> None:
    """Discipline confirms the person who made a unit's first key, never oneself."""
    if unit_key.unit.is_discipline or not by.is_of_discipline():
        raise NotEntitled
    if unit_key.grants.filter(member_key=by.member_key).exists():
        raise NotEntitled
    _confirm(unit_key, by.user)


def confirm_discipline(unit: Unit, user: User) -> UnitKey:
    """The holders of the recovery shares confirm discipline's own first key."""
    unit_key = unit.keys.for_tips().waiting().first()
    if unit_key is None or not unit.is_discipline:
        raise Changed
    if not unit_key.grants.current().filter(member_key__user=user).exists():
        raise Changed
    _confirm(unit_key, None)
    return unit_key


@transaction.atomic
def _confirm(unit_key: UnitKey, by: User | None) -> None:
    unit = unit_key.unit
    lock(unit)
    maker = unit_key.grants.current().select_related("member_key__user").first()
    still = unit.keys.waiting().filter(pk=unit_key.pk).exists()
    if maker is None or not still or readable(unit):
        raise Changed
    for lost in unit.keys.in_use():
        retire(lost)
    unit.keys.waiting().update(confirmed_by=by, confirmed_at=timezone.now())
    record(KeyEvent.What.CONFIRMED, actor=by, user=maker.member_key.user, unit=unit)


@transaction.atomic
def refuse(unit_key: UnitKey, by: Keyring) -> None:
    """Discipline does not know the person: the key is gone, and with it the grant."""
    unit = unit_key.unit
    if unit.is_discipline or not by.is_of_discipline():
        raise NotEntitled
    lock(unit)
    maker = unit_key.grants.select_related("member_key__user").first()
    if not unit.keys.waiting().filter(pk=unit_key.pk).exists():
        raise Changed
    unit.keys.waiting().delete()
    user = maker.member_key.user if maker else None
    record(KeyEvent.What.REFUSED, actor=by.user, user=user, unit=unit)


# --- Grants ---------------------------------------------------------------------


def waiting_members(unit: Unit) -> QuerySet[Membership]:
    """Members of a unit whose account holds no key to its new tips yet."""
    holders = UnitKeyGrant.objects.current().filter(
        unit_key__in=unit.keys.for_tips().filter(retired_at=None)
    )
    return (
        Membership.objects.current()
        .handlers()
        .filter(unit=unit)
        .exclude(pk__in=holders.values("membership"))
        .select_related("user__member_key")
        .order_by("user__username")
    )


def granters_of(user: User) -> list[User]:
    """Who can give an account its units' keys again: those who hold them."""
    units = Membership.objects.current().handlers().filter(user=user).values("unit")
    grants = UnitKeyGrant.objects.current().filter(
        unit_key__in=UnitKey.objects.for_tips().in_use().filter(unit__in=units)
    )
    holders = User.objects.filter(pk__in=grants.values("member_key__user"))
    return list(holders.exclude(pk=user.pk).order_by("username"))


@transaction.atomic
def grant(
    user: User, unit: Unit, by: Keyring, *, seen: int | None = None
) -> list[UnitKeyGrant]:
    """A member who holds the unit's key gives every version of it to another.

    `seen` is the `MemberKey` that the granting member saw on the page: when the
    account was reset in the meantime, it raises `Changed`.
    """
    lock(unit)
    if not by.holds(unit):
        raise NotEntitled
    membership = (
        Membership.objects.current().handlers().filter(user=user, unit=unit).first()
    )
    member_key = MemberKey.objects.filter(user=user).first()
    if membership is None or member_key is None or user == by.user:
        raise Changed
    if is_technical_admin(user):
        raise NotEntitled
    if seen is not None and member_key.pk != seen:
        raise Changed
    grants = [
        give(unit_key, private, member_key, membership, by=by.user)
        for unit_key, private in by.unit_keys(unit)
    ]
    record(KeyEvent.What.GRANTED, actor=by.user, user=user, unit=unit)
    return grants


def may_withdraw(by: User, membership: Membership) -> bool:
    """One's own grants, or as head those of one's unit."""
    if by == membership.user:
        return True
    heads = Membership.objects.current().filter(user=by, unit=membership.unit)
    return heads.filter(is_head=True).exists()


def may_rotate(by: User, unit: Unit) -> bool:
    """The head; where there is none, every member."""
    members = Membership.objects.current().handlers().filter(unit=unit)
    heads = members.filter(is_head=True)
    return (heads if heads.exists() else members).filter(user=by).exists()


@transaction.atomic
def renew(unit: Unit, by: Keyring) -> None:
    """A new version of the unit's key for new tips; its holders stay the same."""
    lock(unit)
    if not by.holds(unit) or not may_rotate(by.user, unit):
        raise NotEntitled
    rotate(unit, actor=by.user)


@transaction.atomic
def withdraw(membership: Membership, by: User | None) -> None:
    """Takes the unit's key away from a member, who stays one and waits again."""
    if by is not None and not may_withdraw(by, membership):
        raise NotEntitled
    _take_away(membership, KeyEvent.What.WITHDRAWN, by)


@transaction.atomic
def leave(membership: Membership, by: User | None) -> None:
    """A member leaves: no grant remains, and new tips go to a new version."""
    may = by is None or by.has_perm("users.change_membership")
    if not may and not may_withdraw(by, membership):  # type: ignore[arg-type]
        raise NotEntitled
    _take_away(membership, KeyEvent.What.LEFT, by)
    membership.left_on = clock.today()
    membership.save(update_fields=["left_on"])


def _take_away(membership: Membership, what: str, by: User | None) -> None:
    unit = membership.unit
    lock(unit)
    gone, _rows = UnitKeyGrant.objects.filter(
        membership__user=membership.user, unit_key__unit=unit
    ).delete()
    record(what, actor=by, user=membership.user, unit=unit)
    if gone:
        rotate(unit, actor=by)


# --- Cases ----------------------------------------------------------------------


def stranded(unit: Unit) -> QuerySet[Envelope]:
    """What the unit was entitled to and none of its present members can open."""
    held = UnitKeyGrant.objects.current().filter(unit_key__unit=unit)
    wraps = Wrap.objects.filter(unit_key__unit=unit)
    readable_wraps = wraps.filter(unit_key__in=held.values("unit_key"))
    return Envelope.objects.filter(pk__in=wraps.values("envelope")).exclude(
        pk__in=readable_wraps.values("envelope")
    )


@transaction.atomic
def rewrap(unit: Unit, by: Keyring) -> int:
    """Discipline gives a unit with a new first key its cases back; how many.

    Only what the unit was entitled to before. Raises `UnitCannotRead` while its new
    first key waits for confirmation.
    """
    if not by.is_of_discipline():
        raise NotEntitled
    count = 0
    for envelope in stranded(unit):
        try:
            box = by.open(envelope)
        except NotEntitled:
            continue
        add_wraps(box, unit)
        count += 1
    record(KeyEvent.What.REWRAPPED, actor=by.user, unit=unit)
    return count
