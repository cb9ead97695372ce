"""`manage.py recover UNIT USER`: a unit's key for one member, by two shares."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints.vault import people, recovery
from complaints.vault.management.shares import (
    read_shares,
    the_unit,
    the_user,
    two_shares,
)


class Command(BaseCommand):
    """Re-grants; prints no key."""

    help = (
        "Give one unit's key to one of its members, by two recovery shares."
        " The unit's mailboxes show that this was done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which unit, which account."""
        parser.add_argument("unit", help="name, short name or number of the unit")
        parser.add_argument("user", help="user name of the member")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reads the shares from the terminal or from a pipe."""
        unit, user = the_unit(options["unit"]), the_user(options["user"])
        try:
            with two_shares():
                count = recovery.recover(unit, user, read_shares(self.stderr))
        except recovery.NotRecoverable:
            raise CommandError(f"No key of {unit} is sealed for recovery.") from None
        except people.Changed:
            raise CommandError(f"{user} is no member of {unit}.") from None
        self.stderr.write(f"{user} holds {count} keys of {unit} again.")
