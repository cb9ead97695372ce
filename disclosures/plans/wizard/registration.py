"""What `disclosures.wagtail_hooks` registers of the import."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from .views import PERMISSION, PlanImport


def urls() -> list[URLPattern]:
    """Return the address below `/admin/`."""
    return [path("campaigns/import/", PlanImport.as_view(), name="plan_import")]


class PlanImportMenuItem(MenuItem):
    """The import, for those who may."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By permission."""
        return bool(request.user.has_perm(PERMISSION))


def menu_item() -> MenuItem:
    """Return the entry below the campaign's."""
    return PlanImportMenuItem(
        _("Import a plan"),
        reverse_lazy("plan_import"),
        name="plan-import",
        icon_name="upload",
        order=111,
    )
