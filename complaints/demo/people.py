"""The demo's units and accounts, and the keys they come to hold."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from complaints.vault import codes, digits, members, people, recovery
from complaints.vault.keyring import Keyring
from portal.users.models import Membership, Unit, User

#: name, short name, kind
UNITS = (
    ("县住建局", "住建", Unit.Kind.BUREAU),
    ("县民政局", "民政", Unit.Kind.BUREAU),
    ("县自然资源局", "资源", Unit.Kind.BUREAU),
    ("县公安局", "公安", Unit.Kind.BUREAU),
    ("县纪委监委", "纪委", Unit.Kind.DISCIPLINE),
)
WAY_ABOVE = (
    "反映县纪委监委的问题，请直接向市纪委监委反映："
    "拨打 12388，或者写信寄到市纪委监委信访室。"
)


@dataclass(frozen=True)
class Account:
    """One demo account; the first of a unit makes its key."""

    username: str
    name: str
    role: str
    unit: str = ""
    is_head: bool = False


ACCOUNTS = (
    Account("editor", "陈小编", "editor"),
    Account("moderator", "吴审核", "moderator"),
    Account("inspector", "郑督查", "inspector", "县纪委监委", is_head=True),
    Account("housing", "林承办", "investigator", "县住建局"),
    Account("housing_head", "黄股长", "investigator", "县住建局", is_head=True),
    Account("civil", "谢民政", "investigator", "县民政局", is_head=True),
    Account("admin", "系统管理员", "admin"),
)


@dataclass
class Cast:
    """Everybody the demo acts as, with the keys of those who hold one."""

    password: str
    shares: list[str]
    users: dict[str, User] = field(default_factory=dict)
    keyrings: dict[str, Keyring] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def accounts_file() -> Path:
    """Where the demo's passwords, receipts and recovery shares are kept."""
    return settings.DATA_DIR / "demo-accounts.txt"


def password() -> str:
    """`DEMO_PASSWORD`, or one that is drawn; raises `CommandError` for a weak one."""
    given = os.environ.get("DEMO_PASSWORD", "")
    if not given:
        return secrets.token_urlsafe(12)
    try:
        validate_password(given)
    except ValidationError as error:
        raise CommandError(f"DEMO_PASSWORD: {' '.join(error.messages)}") from error
    return given


def make_units() -> dict[str, Unit]:
    """The units of the plan, and discipline inspection."""
    units = {
        name: Unit.objects.update_or_create(
            name=name, defaults={"short_name": short, "kind": kind}
        )[0]
        for name, short, kind in UNITS
    }
    Unit.objects.filter(name=UNITS[0][0]).update(is_lead=True)
    Unit.objects.filter(kind=Unit.Kind.DISCIPLINE).update(way_above=WAY_ABOVE)
    return units


def make_cast() -> Cast:
    """Accounts with passwords and roles; keys made, confirmed and granted."""
    units = make_units()
    cast = Cast(password(), recovery.new_recovery_key())
    for account in ACCOUNTS:
        user = User.objects.create(
            username=account.username,
            first_name=account.name,
        )
        user.groups.add(Group.objects.get(name=account.role))
        members.set_first_password(user, cast.password)
        cast.users[account.username] = user
        if account.unit:
            _enter(cast, account, user, units[account.unit])
    return cast


def _enter(cast: Cast, account: Account, user: User, unit: Unit) -> None:
    """What a first login does, and what a colleague or discipline does after it."""
    membership = Membership.objects.create(
        user=user, unit=unit, is_head=account.is_head
    )
    keyring = members.make_member_key(user, cast.password)
    cast.keyrings[account.username] = keyring
    cast.codes[account.username] = _print_code(keyring)
    unit_key = people.first_key(membership)
    if unit_key is None:
        colleague = next(
            other.username
            for other in ACCOUNTS
            if other.unit == account.unit and other.username != account.username
        )
        people.grant(user, unit, cast.keyrings[colleague])
    elif unit.is_discipline:
        people.confirm_discipline(unit, user)
    else:
        people.confirm(unit_key, cast.keyrings["inspector"])


def _print_code(keyring: Keyring) -> str:
    """What a member does at the first login: print the recovery code, and say so."""
    codes.ensure(keyring)
    printed = codes.to_print(keyring) or ""
    codes.confirm(keyring, printed[-codes.GROUP :])
    return " ".join(digits.groups(printed, codes.GROUP))
