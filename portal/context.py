"""What every template may count on."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.middleware import VARIANTS
from portal.pages.trail import sections, site_name


def site(request: HttpRequest) -> dict[str, object]:
    """The site's own facts, and this page's address in each variant."""
    path = request.path_info
    urls = {"zh": path} | {name: f"/{name}{path}" for name in VARIANTS}
    return {
        "variant": getattr(request, "variant", ""),
        "variant_urls": urls,
        "site": SimpleLazyObject(lambda: facts(request)),
    }


def facts(request: HttpRequest) -> dict[str, object]:
    """Name, address and sections of the site; asked only by public pages."""
    return {
        "name": site_name(request) or settings.WAGTAIL_SITE_NAME,
        "url": settings.SITE_URL,
        "nav": sections(request),
    }
