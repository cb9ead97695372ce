"""Photos of phones in HEIF; apart from others, since the decoder needs a thread."""

import pillow_heif

from portal.cleaning import images

#: The library starts a thread of its own, whatever it is told.
THREADS = 512


def warm_up() -> None:
    """Load what could no longer be loaded once the process is confined."""
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener()
    images.warm_up()


def clean(data: bytes) -> tuple[str, bytes]:
    """A JPEG of the photo's pixels."""
    return images.clean(data, formats=("HEIF",))
