"""What the accounts register in the admin."""

from wagtail import hooks

from portal.users.units import UnitViewSet


@hooks.register("register_admin_viewset")
def register_units() -> UnitViewSet:
    """Units, for role admin."""
    return UnitViewSet("units")
