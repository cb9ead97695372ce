"""The page on which a reviewer looks at pictures and decides what the scan found."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from wagtail.models import TaskState

from portal.gate import overruling
from portal.gate.looking import confirm, sights, unseen
from portal.gate.serving import may_see
from portal.pages.models import FourEyesTask


class Check(View):
    """What stands between one draft and its approval."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Open to those who write and approve; only reviewers decide."""
        may_see(request)
        self.state = get_object_or_404(
            TaskState, pk=kwargs["task_state_id"], status=TaskState.STATUS_IN_PROGRESS
        )
        self.thing = self.state.revision.as_object()
        task = self.state.task.specific
        self.decides = isinstance(task, FourEyesTask) and task.may_approve(
            self.state, request.user
        )
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, task_state_id: int) -> HttpResponse:
        """Show what was found, and each picture at full size."""
        pictures = sights(self.thing)
        left = {sight.key for sight in unseen(self.thing, request.user)}
        context = {
            "state": self.state,
            "title": str(self.thing),
            "decides": self.decides,
            "stopped": list(overruling.stopped(self.thing)),
            "overruled": overruling.of(self.thing),
            "sights": [(sight, sight.key not in left) for sight in pictures],
            "left": len(left),
            "back": self._back(),
            "breadcrumbs_items": [
                {"url": self._back(), "label": str(self.thing)},
                {"url": request.path, "label": _("Check before publishing")},
            ],
            "header_icon": "view",
        }
        return render(request, "gate/check.html", context)

    @transaction.atomic
    def post(self, request: HttpRequest, task_state_id: int) -> HttpResponse:
        """Confirm pictures, or let one finding stand."""
        if not self.decides:
            raise PermissionDenied
        if "overrule" in request.POST:
            self._overrule(request)
        else:
            wanted = set(request.POST.getlist("seen"))
            if not wanted:
                messages.error(
                    request,
                    _("Nothing was ticked: look at each picture, then tick it."),
                )
            for sight in sights(self.thing):
                if sight.key in wanted:
                    confirm(sight, request.user)
        return redirect("gate_check", task_state_id=task_state_id)

    def _overrule(self, request: HttpRequest) -> None:
        reason = request.POST.get("reason", "").strip()
        if len(reason) < overruling.REASON_LEAST:
            messages.error(
                request,
                _("Say in a sentence why this text points at no private person."),
            )
            return
        wanted = request.POST["overrule"]
        for stop in overruling.stopped(self.thing):
            if stop.key == wanted:
                overruling.overrule(
                    self.thing, stop.finding, request.user, reason[:300]
                )
                return

    def _back(self) -> str:
        if hasattr(self.thing, "page_ptr_id"):
            return reverse("wagtailadmin_pages:edit", args=[self.thing.pk])
        name = f"{self.thing._meta.app_label}_{self.thing._meta.model_name}"
        return reverse(f"wagtailsnippets_{name}:edit", args=[self.thing.pk])


def to_check(thing: Any, user: Any) -> tuple[Any, int, str]:
    """The task that waits for a thing, how much is left to look at, what it lacks."""
    state = getattr(thing, "current_workflow_task_state", None)
    if state is None:
        return None, 0, ""
    draft = state.revision.as_object()
    left = len(unseen(draft, user)) + len(list(overruling.stopped(draft)))
    return state, left, draft.obstacle() if hasattr(draft, "obstacle") else ""
