"""Lists in the admin with no view but those that were asked for."""

from typing import Any

from django.urls import URLPattern, path
from wagtail.admin.viewsets.model import ModelViewSet

#: Wagtail's generic views that ask no policy about the single row (style §6).
_LEFT_OUT = ("history_url_name", "usage_url_name", "delete_url_name", "copy_url_name")


class PlainViewSet(ModelViewSet):
    """List, add, change. No copy, inspection, history, usage, export, nor deletion."""

    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    add_to_settings_menu = True

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Without the addresses that do not exist here."""
        found = super().get_common_view_kwargs(**kwargs)
        return {name: value for name, value in found.items() if name not in _LEFT_OUT}

    def get_urlpatterns(self) -> list[URLPattern]:
        """The four addresses."""
        conv = self.pk_path_converter
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path(f"edit/<{conv}:pk>/", self.edit_view, name="edit"),
        ]
