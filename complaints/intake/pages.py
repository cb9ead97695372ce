"""The open pages under /tips/: how reporting works, the form, the receipt."""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from complaints.cases import Case
from complaints.intake import challenge, guard, objection, picture, pressure, wechat
from complaints.intake.challenge import puzzles
from complaints.intake.challenge.own import drawn
from complaints.intake.fields import OneByOne
from complaints.intake.filing import file_tip, not_kept
from complaints.intake.forms import LastGroupForm, ReceiptForm, TipForm
from complaints.intake.guard import SeeOther
from complaints.intake.mailbox_forms import unknown
from complaints.intake.pressure import Lane
from complaints.intake.tokens import AlreadySent, FormToken
from complaints.intake.uploads import SealingHandler
from complaints.vault import derivation, receipts
from complaints.vault.drafts import Draft
from complaints.vault.mailbox import NoSuchReceipt, open_with_receipt
from complaints.vault.receipts import PoolExhausted
from complaints.workflow import NOT_KEPT, NotTaken, lost_files
from disclosures.models import Campaign, Channel


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How reporting works and what protects you."""
    context = {
        "is_open": _is_open(),
        "asks_third_party": challenge.may_ask_third_party(),
        "backup_days": settings.BACKUP_DAYS,
    }
    return render(request, "intake/about.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@guard.keeps_words
def new(request: HttpRequest) -> HttpResponse:
    """The form, and sending it."""
    if request.method == "POST":
        draft = Draft.new(None)
        with SealingHandler(request, draft, seals=guard.may_seal(request)) as files:
            return _send(request, draft, files)
    if not _is_open() and not objection.is_one(request.GET):
        return _closed(request, 200)
    begun = {name: request.GET.get(name) for name in ("estate", "kind", "topic")}
    return _page(request, TipForm(initial=begun, asked=pressure.would_ask(Lane.TIPS)))


@require_safe
def challenge_picture(request: HttpRequest, key: str) -> HttpResponse:
    """The picture of a challenge; the key on the page says what to draw."""
    try:
        image = puzzles.draw(drawn(key))
    except BadSignature as error:
        raise Http404 from error
    return HttpResponse(image, content_type="image/png")


def _send(request: HttpRequest, draft: Draft, files: SealingHandler) -> HttpResponse:
    try:
        guard.read_body(request)
    except guard.Unreadable as error:
        return unreadable(request, error)
    if not guard.is_our_own(request):
        # Not counted: another site could make as many of them as it likes.
        asked = pressure.would_ask(Lane.TIPS)
        again = TipForm.again(request.POST, asked=asked)
        posted = TipForm(request.POST, request.FILES)
        return _page(request, again, posted, status=403)
    felt = pressure.count(request, Lane.TIPS)
    form = TipForm(request.POST, request.FILES, asked=felt.is_high)
    if first := FormToken.objects.sent_before(form.one_time):
        return _again(request, form, is_first=first.fits(form.one_time, form.sent))
    if not _is_open() and not objection.is_one(request.POST):
        return _closed(request, 422, form)
    if not form.is_valid():
        return _page(request, form, form, status=422)
    return _file(request, form, draft, files)


def _file(
    request: HttpRequest, form: TipForm, draft: Draft, files: SealingHandler
) -> HttpResponse:
    try:
        files.check(form.uploads)
        case = file_tip(form, draft, files, is_flood=pressure.is_flood())
    except AlreadySent as sent:
        return _again(request, form, is_first=sent.same)
    except NotTaken as error:
        return _not_taken(request, form, error.way)
    except guard.BUSY:
        return _busy(request, form)
    return _receipt(request, form, case, lost=not_kept(form, files))


def _page(
    request: HttpRequest,
    form: TipForm,
    posted: TipForm | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The form with what was typed; files have to be chosen again."""
    names = [upload.name for upload in posted.uploads] if posted else []
    one_by_one(request, form)
    is_open = _is_open()
    if not is_open:
        objection.narrow(form)
    context |= {
        "form": form,
        "is_open": is_open,
        "status": status,
        "files_again": guard.files_again(names),
    }
    response = render(request, "intake/form.html", context, status=status)
    return challenge.let_load(request, response, form)


