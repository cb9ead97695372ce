"""What a person who only reviews is offered, and what their form refuses."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext

#: Names of menu items that write; a reviewer decides, and does not write.
WRITING = ("action-save-draft", "action-submit", "action-restart-workflow")


def refuse_changes(form: Any) -> None:
    """Refuse whatever is not the decision itself: a save would make a new version."""
    if form.has_changed() or not form.data.get("action-workflow-action"):
        raise ValidationError(
            gettext(
                "Whoever approves a text does not change it: ask for changes and"
                " say which."
            )
        )


def offer_decision(items: list[Any]) -> None:
    """Leave out what writes, and put the approval first."""
    items[:] = [item for item in items if item.name not in WRITING]
    items.sort(key=lambda item: item.name != "approve")


def is_under_review(request: HttpRequest, thing: Any) -> bool:
    """Whether `thing` waits for a decision that this person may take."""
    task = getattr(thing, "current_workflow_task", None) if thing else None
    return bool(task and task.user_can_access_editor(thing, request.user))
