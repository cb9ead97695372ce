"""The confidential side."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """What residents confided, and what became of it."""

    name = "complaints"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Count provisional due days again whenever the calendar changes."""
        from complaints.workflow.recompute import on_calendar_changed
        from portal.workdays.signals import calendar_changed

        calendar_changed.connect(on_calendar_changed)
