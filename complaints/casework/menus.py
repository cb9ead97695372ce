"""What stands in the admin's menu, and for whom."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem

from complaints.casework.access import may_oversee, may_work
from complaints.casework.desk import may_file

#: Entries of Wagtail that are of no use to anybody without rights on pages.
PAGE_ENTRIES = frozenset({"explorer", "images", "documents", "reports", "help"})


class CasesMenuItem(MenuItem):
    """Cases and what belongs to them, for those who work on them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By role and membership."""
        return may_work(request.user)


class DeskMenuItem(MenuItem):
    """Writing down a tip for a caller."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By role and membership, of clerks too."""
        return may_file(request.user)


class OversightMenuItem(MenuItem):
    """The inspectors' board."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By role and membership."""
        return may_oversee(request.user)


def hide_what_is_of_no_use(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out the entries on pages for accounts that have no rights on pages."""
    if not user_has_any_page_permission(request.user):
        items[:] = [item for item in items if item.name not in PAGE_ENTRIES]
    # Wagtail's own help leads to pages of its makers, in English.
    items[:] = [item for item in items if item.name != "help"]


CASES = _("Cases")
DESK = _("Record a tip")
REQUESTS = _("Requests for assistance")
OVERSIGHT = _("Oversight")
