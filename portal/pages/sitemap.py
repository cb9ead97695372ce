"""What search engines are told of."""

from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import get_script_prefix
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap


class Pages(WagtailSitemap):
    """Every live public page."""

    def lastmod(self, obj: Any) -> Any:
        """Return when the page last changed."""
        return obj.last_published_at


#: Addresses that rooms above add, each below the site's root.
PUBLIC_DOORS: list[str] = []


class Doors(Sitemap):
    """The ways in that are no Wagtail pages."""

    def items(self) -> list[str]:
        """Return addresses below the site's root; those of another host are its own."""
        doors = [] if settings.CONFIDENTIAL_URL else ["tips/", "tips/new/"]
        return [*doors, "accessibility/", *PUBLIC_DOORS]

    def location(self, item: str) -> str:
        """Return the address."""
        return f"{get_script_prefix()}{item}"


SITEMAPS = {"pages": Pages, "doors": Doors}
