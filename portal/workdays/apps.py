"""Chinese working days."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    """The calendar that both sides count with."""

    name = "portal.workdays"
    label = "workdays"
    verbose_name = _("Working days")
