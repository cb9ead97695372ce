"""`manage.py import_plan FILE`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from disclosures.plans.errors import PlanError
from disclosures.plans.outline import PlanOutline
from disclosures.plans.parser import parse
from disclosures.plans.reader import read_lines
from disclosures.plans.refusals import NotImportedError


class Command(BaseCommand):
    """Reads a plan and makes a draft campaign of it, or brings one up to date."""

    help = "Import a campaign's plan (.txt in UTF-8 or GB18030, .docx) as a draft."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file; nothing is written with `--dry-run`."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="print what was read as JSON and write nothing",
        )
        parser.add_argument("--title", help="for a plan that has no title of its own")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was read, or import it and print one line."""
        title = " ".join((options["title"] or "").split())
        try:
            outline = parse(read_lines(options["file"]), title=title or None)
        except PlanError as error:
            raise CommandError(error.message) from error
        if options["dry_run"]:
            self._print_outline(outline)
        else:
            self._import(outline)

    def _print_outline(self, outline: PlanOutline) -> None:
        if hasattr(self.stdout, "reconfigure"):
            self.stdout.reconfigure(encoding="utf-8")
        text = json.dumps(outline.to_json(), ensure_ascii=False, indent=2)
        self.stdout.write(text)

    def _import(self, outline: PlanOutline) -> None:
        # Only here: a dry run gets along without a database.
        from disclosures.plans.apply import apply

        if not outline.title:
            raise CommandError(_("The plan has no title of its own: add --title."))
        try:
            applied = apply(outline)
        except NotImportedError as refusal:
            raise CommandError(" ".join(refusal.reasons[:3])) from refusal
        for passage in outline.unplaced:
            line = {"line": passage.lines[0], "text": passage.text}
            self.stderr.write(_("Line %(line)d is left out: %(text)s") % line)
        for part in applied.kept:
            self.stderr.write(
                _("Not in the plan any more, kept as others link to it: %s") % part
            )
        for name in applied.new_units:
            self.stderr.write(
                _("New unit, which takes no part until an administrator says so: %s")
                % name
            )
        self.stdout.write(applied.summary)
