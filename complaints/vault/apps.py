"""Keys and sealed content."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    """Knows nothing of cases."""

    name = "complaints.vault"
    label = "vault"
    verbose_name = _("Vault")

    def ready(self) -> None:
        """Hear of accounts that are closed."""
        from complaints.vault import closing

        closing.listen()
