"""Compiles the Chinese catalogues without gettext's tools: polib writes the files."""

import os
from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parent.parent / "locale"
#: Our own words; those the installed packages lack are below `FOLDER / "wagtail"`.
SOURCE = FOLDER / "zh_Hans/LC_MESSAGES/django.po"


def compile_catalogue() -> list[Path]:
    """Write a `.mo` beside each `.po` whose own is missing or older."""
    targets = []
    for source in sorted(FOLDER.rglob("*.po")):
        target = source.with_suffix(".mo")
        targets.append(target)
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            # Several test workers may write at once: each its own file, then rename.
            draft = target.with_suffix(f".{os.getpid()}.mo")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(target)
    return targets


if __name__ == "__main__":
    compile_catalogue()
