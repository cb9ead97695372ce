"""Compiles the Chinese catalogue without gettext's tools: polib writes the file."""

from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "locale/zh_Hans/LC_MESSAGES/django.po"


def compile_catalogue() -> Path:
    """Write `django.mo` beside its source where it is missing or older."""
    target = SOURCE.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < SOURCE.stat().st_mtime:
        polib.pofile(str(SOURCE)).save_as_mofile(str(target))
    return target


if __name__ == "__main__":
    compile_catalogue()
