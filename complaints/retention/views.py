"""What will be destroyed soon, and what is held back: for units and inspectors."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.casework.access import StaffView
from complaints.casework.faces import headline

PER_PAGE = 50


class RetentionView(StaffView):
    """Cases with a day on which their content goes; nothing is opened."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page, the soonest first, what is held back at the end."""
        cases = self.cases().filter(Q(destroy_on__isnull=False) | Q(on_hold=True))
        found = cases.filter(destroyed_on=None).select_related("unit")
        found = found.order_by("on_hold", "destroy_on", "number")
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "rows": [(case, headline(case)) for case in page],
            "header_icon": "bin",
            "breadcrumbs_items": [
                {"url": reverse("cases:index"), "label": _("Cases")},
                {"url": reverse("retention:index"), "label": _("Destroyed soon")},
            ],
        }
        return render(request, "retention/index.html", context)
