"""`manage.py sync_roles`."""

from django.core.management.base import BaseCommand

from portal.users.roles import sync_roles


class Command(BaseCommand):
    """Makes the groups say what the table of roles says."""

    help = "Make the groups say what the table of roles says; safe to run again."

    def handle(self, *args: object, **options: object) -> None:
        """Run once; prints nothing when all is well."""
        sync_roles()
