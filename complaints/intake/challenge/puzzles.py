"""The picture with digits, and the question in words, both drawn from one seed."""

import unicodedata

from captcha.models import CaptchaStore
from captcha.views import _captcha_image
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from complaints.vault.primitives import peppered

DIGITS = 5
#: A one and a seven look alike when they lean.
CLEAR = "02345689"
#: Drawn five times as large as the library's letters, so that twice the size is sharp.
SCALE = 5
#: From nought to twenty, as they are asked and may be answered.
NUMBERS: tuple[str | Promise, ...] = (
    pgettext_lazy("number", "nought"),
    pgettext_lazy("number", "one"),
    pgettext_lazy("number", "two"),
    pgettext_lazy("number", "three"),
    pgettext_lazy("number", "four"),
    pgettext_lazy("number", "five"),
    pgettext_lazy("number", "six"),
    pgettext_lazy("number", "seven"),
    pgettext_lazy("number", "eight"),
    pgettext_lazy("number", "nine"),
    pgettext_lazy("number", "ten"),
    pgettext_lazy("number", "eleven"),
    pgettext_lazy("number", "twelve"),
    pgettext_lazy("number", "thirteen"),
    pgettext_lazy("number", "fourteen"),
    pgettext_lazy("number", "fifteen"),
    pgettext_lazy("number", "sixteen"),
    pgettext_lazy("number", "seventeen"),
    pgettext_lazy("number", "eighteen"),
)


def digits(seed: str) -> str:
    """What stands in the picture."""
    drawn = _number(seed, "picture")
    return "".join(CLEAR[drawn >> 3 * place & 7] for place in range(DIGITS))


def draw(seed: str) -> bytes:
    """The picture, as a PNG; every time drawn a little differently."""
    unsaved = CaptchaStore(challenge=digits(seed))
    return bytes(_captcha_image(unsaved, SCALE).content)


def question(seed: str) -> str:
    """A question in words, which a screen reader reads out."""
    way, first, second, _answer = _sum(seed)
    words = {"a": NUMBERS[first], "b": NUMBERS[second]}
    if way == "plus":
        return _("How much is %(a)s plus %(b)s?") % words
    if way == "minus":
        return _("How much is %(a)s minus %(b)s?") % words
    return _("Which number is larger: %(a)s or %(b)s?") % words


def is_drawn(seed: str, text: str) -> bool:
    """Whether these are the picture's digits."""
    return _plain(text) == digits(seed)


def is_answer(seed: str, text: str) -> bool:
    """Whether this answers the question, in figures or in words."""
    *_rest, answer = _sum(seed)
    # 二 and 两 are the same number.
    return _plain(text).replace("两", "二") in {str(answer), str(NUMBERS[answer])}


def _sum(seed: str) -> tuple[str, int, int, int]:
    drawn = _number(seed, "question")
    first, second = drawn % 8 + 2, drawn // 8 % 8 + 2
    way = ("plus", "minus", "larger")[drawn // 64 % 3]
    if way == "plus":
        return way, first, second, first + second
    if first == second:
        first += 1
    if way == "minus":
        first, second = max(first, second), min(first, second)
        return way, first, second, first - second
    return way, first, second, max(first, second)


def _number(seed: str, purpose: str) -> int:
    return int.from_bytes(peppered(f"challenge {purpose}", seed.encode())[:8], "big")


def _plain(text: str) -> str:
    """As it was meant: full-width digits, spaces and a full stop do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).rstrip(".。")
