"""The mailbox cookie: opened keys and their expiry, on the part it was opened under."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from complaints.vault.boxes import Box
from complaints.vault.mailbox import SenderSession, SessionOver
from complaints.vault.models import Envelope
from portal.middleware import VARIANTS

NAME = "mailbox"


def name_for(variant: str) -> str:
    """A name per variant of the site, so that leaving can expire them all."""
    return f"{NAME}_{variant}" if variant else NAME


def opened(request: HttpRequest) -> Box | None:
    """The mailbox that is open in this browser."""
    cookie = request.COOKIES.get(name_for(_variant(request)), "")
    try:
        return SenderSession.open(cookie) if cookie else None
    except SessionOver:
        return None


def envelope(request: HttpRequest) -> Envelope | None:
    """Whose mailbox is, or was under an older receipt, open in this browser."""
    cookie = request.COOKIES.get(name_for(_variant(request)), "")
    try:
        return SenderSession.envelope(cookie) if cookie else None
    except SessionOver:
        return None


def was_open(request: HttpRequest) -> bool:
    """Whether this browser brought a cookie of ours, good or not."""
    return name_for(_variant(request)) in request.COOKIES


def secret(box: Box | None) -> str:
    """What only the holder of its receipt has; empty without an open mailbox."""
    return box.sender_key.hex() if box and box.sender_key else ""


def keep_open(request: HttpRequest, response: HttpResponseBase, box: Box) -> None:
    """Ten more minutes, from this answer on."""
    response.set_cookie(
        name_for(_variant(request)),
        SenderSession.seal(box),
        path=reverse("tips"),
        httponly=True,
        secure=settings.SECURE,
        samesite="Strict",
    )


def close(
    request: HttpRequest, response: HttpResponseBase, *, for_good: bool = True
) -> None:
    """Expire the site's own cookies by name, in every variant of it.

    Not `for_good`: the page itself holds a form, which needs the one against forgery.
    """
    here = _variant(request)
    plain = reverse("tips").removesuffix(f"{here}/tips/" if here else "tips/")
    for variant in ("", *VARIANTS):
        path = f"{plain}{variant}/tips/" if variant else f"{plain}tips/"
        response.delete_cookie(name_for(variant), path=path, samesite="Strict")
    if for_good:
        response.delete_cookie(
            settings.CSRF_COOKIE_NAME, path=settings.CSRF_COOKIE_PATH, samesite="Strict"
        )
    response.headers["Clear-Site-Data"] = '"cache"'


def _variant(request: HttpRequest) -> str:
    return str(getattr(request, "variant", ""))
