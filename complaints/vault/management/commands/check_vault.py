"""`manage.py check_vault`: whether everything sealed is whole; needs no key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints.vault import checks


class Command(BaseCommand):
    """Prints one line for each fault and ends with 1 when there is any."""

    help = "Check every sealed value, wrap and file without opening any."

    def add_arguments(self, parser: CommandParser) -> None:
        """Left-over files can be removed in the same go."""
        parser.add_argument(
            "--remove-orphans",
            action="store_true",
            help="remove files older than today that belong to no row",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Faults go to stdout."""
        faults = list(checks.faults())
        for fault in faults:
            self.stdout.write(fault)
        if options["remove_orphans"]:
            self.stderr.write(f"{checks.remove_orphans()} left-over files removed.")
        if faults:
            raise CommandError(f"{len(faults)} faults.", returncode=1)
        self.stderr.write("Everything sealed is whole.")
