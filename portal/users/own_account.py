"""What people set for their own account in the admin."""

from typing import Any

from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    NameEmailSettingsPanel,
)


class OwnAccount(AccountView):
    """Language and look. A name is not one's own to change: it stands in the record.

    Nor is there a picture, which nobody would have approved.
    """

    def get_panels(self) -> list[Any]:
        """Wagtail's panels without name and picture."""
        left_out = (NameEmailSettingsPanel, AvatarSettingsPanel)
        return [p for p in super().get_panels() if not isinstance(p, left_out)]
