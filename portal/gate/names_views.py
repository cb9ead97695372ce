"""What an administrator is told whose words wait for a second person."""

from typing import Any

from wagtail.admin.views import generic

from portal.gate.names import WAITS


class NamesCreateView(generic.CreateView):
    """A new thing with a name; once readers are there, it is switched on by two."""

    def get_success_message(self, instance: Any) -> str:
        """Say so where something was held back."""
        told = str(super().get_success_message(instance))
        return f"{told} {WAITS}" if instance.held else told


class NamesEditView(generic.EditView):
    """A thing whose name readers see."""

    def get_success_message(self) -> str:
        """Say so where something was held back."""
        told = str(super().get_success_message())
        return f"{told} {WAITS}" if self.object.held else told
