"""What the commands about recovery shares have in common."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass

from django.core.management.base import CommandError, OutputWrapper

from complaints.vault import people, recovery
from complaints.vault.models import MemberKey, UnitKey
from portal.users.models import Unit, User


@contextmanager
def two_shares() -> Iterator[None]:
    """What is done with two shares that were read; it says so where they are none."""
    try:
        yield
    except (recovery.ShareMistyped, recovery.SharesDoNotFit):
        raise CommandError(
            "These are not two shares of the recovery key in use."
        ) from None


def read_shares(err: OutputWrapper) -> list[str]:
    """Two shares: asked for without echo, or one a line from a pipe."""
    if sys.stdin.isatty():
        return [getpass(f"Share {number} of 2: ") for number in (1, 2)]
    lines = [line.strip() for line in sys.stdin if line.strip()]
    if len(lines) < 2:
        raise CommandError("Two shares are needed, one on each line.")
    return lines[:2]


def the_user(username: str) -> User:
    """An active account that has logged in once."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active account {username!r}.")
    if not MemberKey.objects.filter(user=user).exists():
        raise CommandError(f"{username!r} has no key yet: it is made at their login.")
    return user


def the_unit(name: str) -> Unit:
    """A unit by its name, its short name or its number."""
    for field in ("name", "short_name", "pk"):
        if field != "pk" or name.isdecimal():
            unit = Unit.objects.filter(**{field: name}).first()
            if unit is not None:
                return unit
    raise CommandError(f"There is no unit {name!r}.")


def confirm_first_key(username: str) -> str:
    """Confirms the first key of the discipline unit that this account made it for."""
    user = the_user(username)
    waiting = (
        UnitKey.objects.for_tips()
        .waiting()
        .filter(unit__kind=Unit.Kind.DISCIPLINE, grants__member_key__user=user)
    )
    key = waiting.select_related("unit").first()
    try:
        if key is None:
            raise people.Changed
        people.confirm_discipline(key.unit, user)
    except people.Changed:
        raise CommandError(
            f"No first key of a discipline unit made by {username!r} waits."
        ) from None
    return f"The first key of {key.unit} is confirmed."
