"""What every template may count on."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal import hosts
from portal.middleware import VARIANTS
from portal.pages.facts import facts_of_site
from portal.pages.trail import sections, site_name


def site(request: HttpRequest) -> dict[str, object]:
    """The site's own facts, and this page's address in each variant."""
    path, base = request.path_info, hosts.base_path()
    urls = {"zh": f"{base}{path}"} | {n: f"{base}/{n}{path}" for n in VARIANTS}
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
        "domain": settings.SITE_HOST,
        "nav": sections(request),
        **facts_of_site(request),
    }
