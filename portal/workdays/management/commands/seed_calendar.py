"""`manage.py seed_calendar`: load the published schedules of days off."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.workdays.models import confirmed_through
from portal.workdays.seeding import seed_calendar


class Command(BaseCommand):
    """Loads the calendar; days entered by hand stay as they are."""

    help = "Load the published days off and make-up working days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which years."""
        parser.add_argument("--through-year", type=int, help="the last year to load")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how far due dates are final now."""
        rows = seed_calendar(options["through_year"])
        self.stderr.write(f"{rows} days, confirmed through {confirmed_through()}")
