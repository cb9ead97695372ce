"""`manage.py make_recovery_shares`: three new shares, printed once."""

import io
from typing import Any

import segno
from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints.vault import recovery
from complaints.vault.management.shares import confirm_first_key, read_shares
from complaints.vault.models import RecoveryKey


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
            "--qr",
            action="store_true",
            help="draw each share as a QR code too, as on a terminal without asking",
        )
        parser.add_argument(
            "--confirm",
            metavar="USER",
            help="confirm the discipline unit's first key, which USER made",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Shares go to stdout, all else to stderr."""
        old: list[str] = []
        if RecoveryKey.objects.in_use().exists() and not options["lost"]:
            self.stderr.write("There are shares already; these replace them.")
            old = read_shares(self.stderr)
        try:
            shares = recovery.new_recovery_key(old)
        except (recovery.ShareMistyped, recovery.SharesDoNotFit):
            raise CommandError(
                "These are not two shares of the recovery key in use."
            ) from None
        draws = options["qr"] or self.stdout.isatty()
        for share in shares:
            self.stdout.write(f"{share[0]}: {recovery.grouped(share)}")
            if draws:
                self.stdout.write(_drawn(share))
        self.stderr.write("They are not kept anywhere. Write them down now.")
        if options["confirm"]:
            self.stderr.write(confirm_first_key(options["confirm"]))


def _drawn(share: str) -> str:
    code = io.StringIO()
    segno.make(share, micro=False).terminal(out=code, compact=True)
    return code.getvalue()
