"""An estate's page: how its numbers changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from disclosures.estates.models import Estate
from disclosures.estates.published import history
from disclosures.estates.showing import estate_histories
from portal.pages.doors import Door
from portal.pages.trail import link, trail


@require_safe
def estate_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an estate below the section of the estates."""
    from disclosures.pages import EstatesPage

    site = Site.find_for_request(request)
    pages = EstatesPage.objects.live()
    section = site and pages.descendant_of(site.root_page).first()
    if not section:
        raise Http404
    estate = get_object_or_404(Estate.objects.active(), pk=pk)
    context = {
        "page": Door(
            title=estate.name,
            description=_(
                "%(estate)s, %(township)s: households in scope, reviewed, visited and"
                " vacated, table by table."
            )
            % {"estate": estate.name, "township": estate.township},
            within=section,
        ),
        "estate": estate,
        "histories": estate_histories(history(), estate),
        "trail": [*trail(section, request), link(section, request)],
    }
    return render(request, "disclosures/estates/estate.html", context)
