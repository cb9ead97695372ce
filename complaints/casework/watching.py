"""Two people in one file: what changed since the page was drawn, and who else reads it.

A page that is open asks from time to time. The answer holds no content, so it opens
nothing and needs no record; whoever reads the file anew is recorded as always.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from complaints import workflow
from complaints.cases import AccessRecord, Case
from complaints.casework.access import StaffView
from portal.users.models import User
from portal.workdays import clock

#: Whoever opened the file within so long may still have it before them.
STILL_OPEN = timedelta(minutes=10)
#: So many of the latest changes are named.
MOST = 5


class VersionView(StaffView):
    """Which version the case is at, for a page that shows an older one."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """Steps and notes of others since then, as sentences."""
        case = self.case(number)
        answer = {
            "version": case.version,
            "notes": case.notes.count(),
            "changes": changes(
                case, self.user, _whole(request, "since"), _whole(request, "notes")
            ),
            "also": also_open(case, self.user),
        }
        return JsonResponse(answer)


def changes(case: Case, user: User, since: int, notes: int) -> list[dict[str, str]]:
    """Who did what after a version and a note; one's own steps are no news."""
    events = case.events.filter(sequence__gt=since).exclude(actor=user)
    steps = [
        {
            "who": workflow.doer(event),
            "what": workflow.label_of(event.name),
        }
        for event in events.select_related("actor").order_by("-sequence")[:MOST]
    ]
    written = case.notes.filter(number__gt=notes).exclude(author=user)
    return steps + [
        {"who": str(note.author), "what": gettext("Note")}
        for note in written.select_related("author")[:MOST]
    ]


def also_open(case: Case, user: User) -> list[str]:
    """Colleagues of the case's unit who opened the file just now.

    Read off the access record, which is written anyway. Inspectors are not named: the
    unit does not learn when it is inspected.
    """
    readers = AccessRecord.objects.filter(
        case=case,
        what=AccessRecord.What.CASE,
        at__gte=clock.now() - STILL_OPEN,
        user__memberships__unit=case.unit_id,
        user__memberships__left_on=None,
    ).exclude(user=user)
    found = User.objects.filter(pk__in=readers.values("user"))
    return [str(one) for one in found.exclude(pk__in=case.recusals.values("user"))]


def _whole(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0
