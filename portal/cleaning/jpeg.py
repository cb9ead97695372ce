"""A JPEG inside another file: its metadata is cut out, its pixels stay as they are."""

import re

from portal.cleaning import Reason, Unclean

_START, _SCAN, _END = 0xD8, 0xDA, 0xD9
#: JFIF and Adobe's, which say how colours are stored.
_KEPT = frozenset({0xE0, 0xEE})
_METADATA = frozenset({*range(0xE0, 0xF0), 0xFE}) - _KEPT
#: The next mark in the pixels; 00 stands for FF itself, D0 to D7 are waymarks.
_NEXT = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")


def without_metadata(data: bytes) -> bytes:
    """The same picture without EXIF, XMP, IPTC, profiles and comments.

    What hangs behind its end is no part of the picture and goes, too.
    """
    if data[:2] != bytes((0xFF, _START)):
        raise Unclean(Reason.BROKEN)
    out, at = bytearray(data[:2]), 2
    while mark := _NEXT.match(data, at):
        at = mark.end()
        marker = data[at - 1]
        if marker == _END:
            return bytes(out + data[at - 2 : at])
        size = int.from_bytes(data[at : at + 2], "big")
        if marker not in _METADATA:
            out += data[at - 2 : at + size]
        at += size
        if marker == _SCAN:
            pixels = _NEXT.search(data, at)
            end = pixels.start() if pixels else len(data)
            out += data[at:end]
            at = end
    # Cut short: what there is of it can still be looked at.
    return bytes(out)
