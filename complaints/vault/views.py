"""The page "Keys and people": who holds which key, and what waits for a colleague."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages

from complaints.vault import listing, members, people
from complaints.vault.keyring import Keyring, NotEntitled
from complaints.vault.login import StaffPage, staff_only
from complaints.vault.models import MemberKey, UnitKey
from portal.users.models import Membership, Unit, User


def may_see_keys(user: Any) -> bool:
    """Members who work on cases; nobody else has a key to look after."""
    return isinstance(user, User) and members.needs_key(user)


@method_decorator(staff_only, name="dispatch")
class Keys(StaffPage, TemplateView):
    """Holders, versions, waiting accounts; for discipline also every first key."""

    template_name = "vault/keys.html"
    page_title = gettext_lazy("Keys and people")
    header_icon = "key"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything of the reader's units."""
        user = self.request.user
        if not isinstance(user, User) or not may_see_keys(user):
            raise PermissionDenied
        keyring = Keyring.of(self.request)
        own = list(user.current_units())
        inspects = any(unit.is_discipline for unit in own)
        return super().get_context_data(
            **kwargs,
            reader=user,
            locked=keyring is None,
            login=reverse("wagtailadmin_login"),
            units=[listing.unit_sheet(unit, user, keyring) for unit in own],
            inspects=inspects,
            warnings=listing.warnings(user),
            may_confirm=keyring is not None and keyring.is_of_discipline(),
            first_keys=listing.first_keys() if inspects else [],
            unreadable=listing.unreadable() if inspects else [],
            stranded=listing.stranded() if inspects else [],
            events=listing.events(None if inspects else own),
            sealed_for_recovery=listing.recovery_since(),
        )


@method_decorator(staff_only, name="dispatch")
class KeysAct(View):
    """One step on the page: what the address names, on what the form names."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, act: str) -> HttpResponse:
        """Does it, and says on the page what was done."""
        if not may_see_keys(request.user) or act not in ACTS:
            raise PermissionDenied
        keyring = Keyring.of(request)
        if keyring is None:
            messages.error(request, _("Your key is locked. Log in again to open it."))
            return redirect("keys")
        try:
            messages.success(request, ACTS[act](request, keyring))
        except NotEntitled:
            raise PermissionDenied from None
        except people.UnitCannotRead:
            messages.error(request, _("This unit still has no confirmed key."))
        except people.Changed:
            messages.error(
                request,
                _("Nothing was done: this has changed since you opened the page."),
            )
        return redirect("keys")


def _grant(request: HttpRequest, keyring: Keyring) -> str:
    member = _posted(request, Membership)
    key = _posted(request, MemberKey)
    people.grant(member.user, member.unit, keyring, seen=key.pk)
    return _("%(name)s now holds the unit's key.") % {"name": member.user}


def _withdraw(request: HttpRequest, keyring: Keyring) -> str:
    member = _posted(request, Membership)
    people.withdraw(member, keyring.user)
    return _("%(name)s no longer holds the unit's key.") % {"name": member.user}


def _rotate(request: HttpRequest, keyring: Keyring) -> str:
    unit = _posted(request, Unit)
    people.renew(unit, keyring)
    return _("New tips to %(unit)s are sealed to a new key.") % {"unit": unit}


def _confirm(request: HttpRequest, keyring: Keyring) -> str:
    key = _posted(request, UnitKey)
    people.confirm(key, keyring)
    return _("%(unit)s can be sent tips now.") % {"unit": key.unit}


def _refuse(request: HttpRequest, keyring: Keyring) -> str:
    key = _posted(request, UnitKey)
    people.refuse(key, keyring)
    return _("The first key of %(unit)s was refused and is gone.") % {"unit": key.unit}


def _rewrap(request: HttpRequest, keyring: Keyring) -> str:
    unit = _posted(request, Unit)
    count = people.rewrap(unit, keyring)
    return ngettext(
        "%(unit)s can open %(count)d case again.",
        "%(unit)s can open %(count)d cases again.",
        count,
    ) % {"unit": unit, "count": count}


ACTS: dict[str, Callable[[HttpRequest, Keyring], str]] = {
    "grant": _grant,
    "withdraw": _withdraw,
    "rotate": _rotate,
    "confirm": _confirm,
    "refuse": _refuse,
    "rewrap": _rewrap,
}


def _posted(request: HttpRequest, model: Any) -> Any:
    """The row whose id the form names under the model's name; gone is `Changed`."""
    value = request.POST.get(model._meta.model_name, "")
    row = model.objects.filter(pk=int(value)).first() if value.isdecimal() else None
    if row is None:
        raise people.Changed
    return row


@method_decorator(staff_only, name="dispatch")
class OneTimeLink(StaffPage, TemplateView):
    """An administrator makes an account's one-time link; shown once, never mailed."""

    template_name = "vault/link.html"
    page_title = gettext_lazy("One-time link")
    header_icon = "link"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for those who may change accounts."""
        if not request.user.has_perm("users.change_user"):
            raise PermissionDenied
        self.account = get_object_or_404(User, pk=kwargs["pk"], is_active=True)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Says what the link costs a member."""
        return super().get_context_data(
            **kwargs,
            account=self.account,
            loses=MemberKey.objects.filter(user=self.account).exists(),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The link, on this answer only."""
        assert isinstance(request.user, User)
        path = members.welcome_path(self.account, by=request.user)
        link = settings.CONFIDENTIAL_ROOT + path
        return render(request, self.template_name, self.get_context_data(link=link))
