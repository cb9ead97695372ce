"""The three lists as data sets, their cells as numbers and days."""

from collections.abc import Callable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from disclosures.campaigns import Campaign
from disclosures.lists import public
from disclosures.lists.columns import COLUMNS
from disclosures.lists.items import ListKind
from disclosures.opendata.registry import Column, Content, Dataset, Value


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


READ: dict[str, Callable[[str], Value]] = {
    "string": str,
    "integer": int,
    "number": _number,
    "date": date.fromisoformat,
}


def list_set(kind: ListKind) -> Dataset:
    """Return one of the three lists as a data set, under its page's name."""

    def columns() -> Iterator[Column]:
        labels = public.column_labels(kind)
        for one in COLUMNS[kind]:
            yield Column(one.name, labels[one.name], one.definition, one.kind)

    def content() -> Content:
        campaign = Campaign.current()
        if campaign is None:
            return Content([], None)
        read = {one.name: READ[one.kind] for one in COLUMNS[kind]}
        rows = [
            {name: read[name](text) if text else "" for name, text in row.items()}
            for row in public.public_rows(campaign, kind)
        ]
        as_of = {one.kind: one.as_of for one in public.progress(campaign)}
        return Content(rows, as_of[kind])

    definition = _("Every public item of the list, as approved by a second person.")
    return Dataset(kind.value, kind.label, definition, columns, content)
