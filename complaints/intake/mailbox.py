"""The mailbox: opened with the receipt, kept open by one cookie, left with a click."""

from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from complaints.intake import filing, guard, leaving, pressure, session, wechat
from complaints.intake.forms import LetterForm, OneTimeForm, ReceiptForm, ReopenForm
from complaints.intake.guard import SeeOther
from complaints.intake.letterbox import Letterbox, state_words
from complaints.intake.mailbox_forms import forms_of, unknown
from complaints.intake.pages import one_by_one, unreadable
from complaints.intake.pressure import Lane
from complaints.intake.texts import without_control
from complaints.intake.tokens import AlreadySent, FormToken
from complaints.intake.uploads import SealingHandler
from complaints.vault import receipts
from complaints.vault.boxes import SealBroken
from complaints.vault.drafts import Draft
from complaints.vault.holding import ReceiptChanged, still_opens
from complaints.vault.mailbox import NoSuchReceipt, open_with_receipt
from complaints.vault.receipts import PoolExhausted
from complaints.workflow import Refused

#: What is done with a posted form once the mailbox is known to be open.
Act = Callable[[Letterbox, Any, SealingHandler], None]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@guard.keeps_words
def mailbox(request: HttpRequest) -> HttpResponse:
    """Enter the receipt; or the mailbox, once it is open."""
    if request.method == "POST":
        return _sign_in(request)
    if box := session.opened(request):
        return show(request, Letterbox(box))
    form = ReceiptForm(asked=pressure.would_ask(Lane.SIGN_INS))
    if session.envelope(request):
        # Its receipt was exchanged. The cookie opens nothing, but lets whoever lost
        # the answer on its way ask for the new one again, as long as it lives.
        return _door(request, form, is_exchanged=True)
    response = _door(request, form, is_over=session.was_open(request))
    if session.was_open(request):
        session.close(request, response, for_good=False)
    return response


@csrf_exempt
@guard.posted
def letter(request: HttpRequest) -> HttpResponse:
    """Send a letter to the unit, with files."""
    return act(request, LetterForm, filing.send_letter)


@csrf_exempt
@guard.posted
def reopen(request: HttpRequest) -> HttpResponse:
    """Ask for the matter to be looked at once more."""
    return act(request, ReopenForm, filing.reopen)


@require_safe
def file(request: HttpRequest, number: int) -> HttpResponseBase:
    """One of the files, as it was sent."""
    box = session.opened(request)
    if box is None:
        return SeeOther(reverse("mailbox"))
    letterbox = Letterbox(box)
    found = letterbox.case.attachments.filter(number=number).first()
    if found is None:
        raise Http404
    try:
        pieces = box.open_file(number)
        first = next(pieces, b"")
    except SealBroken as error:
        raise Http404 from error
    response = StreamingHttpResponse(
        chain([first], pieces), content_type=found.content_type
    )
    response.headers["Content-Disposition"] = str(
        content_disposition_header(True, letterbox.file_name(number))
    )
    session.keep_open(request, response, box)
    return response


