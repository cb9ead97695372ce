"""Accounts, units and roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsersConfig(AppConfig):
    """Its own app, because a custom user beside page types cannot be migrated."""

    name = "portal.users"
    label = "users"
    verbose_name = _("Accounts and units")
