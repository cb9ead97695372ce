"""The poster: one A4 page, for the county or for one estate; shown, or saved."""

from datetime import date
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from disclosures.campaigns import Campaign
from disclosures.channels import Channel
from disclosures.estates import Estate
from disclosures.pages import shown_channels
from disclosures.posters import addresses, texts

#: More would not be read from three steps away; the rest stands in the column.
MOST_CHANNELS = 6
#: In letters; what is longer is set smaller, so that the page stays one.
LONG_QUESTION, LONG_CHANNEL = 27, 60
STYLE = Path(__file__).parents[1] / "static" / "disclosures" / "poster.css"


@require_safe
def poster(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show the poster, ready to print."""
    return render(request, "disclosures/posters/poster.html", contents(pk))


@require_safe
def file(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Give the same poster as one file that a print shop opens without this site."""
    found = contents(pk)
    style = mark_safe(STYLE.read_text())  # noqa: S308 - our own file
    page = render(request, "disclosures/posters/poster.html", found | {"style": style})
    name = f"海报-{found['estate'] or found['campaign'].title}.html"
    page.headers["Content-Disposition"] = content_disposition_header(True, name)
    return page


def contents(pk: int | None) -> dict[str, Any]:
    """Return what the poster says of the campaign, and of the estate `pk`."""
    campaign = Campaign.current()
    if campaign is None:
        raise Http404
    estate = get_object_or_404(Estate.objects.active(), pk=pk) if pk else None
    address = addresses.form_address(estate)
    channels = [c for c in shown_channels(campaign) if not texts.is_form(c)]
    return {
        "campaign": campaign,
        "estate": estate,
        "qr": addresses.qr_svg(address),
        "address": addresses.spoken(address),
        "column": addresses.spoken(addresses.column_address()),
        "promises": texts.PROMISES,
        "channels": channels[:MOST_CHANNELS],
        "left_out": len(channels) > MOST_CHANNELS,
        "is_long": len(campaign.heading) > LONG_QUESTION,
        "is_dense": any(_length(c) > LONG_CHANNEL for c in channels[:MOST_CHANNELS]),
        "checked_on": oldest_check(channels[:MOST_CHANNELS]),
    }


def oldest_check(channels: list[Channel]) -> date | None:
    """Return the day since when all of them were tried, if they were."""
    days = [channel.checked_on for channel in channels if channel.checked_on]
    return min(days) if days and len(days) == len(channels) else None


def _length(channel: Channel) -> int:
    return len(channel.name) + len(channel.value) + len(channel.hours)
