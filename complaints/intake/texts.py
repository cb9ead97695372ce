"""Form fields for what people type: taken as it is, but for what no one can see."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Control characters but tab and line feed. Right-to-left marks, joiners and emoji
#: are none of these: they belong to what was written.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def without_control(text: str) -> str:
    """The text with one kind of line end and no control characters."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Words(forms.CharField):
    """Text whose length is counted in characters once line ends are made one.

    Control characters are refused rather than dropped in silence; the field shows
    the text without them, so that sending again is enough.
    """

    default_error_messages = {
        "control": _(
            "The text contained invisible control characters, which we took out."
            " Please check it and send again."
        ),
        "required": _("Please write something here."),
        "short": _("Please write at least %(least)d characters; this has %(has)d."),
        "long": _("Please write at most %(most)d characters; this has %(has)d."),
    }

    def __init__(self, *, least: int = 0, most: int, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**kwargs)
        # Null characters get our own, kinder sentence.
        self.validators = []

    def to_python(self, value: Any) -> str:
        """Line ends made one, outer space gone."""
        if value in self.empty_values:
            return ""
        return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()

    def validate(self, value: str) -> None:
        """Present, visible, and of a good length."""
        if CONTROL.search(value):
            raise ValidationError(self.error_messages["control"], "control")
        super().validate(value)
        numbers = {"least": self.least, "most": self.most, "has": len(value)}
        if value and len(value) < self.least:
            raise ValidationError(self.error_messages["short"], "short", numbers)
        if len(value) > self.most:
            raise ValidationError(self.error_messages["long"], "long", numbers)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What is shown again: everything but the control characters."""
        return without_control(data) if isinstance(data, str) else data


class Phone(Words):
    """A phone number as people write it; full-width digits become plain ones."""

    default_error_messages = {
        "number": _("Please write a phone number of 5 to 20 digits."),
    }

    def to_python(self, value: Any) -> str:
        """Full-width digits, signs and spaces made plain."""
        return unicodedata.normalize("NFKC", super().to_python(value))

    def validate(self, value: str) -> None:
        """Digits, with the usual signs between them."""
        super().validate(value)
        digits = re.sub(r"[\s()+.\-‐–—]", "", value)
        if value and not (digits.isdecimal() and 5 <= len(digits) <= 20):
            raise ValidationError(self.error_messages["number"], "number")
