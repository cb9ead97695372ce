"""Pages for what went wrong outside any form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose CSRF token no longer fits; the tip form answers for itself."""
    return render(request, "403_csrf.html", status=403)
