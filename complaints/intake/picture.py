"""The receipt as a picture: its digits, a QR code of them, and nothing that tells more.

It will lie in the gallery of a phone, where others may see it. It therefore names
neither the site nor what the number is for, and its QR code is the bare digits.
"""

import base64
import io
from functools import lru_cache
from pathlib import Path

import segno
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from complaints.vault import receipts
from complaints.vault.receipts import Receipt

WIDTH, HEIGHT = 720, 1090
_MARGIN = 60
_DIGITS_TOP, _ROW = 150, 130
#: Pixels per module of the code, and how many of white stand above it.
MODULE, QUIET = 18, 3
#: Fonts with Chinese glyphs, where one of them is installed; digits need none.
_FONTS = tuple(
    Path(path)
    for path in (
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
        "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
        "/System/Library/Fonts/PingFang.ttc",
        "C:/Windows/Fonts/msyh.ttc",
    )
)


def data_uri(receipt: Receipt) -> str:
    """The picture as an address that needs no further request."""
    return "data:image/png;base64," + base64.b64encode(png(receipt)).decode()


def png(receipt: Receipt) -> bytes:
    """The picture."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    if font := _word_font(line := _("Please keep this number safe")):
        pen.text((WIDTH // 2, 80), line, font=font, fill=0, anchor="mm")
    groups = receipts.grouped(receipt).split(" ")
    for row in range(3):
        pair = "  ".join(groups[2 * row : 2 * row + 2])
        at = (WIDTH // 2, _DIGITS_TOP + _ROW * row + _ROW // 2)
        pen.text(at, pair, font=_digit_font(), fill=0, anchor="mm")
    _draw_code(pen, receipt)
    out = io.BytesIO()
    image.convert("1", dither=Image.Dither.NONE).save(out, "PNG", compress_level=3)
    return out.getvalue()


def code_origin(modules: int) -> tuple[int, int]:
    """Where the code's first module stands, quiet zone left out."""
    left = (WIDTH - modules * MODULE) // 2
    top = _DIGITS_TOP + 3 * _ROW + QUIET * MODULE
    return left, top


def _draw_code(pen: ImageDraw.ImageDraw, receipt: Receipt) -> None:
    matrix = segno.make_qr(str(receipt), error="m").matrix
    left, top = code_origin(len(matrix))
    for y, line in enumerate(matrix):
        for x, is_dark in enumerate(line):
            if is_dark:
                at = left + x * MODULE, top + y * MODULE
                pen.rectangle((*at, at[0] + MODULE - 1, at[1] + MODULE - 1), fill=0)


@lru_cache(maxsize=1)
def _digit_font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The one that Pillow brings; its digits are of one width."""
    return ImageFont.load_default(118)


@lru_cache(maxsize=4)
def _word_font(line: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont | None:
    """A font that has these characters; none is better than boxes."""
    if line.isascii():
        return ImageFont.load_default(40)
    for path in _FONTS:
        if path.is_file():
            return ImageFont.truetype(path, 40)
    return None
