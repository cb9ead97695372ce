"""The gate before anything goes public."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GateConfig(AppConfig):
    """Attachments, pictures that a person looked at, findings a person overruled."""

    name = "portal.gate"
    label = "gate"
    verbose_name = _("Gate before publication")

    def ready(self) -> None:
        """Hold back names until a second person has approved them."""
        from portal.gate.names import follow
        from portal.pages.facts import SiteFacts
        from portal.users.models import Unit

        follow(Unit)
        follow(SiteFacts)