def one_by_one(request: HttpRequest, form: Form) -> None:
    """WeChat's browser lets choose a single file in each field."""
    if wechat.is_inside(request):
        form.fields["attachments"].widget = OneByOne()


def _not_taken(request: HttpRequest, form: TipForm, way: str) -> HttpResponse:
    """What concerns discipline inspection itself goes to the level above."""
    form.add_error(
        "concerns", _("What concerns discipline inspection cannot be sent to it here.")
    )
    return _page(request, form, form, status=422, is_not_taken=True, way=way)


def _busy(request: HttpRequest, form: TipForm) -> HttpResponse:
    return guard.later(_page(request, form, form, status=503))


def unreadable(request: HttpRequest, error: guard.Unreadable) -> HttpResponse:
    """Say that nothing arrived, and where the text still is."""
    context = {"sentence": error.sentence}
    return render(request, "intake/unreadable.html", context, status=error.status)


def _closed(
    request: HttpRequest, status: int, form: TipForm | None = None
) -> HttpResponse:
    campaign = Campaign.current()
    channels = Channel.objects.shown().filter(campaign=campaign) if campaign else []
    context = {"channels": channels, "form": form}
    return render(request, "intake/closed.html", context, status=status)


def _again(request: HttpRequest, form: TipForm, **shown: Any) -> HttpResponse:
    """The number of what was sent before; not one that was exchanged since."""
    if page := guard.ask_first(request, form.one_time):
        return page
    receipt = receipts.receipt_for(form.one_time)
    try:
        box = open_with_receipt(receipts.derive(receipt, derivation.AGAIN))
    except PoolExhausted:
        return guard.busy(request, has_number=True)
    except NoSuchReceipt as error:
        if error.replaced:
            return _dead(request, error)
        return _receipt(request, form, **shown)
    case = Case.objects.get(envelope=box.envelope)
    return _receipt(request, form, case, lost=box.open(NOT_KEPT) or "", **shown)


def _receipt(
    request: HttpRequest,
    form: TipForm,
    case: Case | None = None,
    *,
    is_first: bool = True,
    check: LastGroupForm | None = None,
    lost: str = "",
) -> HttpResponse:
    """The number, and nothing that is not needed to keep it."""
    receipt = receipts.receipt_for(form.one_time)
    context = {
        "not_kept": _(", ").join(name for _n, name in lost_files([lost])),
        "receipt": receipts.grouped(receipt),
        "picture": picture.data_uri(receipt),
        "token": form.one_time,
        "form": check or LastGroupForm(receipt=receipt),
        "case": case,
        "is_first": is_first,
    }
    status = 422 if check else 200
    return render(request, "intake/receipt.html", context, status=status)


def _dead(request: HttpRequest, error: NoSuchReceipt) -> HttpResponse:
    """The form was sent before, and its number was exchanged since: it is no good."""
    form = ReceiptForm(asked=pressure.would_ask(Lane.SIGN_INS))
    context = {"form": form, "status": 422, "problem": unknown(error.replaced)}
    return render(request, "intake/door.html", context, status=422)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def written(request: HttpRequest) -> HttpResponse:
    """The last step: the receipt was copied down, or the step was skipped.

    The number itself is not sent once more, only its last group; the form's token
    tells whose it is, and tells that to nobody who did not send the form before.
    """
    if request.method == "POST":
        try:
            return _compare(request)
        except guard.DATABASE_GONE:
            return guard.busy(request, has_number=True)
    context = {"was_checked": "checked" in request.GET}
    return render(request, "intake/written.html", context)


def _compare(request: HttpRequest) -> HttpResponse:
    with SealingHandler(request, Draft.new(None), seals=False):
        try:
            guard.read_body(request)
        except guard.Unreadable as error:
            return unreadable(request, error)
    sent = TipForm(request.POST)
    if not guard.is_our_own(request) or not FormToken.objects.sent_before(
        sent.one_time
    ):
        return SeeOther(reverse("tips_written"))
    receipt = receipts.receipt_for(sent.one_time)
    check = LastGroupForm(request.POST, receipt=receipt)
    if not check.is_valid():
        return _again(request, sent, check=check)
    return SeeOther(f"{reverse('tips_written')}?checked=1")


def _is_open() -> bool:
    """Whether the current campaign takes tips; without one, everything stays open."""
    campaign = Campaign.current()
    return campaign is None or campaign.intake_open
