"""`manage.py one_time_link USER`: how the first administrator gets in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints.vault import members
from portal.users.models import User


class Command(BaseCommand):
    """Prints the link; that it was made is recorded."""

    help = "Print a one-time link with which USER chooses a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which account."""
        parser.add_argument("user", help="user name of an active account")

    def handle(self, *args: Any, **options: Any) -> None:
        """The link alone goes to stdout."""
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account {options['user']!r}.")
        self.stdout.write(settings.SITE_URL + members.welcome_path(user, by=None))
