"""Pages below the plan: each measure, the matrix, the exchange log."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from disclosures.articles import UpdatePage
from disclosures.campaigns import Campaign
from disclosures.measures.counting import count
from disclosures.measures.dates import on_day
from disclosures.measures.exchanges import log_of, log_of_campaign
from disclosures.measures.history import DateChange, owner_of
from disclosures.measures.matrix import matrix
from disclosures.parts import Measure
from portal.pages.trail import link


class MeasurePages(RoutablePageMixin):
    """What a plan page shows below its own address, of the approved campaign only."""

    def public_campaign(self) -> Campaign | None:
        """Return the approved campaign; the plan page says which."""
        raise NotImplementedError

    @path("measures/<int:number>/", name="measure")
    def measure(self, request: HttpRequest, number: int) -> HttpResponse:
        """One measure: who, until when, how far, what has been done."""
        campaign = self._campaign()
        measures = list(campaign.measures.all())
        place = next((i for i, m in enumerate(measures) if m.number == number), None)
        if place is None:
            raise Http404
        found = (
            Measure.objects.select_related("campaign")
            .prefetch_related("units", "posts__unit", "indicators")
            .prefetch_related("milestones__page", "milestones__file")
            .get(pk=measures[place].pk)
        )
        count([found], campaign)
        moved = bool(campaign.moved_by_days)
        deadlines = on_day(found.deadlines.select_related("measure"), moved=moved)
        return self._show(
            request,
            "measure.html",
            heading=found.title,
            campaign=campaign,
            measure=found,
            own_dates=[one for one in deadlines if not one.body],
            other_dates=[one for one in deadlines if one.body],
            exchanges=log_of(found),
            updates=UpdatePage.objects.filter(measure=found).newest(),
            changes=DateChange.objects.filter(campaign=campaign, owner=owner_of(found)),
            previous=measures[place - 1] if place else None,
            following=next(iter(measures[place + 1 :]), None),
        )

    @path("matrix/", name="matrix")
    def matrix(self, request: HttpRequest) -> HttpResponse:
        """Units × measures."""
        campaign = self._campaign()
        heading = _("Who is responsible for what")
        table = matrix(campaign)
        return self._show(request, "matrix.html", heading=heading, matrix=table)

    @path("exchanges/", name="exchanges")
    def exchanges(self, request: HttpRequest) -> HttpResponse:
        """All data exchanges between departments."""
        log = log_of_campaign(self._campaign())
        heading = _("Data exchanges between departments")
        return self._show(request, "exchanges.html", heading=heading, exchanges=log)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[Any]:
        """Name the pages below the plan too."""
        urls: list[Any] = super().get_sitemap_urls(request)
        campaign = self.public_campaign()
        if not urls or campaign is None:
            return urls
        paths = [measure.path for measure in campaign.measures.all()]
        if log_of_campaign(campaign).rows:
            paths.append("exchanges/")
        return urls + [
            {**urls[0], "location": urls[0]["location"] + path}
            for path in ("matrix/", *paths)
        ]

    def _campaign(self) -> Campaign:
        if campaign := self.public_campaign():
            return campaign
        raise Http404

    def _show(
        self, request: HttpRequest, name: str, *, heading: str, **context: Any
    ) -> HttpResponse:
        plan = link(self, request)
        base = self.get_context(request)
        return self.render(
            request,
            template=f"disclosures/measures/{name}",
            context_overrides={
                "heading": heading,
                "plan_url": plan["url"],
                "trail": [*base["trail"], plan],
                **context,
            },
        )
