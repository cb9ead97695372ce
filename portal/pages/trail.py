"""Where a page stands: breadcrumbs and the list of sections."""

from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from wagtail.models import Page, Site

from portal import hosts


def trail(page: Page, request: HttpRequest) -> list[dict[str, str]]:
    """Return the page's parents, from the site's first page down."""
    site = Site.find_for_request(request)
    if site is None or page.pk in {None, site.root_page_id}:
        return []
    parents = page.get_ancestors().filter(path__startswith=site.root_page.path)
    return [link(parent, request) for parent in parents]


def sections(request: HttpRequest) -> list[dict[str, str]]:
    """Return the pages of the menu, in the order of the tree."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    pages = site.root_page.get_children().live().in_menu()
    return [link(page, request) for page in pages]


def site_name(request: HttpRequest) -> str:
    """Return what stands in every page's header."""
    site = Site.find_for_request(request)
    return site.site_name if site else ""


def link(page: Page, request: Any) -> dict[str, str]:
    """Return a page's title and address."""
    url = page.get_url(request) or "/"
    if url.startswith("/"):
        url = hosts.link(f"/{url.removeprefix(get_script_prefix())}")
    return {"title": page.title, "url": url}


def first_page(request: HttpRequest) -> list[dict[str, str]]:
    """Return the breadcrumbs of a page that stands right below the first one."""
    site = Site.find_for_request(request)
    return [link(site.root_page, request)] if site else []
