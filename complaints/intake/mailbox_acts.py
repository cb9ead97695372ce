"""What a sender can do in an open mailbox besides writing: one address each."""

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from complaints import workflow
from complaints.intake import guard, picture, session, wishes
from complaints.intake.forms import LastGroupForm
from complaints.intake.guard import SeeOther
from complaints.intake.letterbox import Letterbox
from complaints.intake.mailbox import act, closed_meanwhile, show
from complaints.intake.mailbox_forms import (
    CallForm,
    ContactForm,
    ExchangeForm,
    FirstCallForm,
    ForgetForm,
    RateForm,
    WithdrawCallForm,
)
from complaints.intake.pages import unreadable
from complaints.intake.uploads import SealingHandler
from complaints.vault import derivation, receipts
from complaints.vault.boxes import Box
from complaints.vault.drafts import Draft
from complaints.vault.mailbox import NoSuchReceipt, open_with_receipt
from complaints.vault.models import Envelope
from complaints.vault.receipts import Receipt, ReceiptKeys
from complaints.workflow import SENDER, Refused


@csrf_exempt
@guard.posted
def rate(request: HttpRequest) -> HttpResponse:
    """Say how it was handled, once."""
    return act(request, RateForm, wishes.rate)


@csrf_exempt
@guard.posted
def contact(request: HttpRequest) -> HttpResponse:
    """Leave name and phone later."""
    return act(request, ContactForm, wishes.add_contact)


@csrf_exempt
@guard.posted
def forget(request: HttpRequest) -> HttpResponse:
    """Delete name and phone."""
    return act(request, ForgetForm, wishes.delete_contact)


@csrf_exempt
@guard.posted
def call(request: HttpRequest) -> HttpResponse:
    """Ask to be phoned; whoever left no number yet leaves it with the question."""
    box = session.opened(request)
    has_contact = box is not None and box.envelope.has_contact
    return act(request, CallForm if has_contact else FirstCallForm, wishes.ask_call)


@csrf_exempt
@guard.posted
def withdraw_call(request: HttpRequest) -> HttpResponse:
    """Do not be phoned after all."""
    return act(request, WithdrawCallForm, wishes.withdraw_call)


@csrf_exempt
@guard.posted
def exchange(request: HttpRequest) -> HttpResponse:
    """Take a new receipt; the old one opens nothing from then on.

    Whoever sends it again, because the answer got lost on its way, is shown the same
    new receipt: by then their cookie belongs to the old one, so the form's token must
    tell that they are the same. The page with the new one posts here, too: the last
    group, copied down, which leads back to the mailbox.
    """
    with SealingHandler(request, Draft.new(None), seals=False):
        try:
            guard.read_body(request)
        except guard.Unreadable as error:
            return unreadable(request, error)
    envelope, box = session.envelope(request), session.opened(request)
    if envelope is None:
        return closed_meanwhile(request)
    form = ExchangeForm(request.POST)
    if not guard.is_our_own(request):
        return _not_now(request, box, ExchangeForm(), 403)
    if not form.is_valid():
        return _not_now(request, box, form, 422)
    return _exchange(request, envelope, box, form)


def _exchange(
    request: HttpRequest, envelope: Envelope, box: Box | None, form: ExchangeForm
) -> HttpResponse:
    receipt = _receipt_for(envelope, form.one_time)
    check = LastGroupForm(request.POST, receipt=receipt)
    is_checked = "last" in request.POST
    if is_checked and check.is_valid():
        return SeeOther(reverse("mailbox"))
    who = session.secret(box) or form.one_time
    is_new = box is not None and not is_checked
    if page := guard.ask_first(request, who, is_new=is_new):
        return page
    try:
        opened = _exchanged(box, receipts.derive(receipt, derivation.EXCHANGES))
    except (*guard.BUSY, IntegrityError):
        return _not_now(request, session.opened(request), form, 503)
    except Refused as refused:
        form.add_error(None, refused.reason)
        return _not_now(request, session.opened(request), form, 422)
    if opened is None:
        return closed_meanwhile(request)
    context = {
        "receipt": receipts.grouped(receipt),
        "picture": picture.data_uri(receipt),
        "token": form.one_time,
        "form": check if is_checked else LastGroupForm(receipt=receipt),
    }
    status = 422 if is_checked else 200
    response = render(request, "intake/exchanged.html", context, status=status)
    session.keep_open(request, response, opened)
    return response


def _receipt_for(envelope: Envelope, token: str) -> Receipt:
    """Of its own sort: the form for tips answers no token with it."""
    return receipts.receipt_for(f"exchange|{envelope.pk.hex}|{token}")


def _exchanged(box: Box | None, keys: ReceiptKeys) -> Box | None:
    """The mailbox under its new receipt; None when this browser had an older one."""
    if opened := _opened_by(keys, box):
        return opened
    if box is None:
        return None
    try:
        workflow.exchange_receipt(Letterbox(box).case, actor=SENDER, box=box, keys=keys)
    except (Refused, IntegrityError):
        # A second press: while this one derived, the first one went through, and
        # the browser has dropped its answer with the new receipt in it.
        if opened := _opened_by(keys, box):
            return opened
        raise
    return box


def _opened_by(keys: ReceiptKeys, box: Box | None) -> Box | None:
    """The mailbox, where these keys open it already; as long as the one before."""
    try:
        opened = open_with_receipt(keys)
    except NoSuchReceipt:
        return None
    opened.since = box.since if box else None
    return opened


def _not_now(
    request: HttpRequest, box: Box | None, form: ExchangeForm, status: int
) -> HttpResponse:
    if box is None:
        return closed_meanwhile(request)
    return show(request, Letterbox(box), form, form, status=status)
