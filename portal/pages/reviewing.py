"""What a person who only reviews is offered, and what their form refuses."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
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


def read_it_again(request: HttpRequest, thing: Any) -> HttpResponse | None:
    """Send back whoever decides on another version than the one they opened.

    Parts that were added meanwhile are not in the form they look at.
    """
    if request.method != "POST" or not request.POST.get("action-workflow-action"):
        return None
    newest = thing.latest_revision
    names = ("loaded_revision_id", "loaded_revision_created_at")
    opened = [request.POST.get(name) for name in names]
    if newest and opened == [str(newest.pk), newest.created_at.isoformat()]:
        return None
    messages.error(
        request,
        gettext(
            "This was handed in anew after you opened it: read it once more, then"
            " decide."
        ),
    )
    return redirect(request.path)


def offer_decision(items: list[Any]) -> None:
    """Leave out what writes, and put the approval first."""
    items[:] = [item for item in items if item.name not in WRITING]
    items.sort(key=lambda item: item.name != "approve")


def is_under_review(request: HttpRequest, thing: Any) -> bool:
    """Whether `thing` waits for a decision that this person may take."""
    task = getattr(thing, "current_workflow_task", None) if thing else None
    return bool(task and task.user_can_access_editor(thing, request.user))
