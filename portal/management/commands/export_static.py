"""`manage.py export_static DIR`: the public column as files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.export import following
from portal.export.asking import ExportError
from portal.export.crawl import files
from portal.export.folder import check, write


class Command(BaseCommand):
    """Writes all files or none; prints how many, and how many changed."""

    help = "Write the public column as files that any web server serves."

    def add_arguments(self, parser: CommandParser) -> None:
        """One folder."""
        parser.add_argument("folder", type=Path, help="where to; empty or an export")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Export, in one sentence or with one."""
        try:
            check(folder.absolute())
            made = following.begun(folder)
            done = write(folder, files())
            made()
        except (ExportError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"files: {done.files}, written: {done.written}, removed: {done.removed}"
        )
