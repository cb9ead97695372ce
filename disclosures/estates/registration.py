"""What `disclosures.wagtail_hooks` registers of the estates' figures."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from disclosures.estates.admin_views import OneTable, Overview, may_see


def urls() -> list[URLPattern]:
    """Return the addresses below `/admin/`."""
    return [
        path("estate-figures/", Overview.as_view(), name="estate_figures"),
        path(
            "estate-figures/<int:pk>/",
            OneTable.as_view(),
            name="estate_figures_table",
        ),
    ]


class EstateFiguresMenuItem(MenuItem):
    """The tables, for those who import them or decide on them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By permission and unit."""
        return may_see(request.user)


def menu_item() -> MenuItem:
    """Return the entry below the estates'."""
    return EstateFiguresMenuItem(
        _("Figures of the estates"),
        reverse_lazy("estate_figures"),
        name="estate-figures",
        icon_name="table",
        order=121,
    )
