"""Our own challenge: solved by the page's worker, else a picture, or a question.

Nothing is stored when one is given out. What was answered is stored until it expires,
so that no worker takes it twice; of a picture or question a wrong answer too, so that
nobody guesses at the same one.
"""

import json
import secrets
import time
from collections.abc import Mapping
from typing import Any

import altcha
from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.forms.renderers import TemplatesSetting
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from complaints.intake.challenge import puzzles
from complaints.intake.challenge.spent import SpentChallenge
from complaints.vault.primitives import peppered

#: Long enough to write a tip with the page open, and within the hour.
SECONDS = 50 * 60
#: The worker tries counters up to a drawn one: the work is bounded, and so is waiting.
#: Measured in Chromium on 2 desktop cores: `tests/benchmarks/challenge.py`.
ALGORITHM, COST, COUNTERS = "PBKDF2/SHA-256", 2000, range(150, 251)
#: The names of the fields that a page with a challenge posts.
SOLVED, KEY, PICTURE, WORDS = "altcha", "captcha_key", "captcha_picture", "captcha_word"
#: Posted by a script on a page that cannot load the provider's.
CANNOT_LOAD = "captcha_own"


def new_key() -> str:
    """What a picture and a question are made of, signed and dated."""
    return _signer().sign(secrets.token_urlsafe(12))


def drawn(key: str) -> str:
    """What a key of ours was drawn as; raises `BadSignature`."""
    return _signer().unsign(key, max_age=SECONDS)


def new_work() -> dict[str, Any]:
    """Work for the page's own worker."""
    counter = secrets.choice(COUNTERS)
    return altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=counter,
        expires_at=int(time.time()) + SECONDS,
        hmac_secret=_secret(),
    ).to_dict()


class ChallengeInput(forms.Widget):
    """Both of them in one place; scripts decide which one is shown."""

    template_name = "intake/widgets/challenge.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """Everything that may have been answered."""
        return {part: data.get(part, "") for part in (SOLVED, KEY, PICTURE, WORDS)}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The group as a whole, which the error summary leads to."""
        return id_

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """A new challenge; an answer that nobody has judged yet stays."""
        context = super().get_context(name, value, attrs)
        given = value if isinstance(value, dict) else {}
        try:
            seed, key = drawn(given.get(KEY, "")), given[KEY]
        except BadSignature:
            given, key = {}, new_key()
            seed = drawn(key)
        return context | {
            "key": key,
            "question": puzzles.question(seed),
            "picture": given.get(PICTURE, ""),
            "words": given.get(WORDS, ""),
            "work": json.dumps(new_work()),
            "language": "en" if get_language() == "en" else "zh-cn",
        }

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> Any:
        """From the project's templates."""
        return super().render(name, value, attrs, renderer=TemplatesSetting())


class OwnChallenge(forms.Field):
    """One challenge, judged by `verify` once everything else is right."""

    widget: Any = ChallengeInput
    is_third_party = False
    default_error_messages = {
        "unsolved": _("Please do the check below, then send again."),
        "wrong": _("That was not right. Here is a new one, please try again."),
        "over": _("The check was too old. Here is a new one, please send again."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("One check against robots"), required=False, **kwargs)

    @staticmethod
    def belongs_to(data: Mapping[str, Any]) -> bool:
        """Whether the page that was posted carried one of ours, or can carry no other.

        Whoever says so without need could have our own by answering no other, too.
        """
        if data.get(CANNOT_LOAD):
            return True
        try:
            return bool(drawn(str(data.get(KEY, ""))))
        except BadSignature:
            return False

    def verify(self, value: dict[str, str] | None) -> None:
        """Judge and spend; raises `ValidationError`.

        Whatever page follows, a later refusal too, it holds a new one.
        """
        given = value or {}
        self.widget = Fresh()
        why = (
            self._judge_work(given[SOLVED])
            if given.get(SOLVED)
            else self._judge_answer(given)
        )
        if why:
            raise ValidationError(self.error_messages[why], why)

    def _judge_work(self, solved: str) -> str:
        found = altcha.verify_solution(solved, _secret())
        if found.expired:
            return "over"
        if not found.verified:
            return "wrong"
        # Its signature holds, so it is well formed.
        nonce = altcha.Payload.from_base64(solved).challenge.parameters.nonce
        return "" if SpentChallenge.spend(nonce, SECONDS) else "over"

    def _judge_answer(self, given: dict[str, str]) -> str:
        try:
            seed = drawn(given.get(KEY, ""))
        except BadSignature:
            return "over" if given.get(PICTURE) or given.get(WORDS) else "unsolved"
        if not given[PICTURE].strip() and not given[WORDS].strip():
            return "unsolved"
        if not SpentChallenge.spend(seed, SECONDS):
            return "over"
        is_right = puzzles.is_drawn(seed, given[PICTURE]) or puzzles.is_answer(
            seed, given[WORDS]
        )
        return "" if is_right else "wrong"


class Fresh(ChallengeInput):
    """The same, forgetting what was answered: it is spent."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """As if nothing had been answered."""
        return super().get_context(name, None, attrs)


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="complaints.intake.challenge")


def _secret() -> bytes:
    return peppered("altcha", b"")
