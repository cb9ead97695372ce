"""Retention policies in the admin; role `admin` alone may change them."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from complaints.retention.policies import RetentionPolicy


def _ending(policy: RetentionPolicy) -> str:
    return policy.get_outcome_display() if policy.outcome else gettext("every end")


class RetentionPolicyViewSet(ModelViewSet):
    """Policies are added and ended, never deleted: what was destroyed rests on them."""

    model = RetentionPolicy
    name = "retention_policies"
    icon = "bin"
    menu_label = _("Retention policies")
    menu_order = 730
    list_display = [
        "kind",
        Column("outcome", label=_("outcome"), accessor=_ending, sort_key="outcome"),
        "days",
        "basis",
        "effective_from",
        "effective_to",
    ]
    list_filter = ["kind"]
    search_fields = ["basis"]
    form_fields = [
        "kind",
        "outcome",
        "days",
        "basis",
        "effective_from",
        "effective_to",
    ]
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_admin_menu = True
