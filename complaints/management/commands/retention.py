"""`manage.py retention`: announces and destroys what its period is over for."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from complaints.retention.run import run


class Command(BaseCommand):
    """To be run every day; running it twice changes nothing more."""

    help = "Announce cases whose retention ends, and destroy those announced before."

    def add_arguments(self, parser: CommandParser) -> None:
        """Count only, if asked."""
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing, only count"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Counts go to stdout; no case is named."""
        tally = run(dry=options["dry_run"])
        self.stdout.write(
            f"announced {tally.announced}, taken back {tally.taken_back},"
            f" destroyed {tally.destroyed}"
        )
