"""Cleaned copies of files: what is taken out, and where that is done.

`process` runs in the server and starts `child`, a process with limits and without disk
or network, which alone uses `images`, `heif`, `pdf`, `office` and `office_links`, and,
to read what goes public, `reading_pdf` and `reading_office`. Nothing here knows of
cases, keys or Django.
"""

from enum import StrEnum

OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = OFFICE + "wordprocessingml.document"
XLSX = OFFICE + "spreadsheetml.sheet"

#: Media type, told from the content → which module of this room cleans it.
KINDS = {
    **dict.fromkeys(
        (
            "image/jpeg",
            "image/png",
            "image/webp",
            "image/gif",
            "image/bmp",
            "image/x-ms-bmp",
            "image/tiff",
        ),
        "images",
    ),
    "image/heic": "heif",
    "application/pdf": "pdf",
    DOCX: "office",
    XLSX: "office",
}
#: Of these the text is read, and what no machine reads is made into pictures.
READERS = {
    "application/pdf": "reading_pdf",
    DOCX: "reading_office",
    XLSX: "reading_office",
}
#: For the draft of a page: cleaned alike, but its links are written into its text.
LINKED = {DOCX: "office_links"}
#: Around a link's address, and at the end of its words; of no script.
OPEN, MIDDLE, CLOSE = "\ue0f0", "\ue0f1", "\ue0f2"
#: A reader's answer: `text`, and the pictures to be looked at.
READING = "application/zip"


class Reason(StrEnum):
    """Why there is no cleaned copy of a file."""

    #: Not a type that is cleaned.
    TYPE = "type"
    #: More pixels than are decoded.
    PIXELS = "pixels"
    #: Unpacks to far more than it should.
    BOMB = "bomb"
    #: Encrypted under a password.
    LOCKED = "locked"
    #: Damaged, or not what it looks like.
    BROKEN = "broken"
    #: Took more time or memory than it may.
    LIMITS = "limits"


#: Reasons that mean harm rather than bad luck.
HARMFUL = frozenset({Reason.PIXELS, Reason.BOMB})


class Unclean(Exception):
    """No cleaned copy can be made."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
