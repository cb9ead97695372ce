"""`manage.py confirm_first_key USER`: the share holders confirm an inspector."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from complaints.vault import recovery
from complaints.vault.management.shares import (
    confirm_first_key,
    read_shares,
    the_user,
    two_shares,
)


class Command(BaseCommand):
    """Asks for two shares, so that the server's administrator alone cannot."""

    help = "Confirm the discipline unit's first key, which USER made at first login."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose key."""
        parser.add_argument("user", help="user name of the inspector")

    def handle(self, *args: Any, **options: Any) -> None:
        """Needs two shares of the recovery key in use."""
        the_user(options["user"])
        with two_shares():
            recovery.check_shares(read_shares(self.stderr))
        self.stderr.write(confirm_first_key(options["user"]))
