"""What every answer carries, and which variant of the site was asked for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]

#: First step of an address → language. Anything else is the plain Chinese site.
VARIANTS = {"en": "en", "elder": "zh-hans"}
#: Not part of the site that readers see, so without variants.
NO_VARIANT = ("/admin/", "/static/", "/media/", "/health/")


class Headers:
    """Caching of the confidential side, and the admin's own content policy."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set what the view has not set."""
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        if f"{request.path_info}/".startswith(("/admin/", "/tips/")):
            response.headers["Cache-Control"] = "no-store"
        elif request.method in {"GET", "HEAD"} and not response.cookies:
            # Anybody may keep a public page, and asks each time whether it still
            # stands: what is taken down is gone from caches at once, too.
            response.headers.setdefault(
                "Cache-Control", "public, max-age=0, must-revalidate"
            )
        if not getattr(response, "xframe_options_exempt", False):
            response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        return response


class ForeignToken:
    """Readers get no cookie in place of one that another site of this host left.

    Django answers a `csrftoken` that it cannot read with a new one, on every page.
    Here a form that needs one sets it, and what is posted with a bad one is refused.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forget both, the new token and the bad one, before a view asks for any."""
        if request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", False):
            request.META.pop("CSRF_COOKIE", None)
            request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
        return self.get_response(request)


class Variant:
    """Serves `/en/…` and `/elder/…` from the same views as `/…`.

    The first step moves from the path into the script prefix, so that every
    `reverse()` inside the request stays in the variant.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the variant; the prefix is put back afterwards."""
        name, rest = split_variant(request.path_info)
        request.variant = name  # type: ignore[attr-defined]
        prefix = get_script_prefix()
        request.path_info = rest
        try:
            if name:
                set_script_prefix(f"{prefix.rstrip('/')}/{name}/")
            with translation.override(VARIANTS.get(name, settings.LANGUAGE_CODE)):
                response = self.get_response(request)
                response.headers.setdefault(
                    "Content-Language", translation.get_language()
                )
                return response
        finally:
            set_script_prefix(prefix)


def split_variant(path: str) -> tuple[str, str]:
    """`/en/tips/` → `("en", "/tips/")`; a plain path → `("", path)`."""
    name, slash, rest = path[1:].partition("/")
    if name in VARIANTS and slash and not f"/{rest}".startswith(NO_VARIANT):
        return name, f"/{rest}"
    return "", path
