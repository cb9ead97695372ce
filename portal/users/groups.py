"""Groups are the table of roles in code, so the admin has no page for them."""

from django.contrib.auth.models import Group
from django.urls import URLPattern
from wagtail.admin.viewsets.base import ViewSet


class NoGroups(ViewSet):
    """Stands where Wagtail's pages for groups would be, and has none."""

    model = Group

    def get_urlpatterns(self) -> list[URLPattern]:
        """None."""
        return []

    def register_menu_item(self) -> None:
        """None."""
