"""`manage.py recompute_deadlines`."""

from django.core.management.base import BaseCommand

from complaints.workflow import recompute_provisional


class Command(BaseCommand):
    """Counts provisional due days again, as every change of the calendar does."""

    help = "Count the provisional due days of open cases again."

    def handle(self, *args: object, **options: object) -> None:
        """Say how many moved or became final."""
        self.stderr.write(f"{len(recompute_provisional())} due days changed")
