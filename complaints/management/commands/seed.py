"""`manage.py seed`."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from complaints.casework.stock import seed_wordings
from complaints.clocks import seed_policies
from complaints.retention.policies import seed_retention
from complaints.vault import pepper
from disclosures.site import build_workflow
from portal.users.roles import sync_roles
from portal.workdays.seeding import seed_calendar


class Command(BaseCommand):
    """Writes what an empty house needs before anybody works in it."""

    help = (
        "Write roles, the workflow of approval, the working-day calendar, deadline and"
        " retention policies, and the first wordings."
    )

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        """Safe to run again; what staff edited since stays."""
        try:
            pepper.check()
        except pepper.WrongPepper as error:
            raise CommandError(str(error)) from error
        sync_roles()
        build_workflow()
        seed_calendar()
        seed_policies()
        seed_retention()
        seed_wordings()
