"""`manage.py close_period`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from complaints.closing import LEAST_RECEIVED, NotOver, close
from complaints.counting import Disagree
from complaints.fortnights import Fortnight
from disclosures.figures import ClosedPeriod


class Command(BaseCommand):
    """Closes fortnights: counts them, and publishes the counts for good."""

    help = (
        "Close every fortnight that is over, or those up to PERIOD (as 2021-06-b), and"
        " publish their county totals. Run it every day: what is closed stays closed."
    )

    def add_arguments(self, parser: Any) -> None:
        """One period, or every one that is over."""
        parser.add_argument("period", nargs="?", metavar="PERIOD")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what was closed, one line a group; and what waits, to stderr."""
        until = self._period(options["period"])
        if until and ClosedPeriod.objects.filter(key=until.key).exists():
            self.stderr.write(f"{until.key} is closed already; nothing was changed.")
            return
        try:
            done = close(until)
        except NotOver as error:
            raise CommandError(f"{error} is not over yet.") from error
        except Disagree as error:
            raise CommandError(
                f"Events and leaves tell different numbers ({error}); nothing was"
                " closed. Look into it before anything is published."
            ) from error
        for group in done.groups:
            self.stdout.write(" + ".join(one.key for one in group))
        if done.waiting:
            keys = ", ".join(one.key for one in done.waiting)
            self.stderr.write(
                f"Fewer than {LEAST_RECEIVED} received in {keys}: closes together with"
                " the next."
            )
        elif not done.groups:
            self.stderr.write("Nothing is open that is over.")

    def _period(self, key: str | None) -> Fortnight | None:
        if key is None:
            return None
        try:
            return Fortnight.parse(key)
        except ValueError as error:
            raise CommandError(
                f"{key} is no period; one is written as 2021-06-b."
            ) from error
