"""Leaving, in a hurry or not, and keeping what was typed and not sent."""

from collections.abc import Mapping
from contextlib import suppress

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from complaints.intake import guard, session
from complaints.intake.guard import SeeOther
from complaints.intake.texts import without_control
from complaints.intake.tokens import FormToken
from complaints.intake.uploads import SealingHandler
from complaints.vault import unsent
from complaints.vault.boxes import Box, SealBroken
from complaints.vault.drafts import Draft
from complaints.vault.holding import ReceiptChanged

#: A page that says nothing about where one was.
AWAY = "https://www.gov.cn/"
#: What is kept for next time: the letter, and why it should be looked at once more.
KEPT_FIELDS = ("text", "reason")


# Leaving needs no proof of where the click came from: at worst a mailbox is closed.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Close the mailbox and take our traces out of this browser."""
    was_kept = keep_typed(request) if request.method == "POST" else ""
    address = reverse("mailbox_closed")
    response = SeeOther(f"{address}?kept={was_kept}" if was_kept else address)
    session.close(request, response)
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave_quickly(request: HttpRequest) -> HttpResponse:
    """The same, and on to a page that tells nothing.

    After a post `form-action` forbids a redirect to another site, so that the browser
    is sent there by an empty page.
    """
    if request.method == "POST":
        keep_typed(request)
        response = HttpResponse(headers={"Refresh": f"0;url={AWAY}"})
    else:
        response = SeeOther(AWAY)
    session.close(request, response)
    return response


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """What is left to do after leaving."""
    return render(request, "intake/left.html", {"was_kept": request.GET.get("kept")})


def keep_typed(request: HttpRequest) -> str:
    """Seal what was typed for next time; never stands in the way of leaving.

    "1": something is kept; "0": it could not be kept; "": there is nothing.
    """
    unsealed = SealingHandler(request, Draft.new(None), seals=False)
    try:
        with unsealed, suppress(guard.Unreadable, ReceiptChanged):
            guard.read_body(request)
            box = session.opened(request)
            if box is not None and guard.is_our_own(request):
                return "1" if keep(box, request.POST) else ""
    except DatabaseError:
        return "0" if any(map(str.strip, _texts(request.POST).values())) else ""
    return ""


def keep(box: Box, posted: Mapping[str, str], *, by_hand: bool = False) -> bool:
    """Seal the typed texts as the sender's own; whether something is kept now.

    An empty field deletes what was kept only `by_hand`, or where the page says that
    it was emptied there: another window, in which nothing was typed, must not delete.
    """
    texts = _texts(posted)
    if not by_hand and "emptied" not in posted:
        texts = {name: text for name, text in texts.items() if text.strip()}
    # A page that was slow must not bring back what has been sent meanwhile.
    with suppress(SealBroken), transaction.atomic():
        if texts and not FormToken.objects.letter_was_sent(posted.get("token", "")):
            unsent.keep(box, texts)
    return bool(kept(box))


def _texts(posted: Mapping[str, str]) -> unsent.Texts:
    return {
        name: without_control(posted[name]) for name in KEPT_FIELDS if name in posted
    }


def kept(box: Box) -> unsent.Texts:
    """What was typed before and not sent."""
    with suppress(SealBroken):
        return unsent.found(box)
    return {}
