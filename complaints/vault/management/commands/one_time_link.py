"""`manage.py one_time_link USER`: how the first administrator gets in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from complaints.vault import members
from portal.users.models import User
from portal.users.roles import ROLES


class Command(BaseCommand):
    """Prints the link; that it was made is recorded."""

    help = "Print a one-time link with which USER chooses a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which account."""
        parser.add_argument("user", help="user name of an active account")
        parser.add_argument(
            "--first",
            action="store_true",
            help="make the account first: an administrator, in a house without any",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """The link alone goes to stdout."""
        name = options["user"]
        if options["first"]:
            make_first(name)
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account {name!r}.")
        path = members.welcome_path(user, by=None)
        self.stdout.write(settings.CONFIDENTIAL_ROOT + path)


def make_first(name: str) -> None:
    """Make the account that makes all others; it has no password yet."""
    if User.objects.exists():
        raise CommandError("There are accounts already: an administrator makes more.")
    group = Group.objects.filter(name=ROLES["admin"].group).first()
    if group is None:
        raise CommandError("There are no roles yet: run `manage.py seed` first.")
    user = User(username=name, must_set_password=True)
    user.set_unusable_password()
    try:
        user.full_clean()
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    user.save()
    user.groups.add(group)
