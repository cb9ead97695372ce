"""`/admin/recovery/`: new shares are printed, and two holders do something together."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from complaints.vault import asking, ceremony, recovery, sheets
from complaints.vault.code_views import LastGroupForm
from complaints.vault.keyring import Keyring, NotEntitled
from complaints.vault.login import StaffPage, staff_only
from complaints.vault.models import RecoveryKey, RecoveryRequest
from complaints.vault.people import Changed
from complaints.vault.recovery_forms import AskForm, HoldersForm, ShareForm
from complaints.vault.shares import ShareMistyped
from portal.users.models import Unit, User


class RecoveryRoom(StaffPage):
    """Closed to whoever has nothing to do with recovery."""

    page_title = gettext_lazy("Recovery")
    header_icon = "key"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Members, administrators, holders of shares."""
        if not asking.may_take_part(request.user):
            raise PermissionDenied
        self.keyring = Keyring.of(request)
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """The account that asks."""
        assert isinstance(self.request.user, User)
        return self.request.user

    def changed(self) -> HttpResponse:
        """Back to the page, with the reason."""
        messages.error(
            self.request,
            _("Nothing was done: this has changed since you opened the page."),
        )
        return redirect("recovery")


@method_decorator(staff_only, name="dispatch")
class RecoveryPage(RecoveryRoom, TemplateView):
    """Which shares are in use, which are being printed, and what is asked."""

    template_name = "vault/recovery.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Names only; no share is ever shown here."""
        asking.lapse()
        keyring, user = self.keyring, self.user
        inspects = any(unit.is_discipline for unit in user.current_units())
        waiting = keyring and ceremony.waiting_share(keyring)
        being_made = RecoveryKey.objects.being_made().first()
        return super().get_context_data(
            **kwargs,
            reader=user,
            inspects=inspects,
            login=reverse("wagtailadmin_login"),
            in_use=_with_shares(RecoveryKey.objects.in_use().first()),
            being_made=_with_shares(being_made),
            mine=waiting,
            mine_is_locked=being_made is not None
            and keyring is None
            and being_made.shares.filter(holder=user, printed_at=None).exists(),
            may_begin=ceremony.may_begin(keyring) and being_made is None,
            may_call_off=ceremony.may_begin(keyring) and being_made is not None,
            requests=RecoveryRequest.objects.select_related("unit", "user", "asked_by"),
            form=AskForm(user=user),
            first_keys=_first_keys() if inspects else [],
        )


def _with_shares(key: RecoveryKey | None) -> dict[str, Any] | None:
    if key is None:
        return None
    return {"key": key, "shares": list(key.shares.select_related("holder"))}


def _first_keys() -> list[Unit]:
    waiting = Unit.objects.filter(
        kind=Unit.Kind.DISCIPLINE,
        keys__confirmed_at=None,
        keys__retired_at=None,
    )
    return list(waiting.distinct())


