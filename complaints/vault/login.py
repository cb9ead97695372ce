"""The ways in: login, logout, a new password, the one-time link.

Nothing else lets anybody in: a login that bypassed the password could open no key.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LogoutView
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.auth import reject_request
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.localization import get_localized_response
from wagtail.admin.views.account import LoginView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from complaints.vault import asking, codes, members, people, recovery
from complaints.vault.derivation import PoolExhausted
from complaints.vault.keyring import Keyring
from complaints.vault.models import MemberKey
from complaints.vault.pepper import WrongPepper
from portal.users.models import Membership, User

View = Callable[..., HttpResponseBase]


def staff_only(view: View) -> View:
    """Lets staff accounts in, in their language; everybody else gets 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_anonymous:
            return reject_request(request)
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        return get_localized_response(view, request, *args, **kwargs)

    return guarded


def busy(request: HttpRequest) -> HttpResponse:
    """Too many derivations at once."""
    response = render(request, "vault/busy.html", status=503)
    response.headers["Retry-After"] = "10"
    return response


@sensitive_variables("password")
def opened(user: User, password: str) -> Keyring | None:
    """The member's key, opened, after a password that was right; None without one.

    A first login makes the key, and the unit's where there is none. A password that
    was set behind the key's back cannot open it: a new pair takes its place.
    """
    if not members.opens_key(user):
        return None
    try:
        keyring = members.open_member_key(user, password)
    except MemberKey.DoesNotExist:
        keyring = members.make_member_key(user, password)
    except members.WrongPassword:
        keyring = members.reset(user, password)
    mine = Membership.objects.current().handlers().filter(user=user)
    for membership in mine.select_related("unit", "user"):
        people.settle(membership.unit)
        people.first_key(membership)
    recovery.catch_up(keyring)
    asking.lapse()
    if members.needs_key(user):
        codes.ensure(keyring)
    return keyring


class StaffPage(WagtailAdminTemplateMixin):
    """A page in the admin's look, with its own name at the end of the breadcrumbs."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, and this page."""
        here = {"url": "", "label": self.get_page_title()}
        return [*super().get_breadcrumbs_items(), here]


class StaffLoginForm(LoginForm):
    """User name and password; a session ends with the browser."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.error_messages["invalid_login"] = _(
            "The user name or the password is not right. Please try again."
        )


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class StaffLogin(LoginView):
    """`/admin/login/`: the password opens the account and the member's key at once."""

    template_name = "vault/login.html"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Without the browser's name, which the brake would store."""
        request.META.pop("HTTP_USER_AGENT", None)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever is logged in with an opened key needs no login."""
        user = request.user
        locked = isinstance(user, User) and members.needs_key(user)
        if locked and Keyring.of(request) is None:
            return self.render_to_response(self.get_context_data())
        answer: HttpResponseBase = super().get(request, *args, **kwargs)
        return answer

    def get_form_class(self) -> type[LoginForm]:
        """The one without "remember me"."""
        return StaffLoginForm

    @sensitive_variables("password")
    def form_valid(self, form: LoginForm) -> HttpResponse:
        """Opens the key before the session begins."""
        password = form.cleaned_data["password"]
        try:
            keyring = opened(form.get_user(), password)
        except (PoolExhausted, WrongPepper):
            return busy(self.request)
        response: HttpResponse = super().form_valid(form)
        if keyring is None:
            Keyring.drop(self.request, response)
            return response
        if codes.to_print(keyring) is not None:
            onward = urlencode({"next": response.headers["Location"]})
            response.headers["Location"] = f"{reverse('keys_code')}?{onward}"
        keyring.keep(self.request, response)
        return response


class StaffLogout(LogoutView):
    """`/admin/logout/`: forgets the session and the key's cookie."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back to the login page."""
        super().post(request, *args, **kwargs)
        response = redirect("wagtailadmin_login")
        Keyring.drop(request, response)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class NewPasswordForm(PasswordChangeForm):
    """The old password, and the new one twice; the brake counts wrong ones."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        """Checked like a login, so that an open screen invites no guessing."""
        old: str = self.cleaned_data["old_password"]
        name = self.user.get_username()
        if authenticate(self.request, username=name, password=old) != self.user:
            raise ValidationError(
                self.error_messages["password_incorrect"], code="password_incorrect"
            )
        return old


@method_decorator([staff_only, sensitive_post_parameters()], name="dispatch")
class ChangePassword(StaffPage, FormView):
    """`/admin/password/`: the same private key, sealed under the new password."""

    template_name = "vault/password.html"
    form_class = NewPasswordForm
    page_title = gettext_lazy("Change password")
    header_icon = "key"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form asks as this account."""
        self.request.META.pop("HTTP_USER_AGENT", None)
        kwargs = super().get_form_kwargs()
        return kwargs | {"user": self.request.user, "request": self.request}

    @sensitive_variables()
    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Keeps this session, ends every other one."""
        user = self.request.user
        old, new = form.cleaned_data["old_password"], form.cleaned_data["new_password1"]
        assert isinstance(user, User)
        try:
            members.change_password(user, old, new)
        except (PoolExhausted, WrongPepper):
            return busy(self.request)
        except members.WrongPassword:
            form.add_error(
                "old_password", _("This password does not open your key. Log in again.")
            )
            return self.form_invalid(form)
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("Your password was changed."))
        return redirect("wagtailadmin_home")
