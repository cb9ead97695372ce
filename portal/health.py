"""Answers for balancers."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from wagtail.models import Site


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and the site exists; 503 otherwise."""
    try:
        connection.ensure_connection()
        ready = Site.objects.filter(is_default_site=True).exists()
    except (DatabaseError, OSError):
        ready = False
    return JsonResponse({"ready": ready}, status=200 if ready else 503)
