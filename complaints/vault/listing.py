"""What the page "Keys and people" shows, gathered in few queries."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from complaints.vault import people
from complaints.vault.keyring import Keyring
from complaints.vault.models import (
    KeyEvent,
    RecoveryCode,
    RecoveryKey,
    UnitKey,
    UnitKeyGrant,
)
from complaints.vault.panels import thinly_held, thinly_said
from complaints.vault.unit_keys import holding
from portal.users.models import Membership, Unit, User

#: How many events the page shows.
EVENTS = 30


@dataclass(frozen=True)
class UnitSheet:
    """One unit of the reader: its key's versions, who holds it, who waits."""

    unit: Unit
    versions: list[UnitKey]
    holders: list[UnitKeyGrant]
    waiting: list[Membership]
    may_grant: bool
    may_withdraw: bool
    may_rotate: bool


def unit_sheet(unit: Unit, reader: User, keyring: Keyring | None) -> UnitSheet:
    """What a member may see of a unit's keys."""
    heads = Membership.objects.current().filter(user=reader, unit=unit, is_head=True)
    printed = RecoveryCode.objects.filter(
        member_key=OuterRef("member_key"), printed_at__isnull=False
    )
    return UnitSheet(
        unit=unit,
        versions=list(unit.keys.for_tips().select_related("confirmed_by")),
        holders=list(
            holding(unit)
            .select_related("membership", "member_key__user", "granted_by")
            .annotate(has_code=Exists(printed))
            .order_by("at", "pk")
        ),
        waiting=list(people.waiting_members(unit)),
        may_grant=keyring is not None and keyring.holds(unit),
        may_withdraw=heads.exists(),
        may_rotate=keyring is not None
        and keyring.holds(unit)
        and people.may_rotate(reader, unit),
    )


def warnings(user: User) -> list[str]:
    """Units whose key too few hold."""
    return [thinly_said(*held) for held in thinly_held(user, works=True)]


def first_keys() -> list[UnitKeyGrant]:
    """First keys that wait, each by the grant of who made it."""
    return list(
        UnitKeyGrant.objects.current()
        .filter(unit_key__in=UnitKey.objects.for_tips().waiting())
        .select_related("unit_key__unit", "member_key__user")
        .order_by("unit_key__unit__name")
    )


def unreadable() -> list[Unit]:
    """Units that take part and cannot be sent anything."""
    return list(Unit.objects.active().exclude(pk__in=people.readable_units()))


def stranded() -> list[Unit]:
    """Units that read again, and have cases that none of them can open."""
    lost = UnitKey.objects.for_tips().filter(confirmed_at__isnull=False)
    lost = lost.exclude(grants__in=UnitKeyGrant.objects.current())
    units = people.readable_units().filter(keys__in=lost).distinct()
    return [unit for unit in units if people.stranded(unit).exists()]


def events(units: list[Unit] | None) -> list[KeyEvent]:
    """The newest events of these units, of all where None."""
    found = KeyEvent.objects.select_related("actor", "user", "unit")
    if units is not None:
        found = found.of_units(units)
    return list(found[:EVENTS])


def recovery_since() -> datetime | None:
    """When the recovery shares in use were made."""
    recovery = RecoveryKey.objects.in_use().first()
    return recovery.made_at if recovery else None
