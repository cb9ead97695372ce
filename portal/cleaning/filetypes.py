"""What a file is, told from its content and never from its name."""

import puremagic

from portal.cleaning import DOCX, OFFICE, XLSX

#: So much of both ends is enough to tell.
END = 4096
UNKNOWN = "application/octet-stream"
HEIC = "image/heic"
#: Brands of ISO 23008-12: photos of phones, which stand in the same box as films.
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc"})
_PARTS = {
    b"word/": DOCX,
    b"xl/": XLSX,
    b"ppt/": OFFICE + "presentationml.presentation",
}


def content_type(head: bytes, tail: bytes = b"") -> str:
    """The media type of a file with this beginning and this end."""
    try:
        told = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        told = ""
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return _packed(head + tail)
    return told or ("text/plain" if _is_text(head) else UNKNOWN)


def _packed(ends: bytes) -> str:
    for part, told in _PARTS.items():
        if part in ends:
            return told
    return "application/zip"


def _is_text(head: bytes) -> bool:
    if not head or b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        # The last character may be cut in two.
        for end in range(4):
            try:
                head[: len(head) - end].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
