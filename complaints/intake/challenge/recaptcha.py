"""The provider's challenge: django-recaptcha, where the operator set its keys."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_recaptcha.fields import ReCaptchaField
from django_recaptcha.widgets import ReCaptchaV2Checkbox

logger = logging.getLogger(__name__)

#: From where reCAPTCHA's own loader fetches the rest of its code.
_ASSETS = ("https://www.gstatic.com/recaptcha/", "https://www.gstatic.cn/recaptcha/")
#: Refused, timed out, or something else than the provider's JSON.
NO_ANSWER = (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError)
#: After the provider could not be reached nobody waits for it again so soon.
PAUSE = 60
_paused_until = 0.0
#: Asks in threads of its own: looking up a name has no time limit by itself.
_askers = ThreadPoolExecutor(4, thread_name_prefix="recaptcha")


class NotAsked(Exception):
    """The provider had no say: it was not reached, or the browser did not reach it."""

    def __init__(self, sentence: str | Promise) -> None:
        self.sentence = str(sentence)
        super().__init__("the provider was not asked")


def is_on() -> bool:
    """Whether the operator turned the third party's challenge on."""
    return bool(settings.RECAPTCHA_PUBLIC_KEY and settings.RECAPTCHA_PRIVATE_KEY)


def serves() -> bool:
    """Whether it is on, and answered when it was last asked."""
    return is_on() and time.monotonic() >= _paused_until


def pause(seconds: float = PAUSE) -> None:
    """Leave the provider alone for a while."""
    global _paused_until  # noqa: PLW0603
    _paused_until = time.monotonic() + seconds


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


class Recaptcha(ReCaptchaField):
    """Asks the third party, and tells it nothing about who is asking.

    A solved challenge is good for one question only, so it is put last: the form
    calls `verify` once everything else is right.
    """

    widget = Widget
    is_third_party = True
    default_error_messages = {
        "captcha_invalid": _(
            "The check that you are no robot did not succeed. Please do it once more,"
            " then send again."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("One check against robots"), **kwargs)

    def get_remote_ip(self) -> str:
        """No address of a sender leaves this house."""
        return ""

    def validate(self, value: Any) -> None:
        """Left for `verify`."""

    def verify(self, value: Any) -> None:
        """Ask whether it was solved; raises `ValidationError` or `NotAsked`."""
        if not value:
            # Without scripts, or where the provider is blocked, there is no box.
            raise NotAsked(_("Please do the check below, then send again."))
        asked = _askers.submit(super().validate, value)
        try:
            asked.result(timeout=settings.RECAPTCHA_VERIFY_REQUEST_TIMEOUT)
        except ValidationError as error:
            if error.code != "captcha_error":
                raise
            self._not_reached(error)
        except NO_ANSWER as error:
            self._not_reached(error)

    def _not_reached(self, error: Exception) -> None:
        logger.warning("reCAPTCHA cannot be asked: %s", type(error).__name__)
        pause()
        raise NotAsked(
            _(
                "The provider of the robot check cannot be reached just now. Please do"
                " our own check below instead, then send again."
            )
        ) from error


def policy() -> dict[str, list[str]]:
    """What the page with the challenge may load from the provider."""
    home = f"https://{settings.RECAPTCHA_DOMAIN}/recaptcha/"
    return {"script-src": [SELF, home, *_ASSETS], "frame-src": [home]}
