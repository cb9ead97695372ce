"""What a page says of itself to machines."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.encoding import escape_uri_path

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical_url(context: dict[str, Any]) -> str:
    """The page's one address: of whatever is asked for beside it, only the number."""
    request = context["request"]
    number = request.GET.get("page", "")
    asked = f"?page={number}" if number.isdecimal() and int(number) > 1 else ""
    return f"{settings.SITE_URL}{escape_uri_path(request.path)}{asked}"
