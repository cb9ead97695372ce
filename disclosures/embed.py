"""A fragment of the column for other sites to show in a frame."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from disclosures.articles import UpdatePage
from disclosures.campaigns import Campaign
from disclosures.figures import published
from disclosures.timetable import timetable

UPDATES = 3


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How far the campaign is: its figures, its stages, what was published last."""
    campaign, site = Campaign.current(), Site.find_for_request(request)
    context = {
        "campaign": campaign,
        "figures": published() if campaign else None,
        "timetable": timetable(campaign) if campaign else None,
        "updates": (
            UpdatePage.objects.descendant_of(site.root_page).newest()[:UPDATES]
            if campaign and site
            else []
        ),
    }
    response = render(request, "disclosures/embed/progress.html", context)
    return framed(response) if settings.EMBED_HOSTS else response


def framed(response: HttpResponse) -> HttpResponse:
    """Let the hosts that the operator named, and nobody else, show it."""
    hosts = list(settings.EMBED_HOSTS)
    response._csp_replace = {"frame-ancestors": hosts}  # type: ignore[attr-defined]
    response.xframe_options_exempt = True
    return response
