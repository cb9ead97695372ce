"""Writes an export beside the one that is served, then changes one for the other.

A reader sees the old files or the new ones, never some of each; what stayed the same
keeps its file and its time, so that copying an export on copies only what changed.
"""

import ctypes
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.export.asking import ExportError

#: Says that a folder may be written over.
MARK = ".kaimen-export"
RENAME_EXCHANGE, HERE = 2, -100


@dataclass
class Done:
    """What an export did."""

    files: int = 0
    written: int = 0
    removed: int = 0


def write(target: Path, files: Iterable[tuple[str, bytes]]) -> Done:
    """Make `target` hold exactly these files; all of them, or it stays as it was."""
    target = target.absolute()
    check(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target):
        stage = target.parent / f".{target.name}.{secrets.token_hex(4)}.new"
        stage.mkdir()
        try:
            done = _fill(stage, target, files)
            _change(stage, target)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    return done


def check(target: Path) -> None:
    """Refuse a folder with anything in it that is not an earlier export."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise ExportError(f"{target} is no folder.")
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).is_file():
        raise ExportError(
            f"{target} holds files that no export wrote; name an empty folder."
        )


def _fill(stage: Path, old: Path, files: Iterable[tuple[str, bytes]]) -> Done:
    done, names = Done(), set()
    for name, content in [(MARK, b"manage.py export_static\n"), *files]:
        names.add(name)
        new = stage / name
        new.parent.mkdir(parents=True, exist_ok=True)
        if _holds(old / name, content):
            os.link(old / name, new)
        else:
            _write(new, content)
            done.written += 1
    done.files = len(names)
    before = {str(p.relative_to(old)) for p in old.rglob("*") if p.is_file()}
    done.removed = len(before - names)
    return done


def _holds(file: Path, content: bytes) -> bool:
    return (
        file.is_file()
        and file.stat().st_size == len(content)
        and file.read_bytes() == content
    )


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _change(stage: Path, target: Path) -> None:
    """Put the new folder in the old one's place; where the system can, in one step."""
    stage.chmod(0o755)
    if not target.exists():
        stage.rename(target)
        return
    if _exchange(stage, target):
        return
    aside = stage.with_suffix(".old")
    target.rename(aside)
    try:
        stage.rename(target)
    except OSError:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    names = (os.fsencode(one), HERE, os.fsencode(other))
    return bool(rename(HERE, *names, RENAME_EXCHANGE) == 0)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """One export of a folder at a time; what an interrupted one left is removed."""
    lock = os.open(target.parent / f".{target.name}.lock", os.O_CREAT | os.O_RDWR)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ExportError(f"Another export of {target} is under way.") from error
        for left in target.parent.glob(f".{target.name}.*.new"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(lock)
