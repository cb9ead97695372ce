"""Answering once, and reading what others answered.

Kept out of every cache. A cookie below the survey's own address in each variant of the
site says that this browser has answered; no address, no browser and no time finer than
a day is kept; until its end answers are counted by a mark that many networks share,
so that none sends them without end. Who uses two browsers can answer twice: more would
need an identity.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.survey import results as counting
from disclosures.survey.forms import AnswerForm
from disclosures.survey.models import Answer
from disclosures.survey.surveys import (
    OPEN_FOR,
    Survey,
    at_end,
    is_one_of_few,
    of_report,
)
from portal import hosts
from portal.middleware import VARIANTS

#: Variant of the site → the cookie that remembers an answer there.
COOKIES = {name: "-".join(filter(None, ["answered", name])) for name in ("", *VARIANTS)}
SEE_OTHER, FORBIDDEN, UNPROCESSABLE, TOO_MANY = 303, 403, 422, 429


# A CSRF cookie would stand at /, where readers have none; see `is_from_elsewhere`.
@csrf_exempt
@cache_control(no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Ask the three questions, or take the answers."""
    asked = _find(pk)
    if not asked.is_open:
        return _page(request, "shut", asked)
    if request.COOKIES.keys() & set(COOKIES.values()):
        return _page(request, "thanks", asked)
    if request.method == "POST":
        return _take(request, asked)
    return _page(request, "ask", asked, AnswerForm())


@cache_control(no_store=True)
@require_safe
def results(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show what was answered on days that are over, as far as it can be told."""
    asked = _find(pk)
    context = {
        "survey": asked,
        "results": counting.results(asked),
        "fewest": counting.FEWEST,
    }
    return render(request, "disclosures/survey/results.html", context)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this; every browser of today says so."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    own = origin is None or urlsplit(origin).netloc == request.get_host()
    return site not in {"same-origin", "none"} or not own


def _find(pk: int | None) -> Survey:
    found = at_end() if pk is None else of_report(pk)
    if found is None:
        raise Http404
    return found


def _take(request: HttpRequest, asked: Survey) -> HttpResponse:
    if is_from_elsewhere(request):
        return _page(request, "ask", asked, AnswerForm(), status=FORBIDDEN)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, "ask", asked, form, status=UNPROCESSABLE)
    if asked.is_full:
        return _page(request, "full", asked, status=TOO_MANY)
    if not form.is_machine and not is_one_of_few(request):
        return _page(request, "many", asked, status=TOO_MANY)
    if not form.is_machine:
        Answer.objects.create(
            campaign=asked.campaign, report=asked.report, **form.answers()
        )
    response = HttpResponseRedirect(asked.url, status=SEE_OTHER)
    for name, path in _paths(asked).items():
        response.set_cookie(
            name,
            "1",
            max_age=OPEN_FOR,
            path=path,
            secure=settings.SECURE,
            httponly=True,
            samesite="Strict",
        )
    return response


def _paths(asked: Survey) -> dict[str, str]:
    """The survey's address in each variant, by the name of the cookie that lies there.

    Each has a name of its own, since an answer can set only one cookie of a name.
    """
    inside = asked.url.removeprefix(get_script_prefix())
    return {
        cookie: f"{hosts.base_path()}/{f'{variant}/' if variant else ''}{inside}"
        for variant, cookie in COOKIES.items()
    }


def _page(
    request: HttpRequest,
    name: str,
    asked: Survey,
    form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"survey": asked, "form": form}
    template = f"disclosures/survey/{name}.html"
    return render(request, template, context, status=status)
