"""`manage.py draft_report`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from disclosures.campaigns import Campaign
from disclosures.reports import acts
from disclosures.reports.periods import Period


class Command(BaseCommand):
    """Drafts a report, as the button does, and prints where it is written."""

    help = (
        "Draft the fortnightly report of a period (2021-06-b; without one, of the last"
        " that is over), or count a draft's numbers anew; its text stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One period."""
        parser.add_argument("--period", metavar="PERIOD", help="as 2021-06-b")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the path in the admin; what cannot be done, in one sentence."""
        campaign = Campaign.objects.filter(is_current=True).first()
        if campaign is None:
            raise CommandError("There is no current campaign to report on.")
        key = options["period"]
        try:
            period = Period.parse(key) if key else acts.newest_ended(campaign)
        except ValueError as error:
            raise CommandError(
                f"{key} is no period; one is written as 2021-06-b."
            ) from error
        try:
            report = acts.draft(campaign, period)
        except acts.Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(reverse("reports:report", args=[report.key]))
