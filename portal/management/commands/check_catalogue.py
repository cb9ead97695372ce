"""`manage.py check_catalogue`."""

import shutil
import tempfile
from pathlib import Path

import polib
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from portal.catalogue import FOLDER, SOURCE

IGNORED = (".venv*", "var", "staticfiles", "tests", "node_modules", "locale")


class Command(BaseCommand):
    """Extracts every text as `makemessages` would, and compares."""

    help = "Say which texts have no Chinese translation; needs gettext's tools."

    def handle(self, *args: object, **options: object) -> None:
        """Prints each missing text; exit code 1 when there is one."""
        missing = missing_entries()
        for entry in missing:
            place = ", ".join(f"{path}:{line}" for path, line in entry.occurrences[:2])
            self.stdout.write(f"{entry.msgid!r}  {place}")
        if missing:
            raise CommandError(f"{len(missing)} texts without a Chinese translation.")


def missing_entries() -> list[polib.POEntry]:
    """Texts of code and templates that the catalogue does not translate."""
    # Beside the source: `makemessages` writes to the catalogue nearest to each file.
    with tempfile.TemporaryDirectory(dir=FOLDER.parent) as folder:
        copy = Path(folder) / "zh_Hans/LC_MESSAGES/django.po"
        copy.parent.mkdir(parents=True)
        shutil.copy(SOURCE, copy)
        with override_settings(LOCALE_PATHS=[folder]):
            call_command(
                "makemessages",
                locale=["zh_Hans"],
                ignore_patterns=list(IGNORED),
                no_obsolete=True,
                verbosity=0,
            )
        entries = list(polib.pofile(str(copy)))
    return [entry for entry in entries if not entry.translated() or entry.fuzzy]
