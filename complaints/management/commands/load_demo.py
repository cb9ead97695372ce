"""`manage.py load_demo`."""

import os

from django.core.management.base import BaseCommand
from django.db import transaction

from complaints.closing import close
from complaints.demo.announcements import make_announcements
from complaints.demo.cases import make_cases
from complaints.demo.people import ACCOUNTS, Cast, accounts_file, make_cast
from disclosures.demo.column import make_column
from disclosures.demo.estates import make_estates
from disclosures.demo.reports import make_reports
from portal.users.models import User


class Command(BaseCommand):
    """Loads the demo campaign once, and prints its accounts every time."""

    help = "Load the demo campaign into an empty house; prints the demo accounts."

    def handle(self, *args: object, **options: object) -> None:
        """Prints one line an account: `ROLE: username / password`."""
        if not User.objects.exists():
            self.stderr.write("Loading the demo campaign…")
            # All or nothing: a start that was broken off begins anew.
            with transaction.atomic():
                cast = make_cast()
                make_column(cast.users["editor"], cast.users["moderator"])
                make_estates(cast.users["housing"], cast.users["moderator"])
                tips = make_cases(cast)
                close()
                make_announcements(cast)
                make_reports(cast.users["editor"], cast.users["moderator"])
                write_down(cast, tips)
        if accounts_file().exists():
            self.stdout.write(accounts_file().read_text().split("\n\n")[0])


def write_down(cast: Cast, tips: list[tuple[str, str]]) -> None:
    """Keep accounts, recovery shares, codes and receipts in `DATA_DIR`, mode 600."""
    lines = [f"{a.username}: {a.username} / {cast.password}" for a in ACCOUNTS]
    lines += ["", "# Demo only: three recovery shares, for three different people"]
    lines += cast.shares
    lines += ["", "# Demo only: personal recovery codes, which in earnest lie on paper"]
    lines += [f"{username}  {code}" for username, code in cast.codes.items()]
    lines += ["", "# Demo only: receipts, which in earnest nobody but the sender has"]
    lines += [f"{number}  {receipt}" for number, receipt in tips]
    path = accounts_file()
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("\n".join(lines) + "\n")
