"""What the gate registers in the admin; the logic is elsewhere."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages

from portal.gate import serving
from portal.gate.checking import Check, to_check
from portal.gate.names import WAITS


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """/admin/gate/… and the library's pictures for staff."""
    return [
        path("gate/<int:task_state_id>/", Check.as_view(), name="gate_check"),
        path("gate/sights/<str:token>/<int:number>/", serving.sight, name="gate_sight"),
        path("gate/files/<str:token>/", serving.staff_download, name="gate_file"),
        re_path(
            r"^media/(?P<path>(?:original_)?images/.*)$",
            serving.staff_picture,
            name="staff_media",
        ),
    ]


@hooks.register("after_edit_setting")
def say_what_waits(request: HttpRequest, setting: Any) -> None:
    """Tell whoever typed what readers see that a second person approves it."""
    if getattr(setting, "held", None):
        messages.warning(request, WAITS)


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def say_what_is_left(request: HttpRequest, page: Any) -> None:
    """Lead whoever opens a draft in review to the pictures and the findings."""
    if request.method != "GET":
        return
    state, left, lack = to_check(page, request.user)
    if lack:
        messages.warning(request, lack)
    if left:
        messages.warning(
            request,
            ngettext(
                "One thing is left to check before this can be approved.",
                "%(count)s things are left to check before this can be approved.",
                left,
            )
            % {"count": left},
            buttons=[
                messages.button(
                    reverse("gate_check", args=[state.pk]),
                    _("Check before publishing"),
                )
            ],
        )
