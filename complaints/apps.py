"""The confidential side."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """What residents confided, and what became of it."""

    name = "complaints"
    verbose_name = _("Cases")
