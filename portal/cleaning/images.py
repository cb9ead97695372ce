"""Pictures: decoded, turned upright, and written anew from their pixels alone."""

from io import BytesIO

from PIL import Image, ImageFile, ImageOps, ImageSequence

from portal.cleaning import Reason, Unclean
from portal.cleaning.jpeg import without_metadata

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
#: Pixels that are decoded, over all frames; 8,064 × 6,048 of today's phones is 48.8.
DECODED_MOST = 50_000_000
#: A larger JPEG is decoded at half its size or less, up to here; beyond, nothing is.
JPEG_MOST = 120_000_000
_QUALITY = 90
#: Formats in which a picture goes on; every other becomes a PNG.
_ONWARD = {"JPEG": "JPEG", "MPO": "JPEG", "HEIF": "JPEG", "WEBP": "WEBP"}
#: What may lie beside their first picture are previews and depths of the same.
_STILL = frozenset({"JPEG", "MPO", "HEIF"})
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def warm_up() -> None:
    """Load what could no longer be loaded once the process is confined."""
    Image.init()
    # Our own limit is asked before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Some of the library is loaded only when a format needs it.
    frames = [Image.new("RGB", (2, 2), colour) for colour in ("red", "blue")]
    for kind in FORMATS:
        tiny = BytesIO()
        several = kind in {"GIF", "PNG", "WEBP"}
        more = {"save_all": True, "append_images": frames[1:]} if several else {}
        frames[0].save(tiny, kind, **more)
        clean(tiny.getvalue())


def clean(data: bytes, formats: tuple[str, ...] = FORMATS) -> tuple[str, bytes]:
    """A picture's media type, and its pixels without anything else."""
    # Opening reads the header alone.
    with Image.open(BytesIO(data), formats=formats) as image:
        frames = 1 if image.format in _STILL else getattr(image, "n_frames", 1)
        _check_size(image, frames)
        onward = _ONWARD.get(image.format or "", "PNG")
        if frames > 1 and image.format == "TIFF":
            # Pages of a scan; no picture of a browser's has pages.
            raise Unclean(Reason.TYPE)
        if frames > 1:
            return _moving(image)
        return _TYPES[onward], _written(_upright(image), onward)


def still(data: bytes) -> tuple[str, bytes]:
    """A picture inside a document, as JPEG or PNG; `OSError` when it is none."""
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        _check_size(image, 1)
        if image.format == "JPEG":
            return _TYPES["JPEG"], without_metadata(data)
        return _TYPES["PNG"], _written(_upright(image), "PNG")


def _check_size(image: Image.Image, frames: int) -> None:
    """Refuse by the header, and have a very large JPEG decoded smaller."""
    pixels = image.width * image.height * frames
    if image.format in {"JPEG", "MPO"} and DECODED_MOST < pixels <= JPEG_MOST:
        image.draft("RGB", (image.width // 2, image.height // 2))
        pixels = image.width * image.height
    if pixels > DECODED_MOST:
        raise Unclean(Reason.PIXELS)


def _upright(image: Image.Image) -> Image.Image:
    """The pixels as they are meant to be seen, in a picture that knows nothing else."""
    turned = ImageOps.exif_transpose(image)
    has_alpha = turned.has_transparency_data
    plain = turned.convert("RGBA" if has_alpha else "RGB")
    # Comments, colour profiles and XMP would be written again from here.
    plain.info = {}
    return plain


def _written(image: Image.Image, onward: str) -> bytes:
    out = BytesIO()
    if onward == "PNG":
        image.save(out, "PNG", compress_level=2)
    else:
        mode = "RGB" if onward == "JPEG" else image.mode
        image.convert(mode).save(out, onward, quality=_QUALITY, method=2)
    return out.getvalue()


def _moving(image: Image.Image) -> tuple[str, bytes]:
    """All frames of an animation, as WebP."""
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(int(frame.info.get("duration", 0)) or 1000)
        frames.append(_upright(frame))
    out = BytesIO()
    frames[0].save(
        out,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=0,
        quality=_QUALITY,
        method=2,
    )
    return _TYPES["WEBP"], out.getvalue()
