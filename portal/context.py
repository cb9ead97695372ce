"""What every template may count on."""

from django.conf import settings
from django.http import HttpRequest

from portal.middleware import VARIANTS


def site(request: HttpRequest) -> dict[str, object]:
    """The site's own facts, and this page's address in each variant."""
    path = request.path_info
    urls = {"zh": path} | {name: f"/{name}{path}" for name in VARIANTS}
    return {
        "variant": getattr(request, "variant", ""),
        "variant_urls": urls,
        "site": {"name": settings.WAGTAIL_SITE_NAME, "url": settings.SITE_URL},
    }
