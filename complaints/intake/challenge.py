"""The challenge: reCAPTCHA, when the operator set its keys; else none is asked."""

import logging
from collections.abc import Callable
from functools import wraps
from http.client import HTTPException
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_recaptcha.fields import ReCaptchaField
from django_recaptcha.widgets import ReCaptchaV2Checkbox

logger = logging.getLogger(__name__)

View = Callable[[HttpRequest], HttpResponse]

#: From where reCAPTCHA's own loader fetches the rest of its code.
_ASSETS = ("https://www.gstatic.com/recaptcha/", "https://www.gstatic.cn/recaptcha/")
#: Refused, timed out, or something else than the provider's JSON.
NO_ANSWER = (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError)


def is_asked() -> bool:
    """Whether the operator turned the third party's challenge on."""
    return bool(settings.RECAPTCHA_PUBLIC_KEY and settings.RECAPTCHA_PRIVATE_KEY)


class Widget(ReCaptchaV2Checkbox):
    """The checkbox, without the library's inline script."""

    template_name = "intake/widgets/recaptcha.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.api_params.setdefault("hl", "en" if get_language() == "en" else "zh-CN")

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        """Without the name of a callback that no script defines."""
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        attrs.pop("data-callback", None)
        return attrs

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> Any:
        """From the project's templates."""
        return super().render(name, value, attrs, renderer=TemplatesSetting())


class Challenge(ReCaptchaField):
    """Asks the third party, and tells it nothing about who is asking.

    A solved challenge is good for one question only, so it is put last: the form
    calls `verify` once everything else is right.
    """

    widget = Widget
    default_error_messages = {
        "required": _("Please tick the box, then send again."),
        "captcha_invalid": _(
            "The check that you are no robot did not succeed. Please do it once more,"
            " then send again."
        ),
        "captcha_error": _(
            "The provider of the robot check cannot be reached just now. Please wait a"
            " moment, do the check once more, then send again."
        ),
    }

    def get_remote_ip(self) -> str:
        """No address of a sender leaves this house."""
        return ""

    def validate(self, value: Any) -> None:
        """Left for `verify`."""

    def verify(self, value: Any) -> None:
        """Ask whether the challenge was solved; raises `ValidationError`."""
        try:
            super().validate(value)
        except NO_ANSWER as error:
            logger.warning("reCAPTCHA cannot be asked: %s", type(error).__name__)
            raise ValidationError(
                self.error_messages["captcha_error"], "captcha_error"
            ) from error


def third_party_policy() -> dict[str, list[str]]:
    """What the page with the challenge may load from the provider."""
    home = f"https://{settings.RECAPTCHA_DOMAIN}/recaptcha/"
    return {"script-src": [SELF, home, *_ASSETS], "frame-src": [home]}


def with_challenge(view: View) -> View:
    """Let a page load the challenge, where one is asked; no other page may."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        if not is_asked():
            return view(request)
        return csp_update(third_party_policy())(view)(request)  # type: ignore[return-value]

    return wrapped
