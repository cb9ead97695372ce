"""Pages for what went wrong outside any form.

Below /tips/ they say less in their title and offer to leave quickly, like every page
there; the confidential side keeps them among its own templates.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views import defaults

#: Where pages have error pages of their own, and which.
ROOMS = {"/tips/": "intake/error.html"}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _of_room(request, 400) or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _of_room(request, 403) or defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _of_room(request, 404) or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _of_room(request, 500) or defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose CSRF token no longer fits; the tip form answers for itself."""
    return render(request, "403_csrf.html", status=403)


def _of_room(request: HttpRequest, status: int) -> HttpResponse | None:
    """A page that asks the database nothing: it may be what is broken."""
    if getattr(request, "is_elsewhere", False):
        return None
    for path, template in ROOMS.items():
        if f"{request.path_info}/".startswith(path):
            facts = {"variant": getattr(request, "variant", "")}
            context = {"request": facts, "status": status}
            page = loader.get_template(template).render(context)
            return HttpResponse(page, status=status)
    return None
