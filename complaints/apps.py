"""The confidential side."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """What residents confided, and what became of it."""

    name = "complaints"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Count due days again when the calendar changes; stay out of the indexes.

        And say what the vault, which knows of no cases, should hold for them.
        """
        from complaints import whole
        from complaints.vault import checks
        from complaints.workflow import departures, places
        from complaints.workflow.recompute import on_calendar_changed
        from portal.workdays.signals import calendar_changed

        calendar_changed.connect(on_calendar_changed)
        departures.listen()
        places.listen()
        checks.witnesses.append(whole)
        self._keep_out_of_the_reference_index()

    def _keep_out_of_the_reference_index(self) -> None:
        """Wagtail's index would tell which case names which unit, estate or person."""
        for label in (self.label, "vault"):
            for model in apps.get_app_config(label).get_models(
                include_auto_created=True
            ):
                model.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
