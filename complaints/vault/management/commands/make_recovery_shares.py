"""`manage.py make_recovery_shares`: three new shares, printed once.

Where the holders have accounts, `--holders` is the better way: each then prints their
own at their own device, and nothing secret passes this terminal.
"""

import io
import sys
from typing import Any

import segno
from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints.vault import ceremony, recovery
from complaints.vault.management.shares import (
    confirm_first_key,
    read_shares,
    the_user,
    two_shares,
)
from complaints.vault.models import RecoveryKey
from complaints.vault.people import Changed
from portal.users.models import User


class Command(BaseCommand):
    """Makes the recovery key, or takes a new one in the old one's place."""

    help = (
        "Print three recovery shares, once. Hand each to its holder apart from the"
        " others: any two give a unit's key out again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Replacing shares asks for two of the old ones, unless they are lost."""
        parser.add_argument(
            "--lost",
            action="store_true",
            help="the old shares are lost: unit keys follow as their holders log in",
        )
        parser.add_argument(
            "--holders",
            nargs=3,
            metavar="USER",
            help="three accounts that each print their own share in the admin",
        )
        parser.add_argument(
            "--confirm",
            metavar="USER",
            help="confirm the discipline unit's first key, which USER made",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Shares go to a terminal one by one, all else to stderr."""
        if options["holders"]:
            self._begin(
                [the_user(name) for name in options["holders"]], options["lost"]
            )
            return
        if not (self.stdout.isatty() and sys.stdin.isatty()):
            raise CommandError(
                "All three shares would stand in one place together: name three"
                " --holders, or run it on a terminal, without a pipe or a file."
            )
        old: list[str] = []
        if RecoveryKey.objects.in_use().exists() and not options["lost"]:
            self.stderr.write("There are shares already; these replace them.")
            old = read_shares(self.stderr)
        with two_shares():
            shares = recovery.new_recovery_key(old)
        for share in shares:
            self.stdout.write(f"{share[0]}: {recovery.grouped(share)}")
            self.stdout.write(_drawn(share))
            # No two shares stand on the screen together.
            input("Let its holder copy it, then press Enter; the screen is cleared. ")
            self.stdout.write("\033[2J\033[3J\033[H", ending="")
        self.stderr.write("They are not kept anywhere. Write them down now.")
        if options["confirm"]:
            self.stderr.write(confirm_first_key(options["confirm"]))

    def _begin(self, holders: list[User], lost: bool) -> None:
        try:
            new = ceremony.begin(holders, by=None, lost=lost)
        except ceremony.BadHolders:
            raise CommandError(
                "Name three different people; at most one technical administrator."
            ) from None
        except Changed:
            raise CommandError("Shares are being printed already.") from None
        self.stderr.write(
            "Each of the three logs in, opens “Recovery” and prints one share. The"
            " new shares count when all three are printed."
        )
        if not new.may_follow:
            self.stderr.write("Two holders of the earlier shares must hand over.")


def _drawn(share: str) -> str:
    code = io.StringIO()
    segno.make(share, micro=False).terminal(out=code, compact=True)
    return code.getvalue()
