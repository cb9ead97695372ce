"""What happens when a second person has approved.

Wagtail imports this module while its own models load, so models come later.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError


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


def refuse_what_names_a_person(revision: Any) -> None:
    """Scan once more at the door what reached it without a form."""
    try:
        for part in parts(revision.as_object()):
            part.scan()
    except ValidationError as error:
        raise PermissionDenied(" ".join(error.messages)) from error


def parts(instance: Any) -> Iterator[Any]:
    """Give an object and, of a cluster, all that is in it, as far as it is scanned."""
    from modelcluster.models import get_all_child_relations

    from portal.scan import Scanned

    if isinstance(instance, Scanned):
        yield instance
    for relation in get_all_child_relations(type(instance)):
        for child in getattr(instance, relation.get_accessor_name()).all():
            yield from parts(child)
