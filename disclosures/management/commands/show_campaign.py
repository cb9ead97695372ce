"""`manage.py show_campaign TITLE`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.campaigns import Campaign
from disclosures.site import build_site


class Command(BaseCommand):
    """Puts an approved campaign in the place of the one shown so far."""

    help = "Show an approved campaign at /, with whatever its column lacks."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which campaign."""
        parser.add_argument("title", help="its title, as it was approved")

    def handle(self, *args: Any, **options: Any) -> None:
        """Nothing that exists is written over; the old column keeps its pages."""
        title = options["title"]
        campaign = Campaign.objects.filter(title=title, live=True).last()
        if campaign is None:
            raise CommandError(f"No approved campaign is called {title!r}.")
        build_site(campaign)
