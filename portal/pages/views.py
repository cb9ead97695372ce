"""Search, and the small files that machines read."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal import hosts
from portal.pages.doors import Door
from portal.pages.finding import find, terms
from portal.pages.trail import first_page
from portal.workdays.clock import today

QUERY_MOST = 100
#: How long `security.txt` stays valid; it is written anew each day.
SECURITY_TXT_DAYS = 180


def search(request: HttpRequest) -> HttpResponse:
    """Find public pages by words inside their sentences."""
    query = request.GET.get("q", "")[:QUERY_MOST].replace("\x00", "").strip()
    words = terms(query)
    context = {
        "query": query,
        "asked": bool(words),
        "page": find(words, request) if words else None,
        "trail": first_page(request),
    }
    return render(request, "pages/search.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what everybody can count on, and whom to tell where it fails."""
    context = {
        "page": Door(
            title=_("Accessibility"),
            description=_(
                "What this site does so that everybody can use it, and whom to tell"
                " where it fails."
            ),
        ),
        "trail": first_page(request),
        "elder_url": f"{hosts.base_path()}/elder/",
    }
    return render(request, "pages/accessibility.html", context)


def robots(request: HttpRequest) -> HttpResponse:
    """Keep robots out of what is private or endless."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    for variant in ("", "/en", "/elder"):
        lines += [f"Disallow: {variant}/tips/mailbox/", f"Disallow: {variant}/search/"]
    lines += ["", f"Sitemap: {settings.COLUMN_ROOT}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a hole in this site (RFC 9116)."""
    expires = datetime.combine(
        today() + timedelta(days=SECURITY_TXT_DAYS), time.min, UTC
    )
    lines = [
        f"Contact: {settings.COLUMN_ROOT}/channels/",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.COLUMN_ROOT}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
