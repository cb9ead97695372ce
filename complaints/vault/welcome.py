"""`/admin/welcome/…`: a first password, or one in a forgotten one's place; works once.

With the printed recovery code nothing is lost. Without it the account gets a new key,
and the page says who can give it back what it had.
"""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)
from django.views.generic import FormView

from complaints.vault import codes, members
from complaints.vault.derivation import PoolExhausted
from complaints.vault.help import ways_back
from complaints.vault.login import busy
from complaints.vault.models import MemberKey, RecoveryCode
from complaints.vault.pepper import WrongPepper
from portal.users.models import User


class FirstPasswordForm(SetPasswordForm):
    """The new password twice; typed once more for nothing would help nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new_password1", "new_password2"):
            # A wrong code gives the whole form back, as it was typed.
            self.fields[name].widget.render_value = True


class ForgottenPasswordForm(FirstPasswordForm):
    """For an account whose key can be kept: the code, or a clear "without it"."""

    code = forms.CharField(
        label=gettext_lazy("Your personal recovery code (40 digits)"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "It is on the sheet that you printed. Spaces do not matter."
        ),
    )
    without = forms.BooleanField(
        label=gettext_lazy("I do not have the code; I accept that access is lost."),
        required=False,
    )
    field_order = ("code", "without", "new_password1", "new_password2")

    def clean(self) -> dict[str, Any]:
        """One or the other."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not typed.get("code") and not typed.get("without"):
            self.add_error(
                "code",
                _("Enter the code, or say below that you do not have it."),
            )
        return typed


@method_decorator(sensitive_post_parameters(), name="dispatch")
class Welcome(FormView):
    """A password for an account, by its one-time link."""

    template_name = "vault/welcome.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only with a link that nobody used yet."""
        account = self._account()
        if account is None:
            return self._used()
        self.account: User = account
        self.has_key = MemberKey.objects.filter(user=account).exists()
        self.has_code = RecoveryCode.objects.filter(member_key__user=account).exists()
        return super().dispatch(request, *args, **kwargs)

    def _used(self) -> HttpResponse:
        return render(self.request, "vault/link_used.html", status=410)

    def _account(self) -> User | None:
        try:
            pk = urlsafe_base64_decode(self.kwargs["uidb64"]).decode()
            user = get_user_model().objects.get(pk=pk, is_active=True)
        except (ValueError, ValidationError, User.DoesNotExist):
            return None
        good = default_token_generator.check_token(user, self.kwargs["token"])
        return user if good else None

    def get_form_class(self) -> type[forms.Form]:
        """The code is asked for where there is one."""
        return ForgottenPasswordForm if self.has_code else FirstPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form sets this account's password."""
        return super().get_form_kwargs() | {"user": self.account}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Says what is lost, and who can give it back."""
        return super().get_context_data(
            **kwargs,
            account=self.account,
            loses=self.has_key,
            has_code=self.has_code,
            ways=ways_back(self.account) if self.has_key else [],
        )

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """What was typed stays."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    @sensitive_variables()
    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Sets the password; on to the login page."""
        code = form.cleaned_data.get("code", "")
        try:
            lost = members.set_first_password(
                self.account, form.cleaned_data["new_password1"], code=code
            )
        except (PoolExhausted, WrongPepper):
            return busy(self.request)
        except members.LinkUsed:
            return self._used()
        except tuple(CODE_FAULTS) as fault:
            form.add_error("code", str(CODE_FAULTS[type(fault)]))
            return self.form_invalid(form)
        context = {
            "account": self.account,
            "lost": lost,
            "by_code": bool(code),
            "ways": ways_back(self.account) if lost else [],
            "login": reverse("wagtailadmin_login"),
        }
        return render(self.request, "vault/welcome_done.html", context)


#: What is said at the field.
CODE_FAULTS: dict[type[Exception], Any] = {
    codes.CodeMistyped: gettext_lazy(
        "A digit is missing or wrong. Compare the number with your sheet, group by"
        " group: forty digits in all."
    ),
    codes.CodeWrong: gettext_lazy(
        "This is not the code of this account, or it was used already. Look whether"
        " the sheet shows this account and is the newest one."
    ),
    codes.CodeBraked: gettext_lazy(
        "Too many wrong codes. Wait a quarter of an hour, then try again."
    ),
}
