"""Links that find the other host, where there are two."""

from django import template

from portal import hosts

register = template.Library()


@register.simple_tag
def site_link(path: str) -> str:
    """`{% site_link "/tips/" as tips %}`: see `portal.hosts.link`."""
    return hosts.link(path)
