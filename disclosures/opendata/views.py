"""The catalogue and its files; the same functions as the pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosures.opendata import writing
from disclosures.opendata.registry import Dataset, datasets, find
from portal.pages.doors import Door
from portal.pages.trail import first_page, site_name


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """List every data set with its definition and the day it is as of."""
    entries = [
        {
            "dataset": dataset,
            "as_of": content.as_of,
            "count": len(content.rows),
            "columns": list(dataset.columns()),
        }
        for dataset in datasets()
        for content in (dataset.content(),)
    ]
    context = {
        "page": Door(
            title=_("Open data"),
            description=_("Every list and figure of this column as CSV and JSON."),
            column_type="信息公开",
        ),
        "entries": entries,
        "licence": licence(request),
        "trail": first_page(request),
    }
    return render(request, "disclosures/opendata/catalogue.html", context)


@require_safe
def csv_file(request: HttpRequest, name: str) -> HttpResponse:
    """Send a data set as CSV."""
    dataset = _found(name)
    text = writing.as_csv(list(dataset.columns()), dataset.content())
    return _download(HttpResponse(text, content_type="text/csv; charset=utf-8"), name)


@require_safe
def json_file(request: HttpRequest, name: str) -> HttpResponse:
    """Send a data set as JSON, with its dictionary and licence."""
    dataset = _found(name)
    data: dict[str, Any] = writing.as_json(
        dataset, list(dataset.columns()), dataset.content(), licence(request)
    )
    response = JsonResponse(
        data, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def licence(request: HttpRequest) -> dict[str, str]:
    """Return under what terms anybody may use the data."""
    return {
        "title": _("Free to use, naming the source"),
        "text": _(
            "Everybody may copy, pass on and build upon these data free of charge, for"
            " any purpose, naming the source (%s) and the day the data are as of. What"
            " is not shown must not be inferred about any household."
        )
        % site_name(request),
    }


def _found(name: str) -> Dataset:
    dataset = find(name)
    if dataset is None:
        raise Http404
    return dataset


def _download(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
