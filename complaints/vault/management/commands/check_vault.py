"""`manage.py check_vault`: whether everything sealed is whole; needs no key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints.vault import checks


class Command(BaseCommand):
    """Prints one line for each fault and ends with 1 when there is any."""

    help = (
        "Check every sealed value, wrap and file without opening any; remove files"
        " that a crash left without a row."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Looking alone is possible, too."""
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="remove nothing: a left-over file counts as a fault",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Faults go to stdout."""
        if not options["dry_run"] and (removed := checks.remove_orphans()):
            self.stderr.write(f"{removed} left-over files removed.")
        faults = list(checks.faults())
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults.", returncode=1)
        self.stderr.write("Everything sealed is whole.")
