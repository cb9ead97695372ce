"""Stopping what was approved for a time to come: like hiding, it needs one person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View
from wagtail.log_actions import log
from wagtail.models import Page

from disclosures.withdrawals.lately import way_back
from portal.users.gates import COLUMN


def waiting(page: Page) -> Any:
    """Return the version that goes public by itself, if one was approved to."""
    return page.revisions.filter(approved_go_live_at__isnull=False).first()


@transaction.atomic
def stop(page: Page, *, user: Any) -> None:
    """Let no version go public by itself; what was never public is not told of."""
    version = waiting(page)
    page.revisions.update(approved_go_live_at=None)
    log(instance=page, action="wagtail.schedule.cancel", user=user, revision=version)


class Stop(View):
    """One page whose publication is stopped."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Whoever writes or approves the column may stop it."""
        if not request.user.groups.filter(name__in=COLUMN).exists():
            raise PermissionDenied
        self.page = get_object_or_404(Page, pk=kwargs["page_id"])
        if waiting(self.page) is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Say what it does."""
        context = {
            "page": self.page,
            "time": waiting(self.page).approved_go_live_at,
            "header_icon": "warning",
            "breadcrumbs_items": [
                *way_back(),
                {"url": request.path, "label": _("Stop publication")},
            ],
        }
        return render(request, "disclosures/withdrawals/stop.html", context)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Do it."""
        stop(self.page, user=request.user)
        messages.success(request, _("It does not go public by itself any more."))
        return redirect("wagtailadmin_home")
