"""How a found place is shown."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def marked_place(place: str) -> SafeString:
    """Mark what stands between the brackets of `portal.scan.in_context`."""
    plain = str(escape(place))
    marked = plain.replace("【", "<mark>").replace("】", "</mark>")
    return mark_safe(marked)  # noqa: S308 - escaped above
