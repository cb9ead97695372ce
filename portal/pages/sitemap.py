"""What search engines are told of."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import get_script_prefix
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap


class Pages(WagtailSitemap):
    """Every live public page."""

    def lastmod(self, obj: Any) -> Any:
        """Return when the page last changed."""
        return obj.last_published_at


class Doors(Sitemap):
    """The ways in that are no Wagtail pages."""

    def items(self) -> list[str]:
        """Return addresses below the site's root."""
        return ["tips/", "tips/new/"]

    def location(self, item: str) -> str:
        """Return the address."""
        return f"{get_script_prefix()}{item}"


SITEMAPS = {"pages": Pages, "doors": Doors}
