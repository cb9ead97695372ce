"""Responsible units in the admin."""

from django.utils.translation import gettext_lazy as _

from portal.gate.names_views import NamesCreateView, NamesEditView
from portal.tables import yes_no
from portal.users.models import Unit
from portal.users.viewsets import PlainViewSet


class UnitViewSet(PlainViewSet):
    """Units take part or not; none is deleted, since cases name them."""

    model = Unit
    add_view_class = NamesCreateView
    edit_view_class = NamesEditView
    icon = "group"
    menu_label = _("Units")
    menu_order = 110
    list_display = [
        *("name", "short_name", "kind"),
        *(yes_no(Unit, name) for name in ("is_lead", "is_active", "head_signs")),
    ]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "short_name"]
    form_fields = [
        "name",
        "short_name",
        "kind",
        "is_lead",
        "is_active",
        "head_signs",
        "fallback",
        "way_above",
    ]
