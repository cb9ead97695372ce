"""Reading a post under /tips/ so that whatever is wrong with it, words are not lost."""

import contextlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.intake import challenge, pressure
from complaints.intake.pressure import Lane
from complaints.intake.texts import without_control
from complaints.intake.uploads import SealingHandler
from complaints.vault.drafts import Draft
from complaints.vault.pepper import WrongPepper
from complaints.vault.receipts import PoolExhausted
from complaints.vault.unit_keys import UnitCannotRead

View = Callable[..., HttpResponseBase]

TOO_LARGE = _("The form was larger than we can take.")
TOO_MANY_FILES = _("There were too many files.")
BROKEN = _("The form arrived broken.")


#: The database is not there, is locked, or takes no more connections.
DATABASE_GONE = (OperationalError, InterfaceError)
#: Nothing is wrong with what was posted; the house cannot take it just now.
BUSY = (PoolExhausted, OSError, UnitCannotRead, WrongPepper, *DATABASE_GONE)
RETRY_SECONDS = 30
#: What is shown to be read on a page that asks no database; the rest goes along unseen.
_WORDS = ("body", "text", "reason", "receipt")
_MOST_FIELDS = 100
#: What a post may weigh besides its files.
_BESIDES = 2 * 1024 * 1024


class SeeOther(HttpResponseRedirect):
    """After a post, go on with a GET."""

    status_code = 303


def posted(view: View) -> View:
    """A form of the mailbox; who only follows its address is led to the mailbox.

    When the database is gone, what was typed stays.
    """

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST":
            return keeps_words(view)(request)
        if request.method in {"GET", "HEAD"}:
            return SeeOther(reverse("mailbox"))
        return HttpResponseNotAllowed(["POST"])

    return wrapped


class Unreadable(Exception):
    """A body that cannot be taken apart; nothing of it is known."""

    def __init__(self, sentence: object, status: int) -> None:
        self.sentence, self.status = sentence, status
        super().__init__(str(status))


def read_body(request: HttpRequest) -> None:
    """Parse the post once, through the upload handlers that are set by now."""
    if _is_beyond(request):
        # Not even read to its end: nobody means that with the form.
        raise Unreadable(TOO_LARGE, 413)
    try:
        request.POST  # noqa: B018
    except RequestDataTooBig as error:
        raise _unreadable(request, TOO_LARGE, 413) from error
    except TooManyFilesSent as error:
        raise _unreadable(request, TOO_MANY_FILES, 422) from error
    except (SuspiciousOperation, BadRequest, MultiPartParserError) as error:
        raise _unreadable(request, BROKEN, 400) from error
    except (UnreadablePostError, UnicodeError, ValueError) as error:
        raise _unreadable(request, BROKEN, 400) from error


def _is_beyond(request: HttpRequest) -> bool:
    """Whether it is more than twice of all that the form can take.

    Somebody who chooses a film that is too long still gets their text back.
    """
    whole = settings.ATTACHMENTS_MOST * settings.ATTACHMENT_BYTES_MOST
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    return said.isdecimal() and int(said) > 2 * (whole + _BESIDES)


def _unreadable(request: HttpRequest, sentence: object, status: int) -> Unreadable:
    """Read the rest, else the connection breaks before the answer is seen."""
    with contextlib.suppress(OSError, ValueError):
        while request.read(64 * 1024):
            pass
    return Unreadable(sentence, status)


def may_seal(request: HttpRequest) -> bool:
    """Whether a post can come from a page of ours, as far as its head tells.

    Without our cookie, or from another site, it is refused in the end: its files are
    read past, and nothing of them is sealed.
    """
    if getattr(request, "_dont_enforce_csrf_checks", False):
        return True
    check = _Check(_nothing)
    if "HTTP_ORIGIN" in request.META:
        is_known = check._origin_verified(request)  # type: ignore[attr-defined]
        if not is_known:
            return False
    return settings.CSRF_COOKIE_NAME in request.COOKIES


def keeps_words(view: View) -> View:
    """Answer 503 with everything that was typed, when the database is gone."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except DATABASE_GONE:
            return busy(request)

    return wrapped


def busy(request: HttpRequest, *, has_number: bool = False) -> HttpResponse:
    """A page that needs no database: what was typed, and a button to send it again.

    `has_number`: it was sent before, and its number cannot be shown just now.
    """
    context: dict[str, Any] = {
        "is_post": request.method == "POST",
        "has_number": has_number,
    }
    if request.method == "POST":
        context |= _typed(request)
    response = render(request, "intake/busy.html", context, status=503)
    return later(response)


def ask_first(
    request: HttpRequest, who: str, *, is_new: bool = False
) -> HttpResponse | None:
    """The page that asks for a challenge before something is derived once more.

    Nothing else stands before that: whoever does it over and over would otherwise
    take everybody else's turns. `who` is known to the one sender alone. `is_new`: as
    far as is known, nothing was exchanged by an earlier press.
    """
    felt = pressure.count(request, Lane.AGAIN, who)
    if not felt.is_high or challenge.is_solved(request.POST):
        return None
    asked = {"challenge": challenge.another()}
    context = {"is_post": True, "is_asked": True, "is_new": is_new}
    context |= _typed(request) | asked
    return render(request, "intake/busy.html", context, status=422)


def later(response: HttpResponse) -> HttpResponse:
    """Say when to try again, where it is only a matter of time."""
    if response.status_code == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _typed(request: HttpRequest) -> dict[str, Any]:
    if not hasattr(request, "_files"):
        SealingHandler(request, Draft.new(None), seals=False)
        try:
            read_body(request)
        except Unreadable:
            return {}
    # Whoever made the token of a foreign page could ask for its receipt.
    left_out = {"csrfmiddlewaretoken"} | (set() if is_our_own(request) else {"token"})
    # What was answered may be spent by now, and nobody is there to ask.
    left_out |= challenge.ANSWERS
    pairs = [
        (name, without_control(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in left_out
    ][:_MOST_FIELDS]
    names = [getattr(file, "name", "") for file in request.FILES.getlist("attachments")]
    return {
        "words": [(name, value) for name, value in pairs if name in _WORDS],
        "rest": [(name, value) for name, value in pairs if name not in _WORDS],
        "files_again": files_again(names),
        "challenge": challenge.another()
        if challenge.ANSWERS & request.POST.keys()
        else None,
    }


def files_again(names: list[str]) -> str:
    """What has to be done about files after a post that was not accepted."""
    if not names:
        return ""
    return gettext("Files have to be chosen again: %(names)s") % {
        "names": gettext(", ").join(names)
    }


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class _Check(CsrfViewMiddleware):
    """Django's own check, telling instead of answering."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


def is_our_own(request: HttpRequest) -> bool:
    """Whether the post came from a page of ours (CSRF), asked after `read_body`.

    The views are exempt from the middleware, which would answer with a page of its
    own and without what was typed.
    """
    return _Check(_nothing).process_view(request, _nothing, (), {}) is None