@csrf_exempt
@guard.posted
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what was typed, for next time; a script asks quietly."""
    with SealingHandler(request, Draft.new(None), seals=False):
        try:
            guard.read_body(request)
        except guard.Unreadable as error:
            return unreadable(request, error)
    box = session.opened(request)
    if box is None:
        return closed_meanwhile(request)
    if not guard.is_our_own(request):
        again = LetterForm.again(request.POST)
        return show(request, Letterbox(box), again, status=403)
    try:
        by_hand = not {"quiet", "leaving"} & request.POST.keys()
        leaving.keep(box, request.POST, by_hand=by_hand)
    except ReceiptChanged:
        return closed_meanwhile(request)
    except DatabaseError:
        form = LetterForm(request.POST)
        return show(request, Letterbox(box), form, form, status=503)
    if "quiet" not in request.POST:
        response: HttpResponse = SeeOther(reverse("mailbox"))
    else:
        response = HttpResponse(status=204)
    if "leaving" not in request.POST:
        session.keep_open(request, response, box)
    return response


def _sign_in(request: HttpRequest) -> HttpResponse:
    with SealingHandler(request, Draft.new(None), seals=False):
        try:
            guard.read_body(request)
        except guard.Unreadable as error:
            return unreadable(request, error)
    if not guard.is_our_own(request):
        asked = pressure.would_ask(Lane.SIGN_INS)
        again = ReceiptForm(initial=request.POST.dict(), asked=asked)
        return _door(request, again, status=403)
    typed = ReceiptForm(request.POST)
    receipt = typed.cleaned_data["receipt"] if typed.is_valid() else ""
    felt = pressure.count(request, Lane.SIGN_INS, receipt)
    form = ReceiptForm(request.POST, asked=felt.is_high)
    return _open(request, form) if form.is_valid() else _door(request, form, status=422)


def _open(request: HttpRequest, form: ReceiptForm) -> HttpResponse:
    try:
        box = open_with_receipt(receipts.derive(form.cleaned_data["receipt"]))
    except NoSuchReceipt as error:
        form.add_error("receipt", unknown(error.replaced))
        return _door(request, form, status=422)
    except PoolExhausted:
        return _door(request, form, status=503)
    given = form.cleaned_data
    typed = {name: given[name] for name in leaving.KEPT_FIELDS if given[name]}
    try:
        if typed:
            # Sealed: no page of the mailbox may answer a post with the number in it.
            leaving.keep(box, typed)
    except (DatabaseError, ReceiptChanged):
        return _door(request, form, status=503)
    response = SeeOther(reverse("mailbox"))
    session.keep_open(request, response, box)
    return response


def act(request: HttpRequest, kind: type[OneTimeForm], do: Act) -> HttpResponse:
    """Take a form that was posted from an open mailbox.

    Its body may be slow: whoever came in time is let in, unless the receipt was
    exchanged meanwhile.
    """
    box = session.opened(request)
    first = Letterbox(box).next_file if box else 1
    seals = box is not None and guard.may_seal(request)
    draft = box or Draft.new(None)
    with SealingHandler(request, draft, first=first, seals=seals) as files:
        try:
            guard.read_body(request)
        except guard.Unreadable as error:
            return unreadable(request, error)
        if box is None or not still_opens(box):
            return closed_meanwhile(request)
        with suppress(ReceiptChanged):
            return _take(request, Letterbox(box), kind, do, files)
    return closed_meanwhile(request)


def _take(
    request: HttpRequest,
    letterbox: Letterbox,
    kind: type[OneTimeForm],
    do: Act,
    files: SealingHandler,
) -> HttpResponse:
    form = kind(request.POST, request.FILES)
    if not guard.is_our_own(request):
        return show(request, letterbox, kind.again(request.POST), form, status=403)
    felt = pressure.count(request, Lane.LETTERS, session.secret(letterbox.box))
    if felt.is_high and not FormToken.objects.letter_was_sent(form.one_time):
        form = kind(request.POST, request.FILES, asked=True)
    if not form.is_valid():
        return show(request, letterbox, form, form, status=422)
    try:
        files.check(form.uploads)
        do(letterbox, form, files)
    except AlreadySent as sent:
        if not sent.same:
            return show(request, letterbox, is_repeated=True)
    except Refused as refused:
        if not still_opens(letterbox.box):
            raise ReceiptChanged from refused
        form.add_error(None, refused.reason)
        return show(request, letterbox, form, form, status=422)
    except (*guard.BUSY, IntegrityError):
        # A letter from another window took the same number: send it once more.
        return show(request, Letterbox(letterbox.box), form, form, status=503)
    response = SeeOther(reverse("mailbox"))
    session.keep_open(request, response, letterbox.box)
    return response


def _door(
    request: HttpRequest, form: ReceiptForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"form": form, "status": status}
    response = render(request, "intake/door.html", context, status=status)
    return guard.later(response)


def closed_meanwhile(request: HttpRequest) -> HttpResponse:
    """The letter is kept on the page while the receipt is typed once more."""
    names = ("text", "rating_reason", "when")
    typed = {
        "text": next(filter(None, map(request.POST.get, names)), ""),
        "reason": request.POST.get("reason", ""),
    }
    asked = pressure.would_ask(Lane.SIGN_INS)
    initial = {name: without_control(text) for name, text in typed.items()}
    form = ReceiptForm(initial=initial, asked=asked)
    return _door(request, form, status=403, is_over=True)


def show(
    request: HttpRequest,
    letterbox: Letterbox,
    form: OneTimeForm | None = None,
    posted: OneTimeForm | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The mailbox; `form` stands for the one that was posted, or is to be finished."""
    can_open = not wechat.is_inside(request)
    kept = {} if form else leaving.kept(letterbox.box)
    names = [upload.name for upload in posted.uploads] if posted else []
    context |= {
        **forms_of(kept, has_contact=letterbox.has_contact, tried=form),
        "backup_days": settings.BACKUP_DAYS,
        "mailbox": letterbox,
        "my_files": letterbox.files(mine=True, can_open=can_open),
        "unit_files": letterbox.files(mine=False, can_open=can_open),
        "case": letterbox.case,
        "state": state_words(letterbox.case),
        "is_unsent": bool(kept),
        "form": form,
        "files_again": guard.files_again(names),
        "status": status,
    }
    one_by_one(request, context["letter_form"])
    response = render(request, "intake/mailbox.html", context, status=status)
    if "leaving" not in request.POST:
        session.keep_open(request, response, letterbox.box)
    return guard.later(response)
