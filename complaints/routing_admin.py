"""Routing rules in the admin; role `admin` alone may change them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from complaints.routing import RoutingRule


class RoutingRuleViewSet(ModelViewSet):
    """Rules; the model refuses a unit that could not read what it gets."""

    model = RoutingRule
    name = "routing_rules"
    icon = "redirect"
    menu_label = _("Routing rules")
    menu_order = 710
    list_display = ["kind", "topic", "township", "unit"]
    list_filter = ["kind", "unit"]
    form_fields = ["kind", "topic", "township", "unit"]
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_admin_menu = True
