"""What a reader answers: a text, and numbered pictures, in one zip file."""

import zipfile
from collections.abc import Iterable
from io import BytesIO

from PIL import Image

from portal.cleaning import READING

_TEXT = "text"


def packed(text: str, pictures: Iterable[bytes]) -> tuple[str, bytes]:
    """Put together what was read."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        package.writestr(_TEXT, text)
        for number, picture in enumerate(pictures, 1):
            package.writestr(str(number), picture)
    return READING, out.getvalue()


def unpacked(data: bytes) -> tuple[str, list[bytes]]:
    """Take apart what was put together."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        count = len(package.namelist()) - 1
        return (
            package.read(_TEXT).decode(),
            [package.read(str(number)) for number in range(1, count + 1)],
        )


def as_jpeg(picture: Image.Image) -> bytes:
    """A picture to look at."""
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()