@method_decorator(staff_only, name="dispatch")
class Begin(RecoveryRoom, FormView):
    """Discipline inspection names three people."""

    template_name = "vault/recovery_begin.html"
    form_class = HoldersForm
    page_title = gettext_lazy("New recovery shares")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only with discipline inspection's key in hand."""
        if not ceremony.may_begin(Keyring.of(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Three shares, each sealed to its holder."""
        assert self.keyring is not None
        lost = form.cleaned_data["lost"]
        try:
            new = ceremony.begin(form.cleaned_data["holders"], by=self.user, lost=lost)
        except Changed:
            return self.changed()
        except ceremony.BadHolders:
            form.add_error(
                None, _("Name three different people; at most one administrator.")
            )
            return self.form_invalid(form)
        recovery.catch_up(self.keyring)
        if not new.may_follow:
            asking.ask_replace(self.user)
        messages.success(
            self.request,
            _("Three shares wait. Ask each holder to log in and open “Recovery”."),
        )
        return redirect("recovery")

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """What was chosen stays."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(staff_only, name="dispatch")
class MyShare(RecoveryRoom, TemplateView):
    """A holder's own share, shown when asked for until it was printed, then gone."""

    template_name = "vault/recovery_share.html"
    page_title = gettext_lazy("Your recovery share")
    http_method_names = ["get", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Nothing yet: the share comes with the answer to the button."""
        waiting = self.keyring and ceremony.waiting_share(self.keyring)
        return {"waiting": waiting} | super().get_context_data(**kwargs)

    @sensitive_variables()
    def post(self, request: HttpRequest) -> HttpResponse:
        """The sheet, or the proof that it was printed."""
        form = LastGroupForm(request.POST if "last" in request.POST else None)
        try:
            if self.keyring is None:
                raise Changed
            if form.is_valid():
                if ceremony.confirm_share(self.keyring, form.cleaned_data["last"]):
                    messages.success(
                        request, _("Your share is on paper only. Seal the envelope.")
                    )
                    return redirect("recovery")
                form.not_it()
            share, printed = ceremony.open_share(self.keyring)
        except Changed:
            return self.changed()
        sheet = sheets.share_sheet(printed, self.user, share.number)
        context = self.get_context_data(sheet=sheet, form=form)
        status = 422 if form.errors else 200
        return self.render_to_response(context, status=status)


@method_decorator(staff_only, name="dispatch")
class Ask(RecoveryRoom, View):
    """Ask two holders for something."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, what: str) -> HttpResponse:
        """What the address names."""
        if what not in ASKS:
            raise PermissionDenied
        try:
            ASKS[what](request, self.user)
        except NotEntitled:
            raise PermissionDenied from None
        except recovery.NotRecoverable:
            messages.error(
                request, _("No key of this unit is sealed to recovery shares.")
            )
        except Changed:
            return self.changed()
        else:
            messages.success(
                request,
                _("Two holders of shares are asked now, until this time tomorrow."),
            )
        return redirect("recovery")


def _ask_grant(request: HttpRequest, user: User) -> None:
    form = AskForm(request.POST, user=user)
    if not form.is_valid():
        raise Changed
    asking.ask_grant(form.cleaned_data["membership"], user)


def _ask_confirm(request: HttpRequest, user: User) -> None:
    value = request.POST.get("unit", "")
    unit = Unit.objects.filter(pk=int(value)).first() if value.isdecimal() else None
    if unit is None:
        raise Changed
    asking.ask_confirm(unit, user)


def _ask_replace(request: HttpRequest, user: User) -> None:
    if not ceremony.may_begin(Keyring.of(request)):
        raise NotEntitled
    asking.ask_replace(user)


ASKS: dict[str, Callable[[HttpRequest, User], None]] = {
    "grant": _ask_grant,
    "confirm": _ask_confirm,
    "replace": _ask_replace,
}


@method_decorator(staff_only, name="dispatch")
class CallOff(RecoveryRoom, View):
    """Ends a request, or the printing of new shares."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Without a number: the shares that are being printed."""
        try:
            if pk is None:
                ceremony.check_may_begin(self.keyring)
                ceremony.call_off(self.user)
            else:
                asking.call_off(get_object_or_404(RecoveryRequest, pk=pk), self.user)
        except NotEntitled:
            raise PermissionDenied from None
        except Changed:
            return self.changed()
        messages.success(request, _("It was called off."))
        return redirect("recovery")


@method_decorator([staff_only, sensitive_post_parameters()], name="dispatch")
class EnterShare(RecoveryRoom, FormView):
    """A holder reads what is asked, and enters the share."""

    template_name = "vault/recovery_enter.html"
    form_class = ShareForm
    page_title = gettext_lazy("Enter a recovery share")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """While it is asked."""
        asking.lapse()
        self.asked = get_object_or_404(
            RecoveryRequest.objects.select_related(
                "unit", "user", "asked_by", "member_key"
            ),
            pk=kwargs["pk"],
        )
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who asked for whom, and whether one share is there already."""
        part = self.asked.parts.select_related("given_by").first()
        return super().get_context_data(
            **kwargs,
            asked=self.asked,
            first=part,
            may_call_off=self.asked.asked_by_id == self.user.pk
            or any(unit.is_discipline for unit in self.user.current_units()),
        )

    @sensitive_variables()
    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Keeps the first one sealed; does what is asked with the second."""
        try:
            done = asking.enter(self.asked.pk, form.cleaned_data["share"], self.user)
        except Changed:
            return self.changed()
        except tuple(SHARE_FAULTS) as fault:
            form.add_error("share", str(SHARE_FAULTS[type(fault)]))
            return self.form_invalid(form)
        messages.success(self.request, DONE[self.asked.purpose] if done else FIRST)
        return redirect("recovery")

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """What was typed stays."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


FIRST = gettext_lazy(
    "Your share was taken. Now another holder enters another share, at their own"
    " device, within a day."
)
DONE: dict[str, Any] = {
    RecoveryRequest.Purpose.GRANT: gettext_lazy(
        "The unit's key was given out again. The unit's mailboxes show that."
    ),
    RecoveryRequest.Purpose.CONFIRM: gettext_lazy("The first key is confirmed."),
    RecoveryRequest.Purpose.REPLACE: gettext_lazy(
        "What the earlier shares open was handed over to the new ones."
    ),
}
#: What is said at the field.
SHARE_FAULTS: dict[type[Exception], Any] = {
    ShareMistyped: gettext_lazy(
        "A digit is missing or wrong. Compare the number with the sheet, group by"
        " group: 81 digits in all."
    ),
    recovery.SharesDoNotFit: gettext_lazy(
        "This is not one of the shares in use. Perhaps it was replaced by a newer one."
    ),
    asking.NotTheHolder: gettext_lazy(
        "This share belongs to another holder, who must enter it at their own device."
    ),
    asking.AnotherMustEnter: gettext_lazy(
        "The second share must be another one, and entered by another person."
    ),
    recovery.NotRecoverable: gettext_lazy(
        "No key of this unit is sealed to recovery shares."
    ),
}
