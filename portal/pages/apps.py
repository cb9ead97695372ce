"""What every page type shares."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Base page, search view, sitemap."""

    name = "portal.pages"
    label = "pages"
