"""/admin/cases/new/: a tip written down for a caller; nothing is opened afterwards."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from complaints.cases import Source
from complaints.casework.access import StaffView
from complaints.casework.sheets import receipt_sheet
from complaints.casework.words import KINDS
from complaints.intake import guard
from complaints.intake.fields import HINTS, NOT_LISTED
from complaints.intake.filing import file_tip, not_kept
from complaints.intake.forms import TipForm
from complaints.intake.guard import BUSY, RETRY_SECONDS, files_again
from complaints.intake.mailbox_forms import unknown
from complaints.intake.tokens import AlreadySent, FormToken
from complaints.intake.uploads import SealingHandler
from complaints.topics import Kind
from complaints.vault import receipts
from complaints.vault.drafts import Draft
from complaints.vault.mailbox import NoSuchReceipt, open_with_receipt
from complaints.vault.receipts import PoolExhausted
from complaints.workflow import NOT_KEPT, NotTaken, Refused, lost_files
from portal.users.models import Membership, User
from portal.users.roles import is_technical_admin

#: Not for a form that somebody filled in who has logged in.
_FOR_ROBOTS = ("website", "captcha")
_OFFICIAL = gettext_lazy(
    "Only discipline inspection gets it. But you hear it now: say so first, and that"
    " discipline inspection can be phoned directly (12388)."
)


def may_file(user: User | AnonymousUser) -> bool:
    """Whether an account writes down tips: by role, and as a member of a unit."""
    if not isinstance(user, User) or not user.has_perm("complaints.file_case"):
        return False
    current = Membership.objects.current().filter(user=user, unit__is_active=True)
    return not is_technical_admin(user) and current.exists()


class DeskForm(TipForm):
    """The public form, filled in for somebody who called, came or wrote a letter."""

    source = forms.ChoiceField(
        label=gettext_lazy("How does it come in?"),
        choices=[(s.value, s.label) for s in Source if s != Source.ONLINE],
        widget=forms.RadioSelect,
        error_messages=NOT_LISTED | {"required": gettext_lazy("Please choose one.")},
    )
    field_order = ("source",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name in _FOR_ROBOTS:
            self.fields.pop(name, None)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.label = _("What is it about?")
        hints = HINTS | {Kind.OFFICIAL: _OFFICIAL}
        kind.choices = [
            (value, format_html("{}<small>{}</small>", label, hints[Kind(value)]))
            for value, label in KINDS.items()
        ]
        self.fields["body"].help_text = _(
            "In the caller's own words, read back to them before you send it: when,"
            " where, what they saw, how they know."
        )
        self.fields["concerns"].help_text = _(
            "A unit that is ticked here never gets to see the text. If it is your own,"
            " tell the caller that you have heard it."
        )
        self.fields["may_publish"].label = _(
            "The caller agrees that the suggestion may be shown to the public, without"
            " a name"
        )

    def clean_website(self) -> str:
        """There is no such field here."""
        return ""


@method_decorator((csrf_exempt, guard.keeps_words), name="dispatch")
class DeskView(StaffView):
    """For clerks, who open nothing, and for members of the units.

    Checked against forgery as the public form is: after the files were sealed while
    they came in, so that none of them is spooled in plain text.
    """

    def allows(self) -> bool:
        """By role and membership; no key is needed to lock something up."""
        return may_file(self.request.user)

    def get(self, request: HttpRequest) -> HttpResponse:
        """An empty form."""
        return self._page(DeskForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """File it; the answer is the receipt, this once."""
        draft = Draft.new(None)
        with SealingHandler(request, draft) as files:
            try:
                guard.read_body(request)
            except guard.Unreadable as error:
                return self._page(DeskForm(), status=error.status, alert=error.sentence)
            form = DeskForm(request.POST, request.FILES)
            if not guard.is_our_own(request):
                return self._page(DeskForm.again(request.POST), form, status=403)
            return self._send(form, draft, files)

    def _send(
        self, form: DeskForm, draft: Draft, files: SealingHandler
    ) -> HttpResponse:
        if first := FormToken.objects.sent_before(form.one_time):
            return self._receipt(form, is_first=first.fits(form.one_time, form.sent))
        if not form.is_valid():
            return self._page(form, form, status=422)
        return self._file(form, draft, files)

    def _file(
        self, form: DeskForm, draft: Draft, files: SealingHandler
    ) -> HttpResponse:
        source, is_first, was_sent = form.cleaned_data["source"], True, False
        try:
            files.check(form.uploads)
            file_tip(form, draft, files, source=source, actor=self.user)
        except AlreadySent as sent:
            is_first, was_sent = sent.same, True
        except NotTaken as error:
            return self._not_taken(form, error.way)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self._page(form, form, status=422)
        except BUSY:
            return self._busy(form)
        lost = not_kept(form, files)
        return self._receipt(form, is_first=is_first, was_sent=was_sent, lost=lost)

    def _receipt(
        self,
        form: DeskForm,
        *,
        is_first: bool,
        was_sent: bool = True,
        lost: str = "",
    ) -> HttpResponse:
        """The number; not one that was exchanged since the form was `was_sent`.

        `lost`: files for which there was no room, as `NOT_KEPT` tells.
        """
        receipt = receipts.receipt_for(form.one_time)
        if was_sent:
            try:
                box = open_with_receipt(receipts.derive(receipt))
            except PoolExhausted:
                return self._busy(form)
            except NoSuchReceipt as error:
                if error.replaced:
                    alert = unknown(error.replaced)
                    return self._page(DeskForm(), status=422, alert=alert)
            else:
                lost = box.open(NOT_KEPT) or ""
        names = [name for _n, name in lost_files([lost])]
        return receipt_sheet(self.request, receipt, is_first=is_first, not_kept=names)

    def _not_taken(self, form: DeskForm, way: str) -> HttpResponse:
        """What concerns discipline inspection itself goes to the level above."""
        words = _("What concerns discipline inspection cannot be sent to it here.")
        form.add_error("concerns", f"{words} {way}".strip())
        return self._page(form, form, status=422)

    def _busy(self, form: DeskForm) -> HttpResponse:
        words = _("Nothing was sent yet. Please wait half a minute, then send again.")
        response = self._page(form, form, status=503, alert=words)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response

    def _page(
        self,
        form: DeskForm,
        posted: DeskForm | None = None,
        *,
        status: int = 200,
        alert: object = "",
    ) -> HttpResponse:
        names = [upload.name for upload in posted.uploads] if posted else []
        if status == 403:
            alert = _(
                "The page had been open for too long. What you typed is still here:"
                " please send it once more."
            )
        context = {
            "form": form,
            "alert": alert,
            "files_again": files_again(names),
            "header_icon": "edit",
            "breadcrumbs_items": [
                {"url": reverse("cases:new"), "label": _("Record a tip")}
            ],
        }
        return render(self.request, "casework/desk.html", context, status=status)
