"""Reading a post under /tips/ so that whatever is wrong with it, words are not lost."""

import contextlib
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

TOO_LARGE = _("The form was larger than we can take.")
TOO_MANY_FILES = _("There were too many files.")
BROKEN = _("The form arrived broken.")


View = Callable[[HttpRequest], HttpResponse]


class SeeOther(HttpResponseRedirect):
    """After a post, go on with a GET."""

    status_code = 303


def posted(view: View) -> View:
    """A form of the mailbox; who only follows its address is led to the mailbox."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return view(request)
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


def _unreadable(request: HttpRequest, sentence: object, status: int) -> Unreadable:
    """Read the rest, else the connection breaks before the answer is seen."""
    with contextlib.suppress(OSError, ValueError):
        while request.read(64 * 1024):
            pass
    return Unreadable(sentence, status)


class _Check(CsrfViewMiddleware):
    """Django's own check, telling instead of answering."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


def is_our_own(request: HttpRequest) -> bool:
    """Whether the post came from a page of ours (CSRF), asked after `read_body`.

    The views are exempt from the middleware, which would answer with a page of its
    own and without what was typed.
    """

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    return _Check(view).process_view(request, view, (), {}) is None
