"""What the vault registers in the admin."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

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


@hooks.register("register_account_menu_item")
def password_menu_item(request: HttpRequest) -> dict[str, object]:
    """A member changes the password here, since Wagtail's own form knows no key."""
    return {
        "url": reverse("staff_password"),
        "label": _("Change password"),
        "help_text": _("Your access to cases is kept."),
    }
