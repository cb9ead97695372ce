"""The public side."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosuresConfig(AppConfig):
    """What the county shows: column, plan, progress, estates."""

    name = "disclosures"
    verbose_name = _("Disclosure")
