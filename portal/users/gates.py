"""Which roles may come near Wagtail's own admin views.

Wagtail's generic views ask for permissions one by one, and some ask for none: a bulk
action lists titles, a report lists names, a chooser lists pages to anybody with admin
access. So a role gets only the parts of the admin that are its work; everything that
Wagtail brings and nobody here needs is shut for all.
"""

import re
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse

WRITERS = frozenset({"editor"})
COLUMN = frozenset({"editor", "moderator"})
TECHNICAL = frozenset({"admin"})
NOBODY: frozenset[str] = frozenset()

#: Path below /admin/ → groups. The first match decides; no match asks the view alone.
GATES: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern), groups)
    for pattern, groups in (
        (r"pages/\d+/(edit|view_draft|workflow_history|history|lock|unlock)/", COLUMN),
        (r"pages/\d+/(revisions|wechat)/", COLUMN),
        (r"pages/workflow/", COLUMN),
        (r"pages/\d+/(privacy|convert_alias|unpublish|move)/", NOBODY),
        (r"pages/", WRITERS),
        (r"snippets/disclosures/campaign/", COLUMN),
        (r"channels/", COLUMN),
        (r"snippets/", NOBODY),
        (r"lists/", COLUMN),
        (r"estate-figures/", frozenset({"investigator", "moderator"})),
        (r"editing-sessions/", COLUMN),
        (r"(gate|media|take-down|published)/", COLUMN),
        (r"(choose-|images/|tag-autocomplete/|block-preview/)", WRITERS),
        (r"reports/($|\d{4}-\d{2}-[a-z]/)", COLUMN),
        (r"reports/(workflow|workflow_tasks|aging-pages)/", COLUMN),
        (r"reports/", NOBODY),
        (r"api/main/\w+/\d+/action/", NOBODY),
        (r"api/main/(pages|images)/", WRITERS),
        (r"settings/pages/sitefacts/", TECHNICAL),
        (r"(api|bulk|documents|collections|workflows|sites|settings)/", NOBODY),
        (r"(test404|failwhale|password_reset)/", NOBODY),
    )
)


def may_pass(path: str, groups: set[str]) -> bool:
    """Whether an account of these groups may ask for a path below /admin/."""
    for pattern, allowed in GATES:
        if pattern.match(path):
            return bool(allowed & groups)
    return True


class Gate:
    """Refuses before the view is asked; anonymous readers meet the login instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing here: the user is known only later."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Runs for every request; only the admin has gates."""
        if not request.path_info.startswith("/admin/"):
            return
        user = request.user
        if user.is_authenticated:
            # Asked for once a request, whoever asks again.
            prefetch_related_objects([user], "groups")
            groups = {group.name for group in user.groups.all()}
            if not may_pass(request.path_info.removeprefix("/admin/"), groups):
                raise PermissionDenied
