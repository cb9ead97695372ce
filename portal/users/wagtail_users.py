"""Wagtail's app for accounts, with our own views in the place of its own."""

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    """Installed as `wagtail.users` would be."""

    user_viewset = "portal.users.accounts.UserViewSet"
    group_viewset = "portal.users.groups.NoGroups"
