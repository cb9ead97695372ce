"""The challenge, asked under pressure only: the operator's provider's, or our own."""

from collections.abc import Mapping
from typing import Any

from csp.decorators import csp_update
from django.core.exceptions import ValidationError
from django.forms import BoundField, Form
from django.http import HttpRequest, HttpResponse

from complaints.intake.challenge import own, recaptcha
from complaints.intake.challenge.own import OwnChallenge
from complaints.intake.challenge.recaptcha import Recaptcha

__all__ = [
    "ANSWERS",
    "NAME",
    "add_to",
    "another",
    "is_solved",
    "let_load",
    "may_ask_third_party",
    "verify",
]

#: The field's name in every form.
NAME = "captcha"
#: The names under which an answer is posted.
ANSWERS = frozenset(
    {own.SOLVED, own.KEY, own.PICTURE, own.WORDS, "g-recaptcha-response"}
)


def may_ask_third_party() -> bool:
    """Whether a form of this house may load the provider's challenge."""
    return recaptcha.is_on()


def add_to(form: Form, *, is_our_own: bool = False) -> None:
    """Put one challenge into a form.

    Where the operator set the keys, the provider's; but our own for whoever brings an
    answer to it: only a page of ours gave it out. Where a receipt is typed it is always
    our own: the provider's program could read the page that it runs in.
    """
    is_ours = is_our_own or OwnChallenge.belongs_to(form.data)
    if recaptcha.serves() and not is_ours:
        form.fields[NAME] = Recaptcha()
    else:
        form.fields[NAME] = OwnChallenge()


def another() -> BoundField:
    """A new challenge of ours, for a page without a form of its own.

    Drawing it asks no database.
    """
    form = Form()
    form.fields[NAME] = OwnChallenge()
    return form[NAME]


def is_solved(data: Mapping[str, Any]) -> bool:
    """Whether `another` was answered; it is spent by that."""
    form = Form(data)
    form.fields[NAME] = OwnChallenge()
    verify(form)
    return form.is_valid()


def verify(form: Form) -> None:
    """Judge what was answered; call it once everything else is right.

    A solved challenge is spent by it. Whoever could not be asked by the provider finds
    our own in its place.
    """
    field = form.fields.get(NAME)
    if field is None or form.errors:
        return
    assert isinstance(field, OwnChallenge | Recaptcha)
    try:
        field.verify(form.cleaned_data.get(NAME))
    except recaptcha.NotAsked as error:
        form.fields[NAME] = OwnChallenge()
        form._bound_fields_cache.pop(NAME, None)  # type: ignore[attr-defined]
        form.add_error(NAME, error.sentence)
    except ValidationError as error:
        form.add_error(NAME, error)


def let_load(request: HttpRequest, response: HttpResponse, form: Form) -> HttpResponse:
    """Let a page load the provider's challenge where it holds it; no other may."""
    if isinstance(form.fields.get(NAME), Recaptcha):
        # The decorator writes it on whatever response the view gives.
        csp_update(recaptcha.policy())(lambda _request: response)(request)
    return response
