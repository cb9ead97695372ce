"""The ground floor."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Commands, static files and templates of the whole house."""

    name = "portal"
    verbose_name = "Kaimen"
