"""Addresses as paper, television and other media must name them: whole and plain."""

import segno
from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe

from disclosures.estates import Estate


def form_address(estate: Estate | None = None) -> str:
    """Return the tip form's address, with the estate chosen."""
    host = getattr(settings, "CONFIDENTIAL_URL", "") or settings.SITE_URL
    address = f"{host}{_plain(reverse('tips_new'))}"
    return f"{address}?estate={estate.pk}" if estate else address


def column_address() -> str:
    """Return the column's address."""
    return f"{settings.SITE_URL}{getattr(settings, 'BASE_PATH', '').rstrip('/')}/"


def spoken(address: str) -> str:
    """Return an address as a reader types it: no scheme, no question."""
    return address.partition("://")[2].partition("?")[0]


def qr_svg(address: str) -> SafeString:
    """Draw an address for print, with the quiet zone that scanners need."""
    code = segno.make_qr(address, error="m")
    return mark_safe(code.svg_inline(border=4, omitsize=True))  # noqa: S308 - our own address


def qr_png(address: str) -> str:
    """Draw an address as a picture that can be saved and set into an article."""
    return segno.make_qr(address, error="m").png_data_uri(scale=10, border=4)


def _plain(path: str) -> str:
    """Take off the step of the variant that the request came in by."""
    return f"/{path.removeprefix(get_script_prefix())}"
