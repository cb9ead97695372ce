"""What the vault registers in the admin."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from complaints.vault.asking import may_take_part
from complaints.vault.panels import KeysPanel
from complaints.vault.views import may_see_keys


class KeysMenuItem(MenuItem):
    """Shown to members who work on cases."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the page would answer."""
        return may_see_keys(request.user)


@hooks.register("register_admin_menu_item")
def keys_menu_item() -> MenuItem:
    """Keys and people."""
    return KeysMenuItem(
        _("Keys and people"), reverse("keys"), name="keys", icon_name="key", order=30
    )


@hooks.register("construct_homepage_panels")
def add_key_warnings(request: HttpRequest, panels: list[Component]) -> None:
    """Keys that too few hold."""
    panels.append(KeysPanel())


class RecoveryMenuItem(MenuItem):
    """Shown to whoever has to do with recovery."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the page would answer."""
        return may_take_part(request.user)


@hooks.register("register_admin_menu_item")
def recovery_menu_item() -> MenuItem:
    """Recovery shares, and what their holders are asked."""
    return RecoveryMenuItem(
        _("Recovery"),
        reverse("recovery"),
        name="recovery",
        icon_name="lock-open",
        order=35,
    )


@hooks.register("register_account_menu_item")
def code_menu_item(request: HttpRequest) -> dict[str, object] | None:
    """A member prints a new recovery code here."""
    if not may_see_keys(request.user):
        return None
    return {
        "url": reverse("keys_code"),
        "label": _("Personal recovery code"),
        "help_text": _("With it a forgotten password costs nothing."),
    }


@hooks.register("register_account_menu_item")
def password_menu_item(request: HttpRequest) -> dict[str, object]:
    """A member changes the password here, since Wagtail's own form knows no key."""
    return {
        "url": reverse("staff_password"),
        "label": _("Change password"),
        "help_text": _("Your access to cases is kept."),
    }
