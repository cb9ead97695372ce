"""What holds for every version of a page or a campaign on its way to the public."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext
from wagtail.log_actions import log

from portal.pages.moderation import (
    refuse_what_is_not_ready,
    refuse_what_names_a_person,
)

_log = logging.getLogger(__name__)
#: What Wagtail writes down when it publishes by itself.
BY_ITSELF = "wagtail.publish.scheduled"


class HandedInForGood:
    """A page or a snippet of which no version changes that somebody may have read."""

    def save_revision(
        self, *args: Any, overwrite_revision: Any = None, **kwargs: Any
    ) -> Any:
        """Save a version; `PermissionDenied` instead of writing over a read one.

        Wagtail's saving by itself writes over its author's newest version, whether or
        not that waits for a reviewer or is public.
        """
        old = overwrite_revision
        public = getattr(self, "live_revision_id", None)
        if old and (old.pk == public or old.task_states.exists()):
            raise PermissionDenied(
                gettext("This version was handed in already: open the page once more.")
            )
        return super().save_revision(  # type: ignore[misc]
            *args, overwrite_revision=old, **kwargs
        )


class ScannedAtItsTime:
    """A page or a snippet that goes public by itself only if it is still fit to be."""

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish; of what is refused, the schedule is taken off, and nothing shown.

        A unit may have replied since the approval: its reply cannot be left out.

        No error is raised: what else is due at that hour goes public all the same.
        """
        if kwargs.get("log_action") == BY_ITSELF:
            try:
                thing = revision.as_object()
                refuse_what_names_a_person(thing)
                refuse_what_is_not_ready(thing)
            except PermissionDenied as refusal:
                type(revision).objects.filter(pk=revision.pk).update(
                    approved_go_live_at=None
                )
                log(
                    instance=self,
                    action="wagtail.schedule.cancel",
                    revision=revision,
                    data={"refused": str(refusal)},
                )
                _log.warning("%s was not published: what is checked stops it", revision)
                return None
        return super().publish(revision, *args, **kwargs)  # type: ignore[misc]
