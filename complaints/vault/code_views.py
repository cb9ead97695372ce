"""`/admin/keys/code/`: a member prints the personal recovery code."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from complaints.vault import codes, sheets
from complaints.vault.keyring import Keyring
from complaints.vault.login import StaffPage, staff_only
from complaints.vault.views import may_see_keys


class LastGroupForm(forms.Form):
    """The proof that something was printed or written down."""

    last = forms.CharField(
        max_length=20,
        label=gettext_lazy("The last group of digits on your sheet"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type the last group of your sheet.")},
    )

    def not_it(self) -> None:
        """Says that the sheet shows something else."""
        self.add_error(
            "last",
            _("That is not the last group. Look at the sheet you printed just now."),
        )


@method_decorator(staff_only, name="dispatch")
class RecoveryCodePage(StaffPage, TemplateView):
    """Shows a code until its owner confirmed that it is on paper, then never again."""

    template_name = "vault/code.html"
    page_title = gettext_lazy("Personal recovery code")
    header_icon = "key"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Members who work on cases, with their key open."""
        if not may_see_keys(request.user):
            raise PermissionDenied
        self.keyring = Keyring.of(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sheet, or when the last one was printed."""
        context = super().get_context_data(
            **kwargs,
            locked=self.keyring is None,
            login=reverse("wagtailadmin_login"),
            onward=self._onward(),
        )
        if self.keyring is None:
            return context
        waiting = codes.to_print(self.keyring)
        printed = codes.printed(self.keyring.member_key)
        return context | {
            "sheet": waiting and sheets.code_sheet(waiting, self.keyring.user),
            "printed_at": printed and printed.printed_at,
            "form": kwargs.get("form") or LastGroupForm(),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """A new code, or the proof that this one was printed."""
        if self.keyring is None:
            return redirect("keys_code")
        if "new" in request.POST:
            codes.renew(self.keyring)
            return redirect("keys_code")
        form = LastGroupForm(request.POST)
        if form.is_valid():
            if codes.confirm(self.keyring, form.cleaned_data["last"]):
                messages.success(
                    request, _("Your recovery code is on paper. Keep it locked away.")
                )
                return redirect(self._onward())
            form.not_it()
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _onward(self) -> str:
        """Where the login wanted to go."""
        asked = self.request.POST.get("next") or self.request.GET.get("next", "")
        local = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if asked and local else reverse("wagtailadmin_home")
