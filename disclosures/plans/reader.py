"""Turns a file into the lines of a plan, whatever it was saved with."""

import re
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from .errors import PlanError
from .wordfile import read_docx

MEGABYTE = 1024 * 1024
LIMIT = 5 * MEGABYTE
#: A plan has some thousand characters; this many are a book.
MOST_CHARACTERS = 200_000

ZIP = b"PK\x03\x04"
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1")
NO_TEXT = (b"%PDF", b"{\\rtf")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")


def read_lines(source: Path | bytes | BinaryIO, name: str = "") -> list[str]:
    """Return the lines of a plan; `name` is that of an uploaded file."""
    if isinstance(source, Path):
        return _read_path(source)
    if isinstance(source, bytes):
        source = BytesIO(source)
    data = source.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise PlanError("too_large", limit=LIMIT // MEGABYTE)
    lines = _lines_of(data, name.lower())
    if not any(line.strip() for line in lines):
        raise PlanError("empty")
    return lines


def _read_path(path: Path) -> list[str]:
    """Read a file of this machine."""
    try:
        with path.open("rb") as file:
            return read_lines(file, path.name)
    except OSError as error:
        raise PlanError("not_found") from error


def _lines_of(data: bytes, name: str) -> list[str]:
    """Tell the format from the content and read it."""
    if not data:
        return []
    if data.startswith(OLD_WORD):
        raise PlanError("old_word")
    if data.startswith(NO_TEXT):
        raise PlanError("not_text")
    if data.startswith(ZIP) or name.endswith(".docx"):
        lines = read_docx(data)
    else:
        lines = re.split(r"\r\n|\r|\n", decode(data))
    if sum(map(len, lines)) > MOST_CHARACTERS:
        raise PlanError("too_long", limit=MOST_CHARACTERS)
    return lines


def decode(data: bytes) -> str:
    """Decode UTF-8, UTF-16 with its mark, or GB18030."""
    encodings = ["utf-16"] if data.startswith(UTF16) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROL.search(text):
            break
        return text
    raise PlanError("not_text")
