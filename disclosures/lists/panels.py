"""What the first page of the admin says of the lists."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.components import Component

from disclosures.lists.acts import APPROVE
from disclosures.lists.changes import Change

MOST = 7


class WaitingPanel(Component):
    """To a moderator: what waits for a second person."""

    order = 60
    template_name = "disclosures/lists/admin/_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the oldest first; nothing for who does not decide."""
        user = parent_context["request"].user
        if not user.has_perm(APPROVE):
            return {"changes": []}
        waiting: QuerySet[Change] = Change.objects.waiting().exclude(
            proposed_by=user.pk
        )
        found = waiting.select_related("proposed_by").order_by("proposed_at")[:MOST]
        return {"changes": found}
