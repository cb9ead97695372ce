"""The addresses below /admin/oversight/: what inspectors see of every unit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.casework.access import StaffView, may_oversee
from complaints.casework.content import Step, history
from complaints.casework.listing import listing
from complaints.casework.lists import rows
from complaints.casework.pages import head
from complaints.oversight.units import unit_rows
from portal.workdays.clock import today


class OversightView(StaffView):
    """Open to discipline inspection alone."""

    def allows(self) -> bool:
        """By role and by membership."""
        return may_oversee(self.request.user)


class BoardView(OversightView):
    """Every unit as a row, then every case, the overdue first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The board; nothing is opened and nothing recorded."""
        found = listing(self.cases(), self.user, request.GET, every_unit=True)
        context = {
            "units": unit_rows(self.cases(), today()),
            "listing": found,
            "rows": rows(found),
            "header_icon": "view",
            "breadcrumbs_items": [
                {"url": reverse("oversight:index"), "label": _("Oversight")}
            ],
        }
        return render(request, "oversight/index.html", context)


class HistoryView(OversightView):
    """What was done with a case, and who read it; nothing of it is sealed."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """Events and reads, with their times."""
        case = self.case(number)
        context = {
            **head(case),
            "steps": [Step(event, "") for event in history(case)],
            "reads": case.reads.select_related("user", "request"),
            "breadcrumbs_items": [
                {"url": reverse("oversight:index"), "label": _("Oversight")}
            ],
        }
        return render(request, "oversight/history.html", context)
