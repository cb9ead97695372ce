"""Deadline policies in the admin; role `admin` alone may change them."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from complaints.clocks import DeadlinePolicy


def _matter(policy: DeadlinePolicy) -> str:
    return policy.get_matter_display() if policy.matter else gettext("every matter")


class DeadlinePolicyViewSet(ModelViewSet):
    """Policies are added and ended, never deleted: older cases rest on them."""

    model = DeadlinePolicy
    name = "deadline_policies"
    icon = "time"
    menu_label = _("Deadline policies")
    menu_order = 720
    list_display = [
        "term",
        Column("matter", label=_("matter"), accessor=_matter, sort_key="matter"),
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
