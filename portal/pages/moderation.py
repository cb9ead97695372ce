"""What happens when a second person has approved.

Wagtail imports this module while its own models load, so models come later.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import ngettext


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish the very version that was approved; the one way anything goes public.

    Nobody holds the right to publish: it lies in the approval itself. So a workflow
    that ends in any other way, for instance without a step, publishes nothing.
    """
    from portal.pages.models import FourEyesTask

    state = workflow_state.current_task_state
    task = state.task.specific if state else None
    if (
        not isinstance(task, FourEyesTask)
        or state.status != state.STATUS_APPROVED
        or state.finished_by_id != getattr(user, "pk", None)
        or not task.may_approve(state, user)
    ):
        raise PermissionDenied
    state.revision.publish(user=user, skip_permission_checks=True)


def refuse(thing: Any, user: Any) -> None:
    """Let nothing pass that is not fit to be public, as far as can be told."""
    refuse_what_names_a_person(thing)
    refuse_what_nobody_saw(thing, user)
    refuse_what_is_not_ready(thing)


def is_checked(state: Any, user: Any) -> bool:
    """Whether nothing is left to look at or to decide before an approval."""
    try:
        refuse(state.revision.as_object(), user)
    except PermissionDenied:
        return False
    return True


def refuse_what_names_a_person(thing: Any) -> None:
    """Scan once more at the door what reached it without a form."""
    try:
        for part in parts(thing):
            part.scan()
    except ValidationError as error:
        raise PermissionDenied(" ".join(error.messages)) from error


def refuse_what_nobody_saw(thing: Any, user: Any) -> None:
    """Let nothing pass whose pictures this person has not looked at."""
    from portal.gate.looking import unseen

    if left := unseen(thing, user):
        raise PermissionDenied(
            ngettext(
                "One picture has not been looked at yet: “%(name)s”. Open “Check"
                " before publishing” and confirm it first.",
                "%(count)s pictures have not been looked at yet, “%(name)s” among"
                " them. Open “Check before publishing” and confirm each first.",
                len(left),
            )
            % {"count": len(left), "name": left[0].name}
        )


def refuse_what_is_not_ready(thing: Any) -> None:
    """Ask what has conditions of its own, such as a unit's right of reply."""
    obstacle = thing.obstacle() if hasattr(thing, "obstacle") else ""
    if obstacle:
        raise PermissionDenied(obstacle)


def cluster(instance: Any) -> Iterator[Any]:
    """Give an object and all that is in it."""
    from modelcluster.models import get_all_child_relations

    yield instance
    for relation in get_all_child_relations(type(instance)):
        for child in getattr(instance, relation.get_accessor_name()).all():
            yield from cluster(child)


def parts(instance: Any) -> Iterator[Any]:
    """Give an object and, of a cluster, all that is in it, as far as it is scanned."""
    from portal.scan import Scanned

    return (part for part in cluster(instance) if isinstance(part, Scanned))
