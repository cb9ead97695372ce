"""A cleaned file before the server itself reads it: short enough, its links its own.

The process that cleans has limits of its own. What it hands back is read in the server,
by libraries that take many times the size of a text in memory.
"""

import re
import zipfile
from io import BytesIO

from lxml import etree

from portal.cleaning import CLOSE, MIDDLE, OPEN

#: Bytes of one part; tags and attributes of all: more than a hundred pages.
PART_MOST = 4 * 1024 * 1024
PIECES_MOST = 300_000
#: What the cleaning writes begins so; a picture does not.
_XML = b"<?xml"
_MARK = re.compile("|".join((OPEN, MIDDLE, CLOSE)).encode())
_TAG = re.compile(rb"<[^>]*>")


class TooLarge(Exception):
    """More than a page holds."""


def screened(data: bytes) -> bytes:
    """Return the file with marks of links only where the cleaning put them."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as cleaned, zipfile.ZipFile(out, "w") as kept:
        main = _main(cleaned)
        pieces = 0
        for name in cleaned.namelist():
            content = cleaned.read(name)
            if content.startswith(_XML):
                pieces += content.count(b"<") + content.count(b'="')
                if len(content) > PART_MOST or pieces > PIECES_MOST:
                    raise TooLarge
                content = _unmarked(content, is_main=name == main)
            kept.writestr(name, content)
    return out.getvalue()


def _main(package: zipfile.ZipFile) -> str:
    """The name of the document itself, to which a cleaned file has one relation."""
    relations = etree.fromstring(package.read("_rels/.rels"))
    return str(relations[0].get("Target", "")).lstrip("/")


def _unmarked(content: bytes, *, is_main: bool) -> bytes:
    """In the document the marks between tags are ours; all others were in the file."""
    if is_main:
        return _TAG.sub(lambda tag: _MARK.sub(b"", tag[0]), content)
    return _MARK.sub(b"", content)
