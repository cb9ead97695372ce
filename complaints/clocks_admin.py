"""Deadline policies in the admin; role `admin` alone may change them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from complaints.clocks import DeadlinePolicy


class DeadlinePolicyViewSet(ModelViewSet):
    """Policies are added and ended, never deleted: older cases rest on them."""

    model = DeadlinePolicy
    name = "deadline_policies"
    icon = "time"
    menu_label = _("Deadline policies")
    menu_order = 720
    list_display = [
        "matter",
        "term",
        "days",
        "unit",
        "article",
        "effective_from",
        "effective_to",
    ]
    list_filter = ["matter", "term"]
    search_fields = ["article"]
    form_fields = [
        "matter",
        "term",
        "days",
        "unit",
        "article",
        "effective_from",
        "effective_to",
    ]
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_admin_menu = True
