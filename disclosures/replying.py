"""The right of reply: a unit reads the notice about it and answers in its words."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.menu import MenuItem

from disclosures.criticism import CriticismPage, UnitReply
from portal.users.models import Membership
from portal.workdays.clock import today


class ReplyForm(forms.ModelForm):
    """The unit's words; scanned like everything that readers will see."""

    class Meta:
        model = UnitReply
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}


def units_of(user: Any) -> list[int]:
    """Units for which an account may reply."""
    members = Membership.objects.current().handlers().filter(user_id=user.pk)
    return list(members.values_list("unit_id", flat=True))


def about(user: Any) -> list[CriticismPage]:
    """Notices about the account's units of which those have been told, as drafted."""
    units = units_of(user)
    if not units:
        return []
    drafts = [
        page.get_latest_revision_as_object()
        for page in CriticismPage.objects.order_by("-pk")
    ]
    return [
        draft for draft in drafts if draft.unit_id in units and draft.told_on <= today()
    ]


class Notices(View):
    """What is said about one's own unit."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """List it; who is in no unit has no business here."""
        if not units_of(request.user):
            raise PermissionDenied
        context = {
            "notices": about(request.user),
            "header_icon": "warning",
            "breadcrumbs_items": [{"url": request.path, "label": TITLE}],
        }
        return render(request, "disclosures/criticism/index.html", context)


class Reply(View):
    """One notice, and the reply to it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A notice is shown to the unit that it names."""
        page = get_object_or_404(CriticismPage, pk=kwargs["page_id"])
        self.notice = page.get_latest_revision_as_object()
        if self.notice.pk not in {one.pk for one in about(request.user)}:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Show the draft."""
        return self._page(request, ReplyForm())

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Keep the reply."""
        reply = UnitReply(page=self.notice, user_id=request.user.pk or 0)
        form = ReplyForm(request.POST, instance=reply)
        if not form.is_valid():
            return self._page(request, form)
        form.save()
        messages.success(
            request, _("Your reply is kept. It will stand below the notice.")
        )
        return redirect("unit_notices")

    def _page(self, request: HttpRequest, form: forms.ModelForm) -> HttpResponse:
        context = {
            "notice": self.notice,
            "replies": UnitReply.objects.filter(page_id=self.notice.pk),
            "form": form,
            "header_icon": "warning",
            "breadcrumbs_items": [
                {"url": reverse("unit_notices"), "label": TITLE},
                {"url": request.path, "label": self.notice.title},
            ],
        }
        return render(request, "disclosures/criticism/reply.html", context)


TITLE = gettext_lazy("Notices about us")


class NoticesMenuItem(MenuItem):
    """Shown once there is a notice."""

    def is_shown(self, request: HttpRequest) -> bool:
        """To the unit that it names."""
        return bool(about(request.user))


def menu_item() -> MenuItem:
    """Return the entry."""
    return NoticesMenuItem(
        TITLE,
        reverse_lazy("unit_notices"),
        name="unit-notices",
        icon_name="warning",
        order=30,
    )


def urls() -> list[URLPattern]:
    """Return the addresses below `/admin/`."""
    return [
        path("criticism/", Notices.as_view(), name="unit_notices"),
        path("criticism/<int:page_id>/", Reply.as_view(), name="unit_reply"),
    ]
