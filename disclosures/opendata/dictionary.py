"""The data dictionary: a data set of what all the others mean."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosures.opendata.registry import Column, Content, Dataset, Row, datasets

COLUMNS = (
    Column("dataset", _("data set"), _("Name of the data set, as in its address.")),
    Column(
        "column",
        pgettext_lazy("table", "column"),
        _("Name of the column in the JSON file."),
    ),
    Column("title", _("title"), _("Heading of the column in the CSV file.")),
    Column("type", _("type"), _("string, integer, number or date (year-month-day).")),
    Column("definition", _("definition"), _("What the column says.")),
)


def content() -> Content:
    """Return a line for each data set, then one for each of its columns."""
    rows: list[Row] = []
    for dataset in datasets():
        rows.append(
            {
                "dataset": dataset.name,
                "column": "",
                "title": str(dataset.title),
                "type": "",
                "definition": str(dataset.definition),
            }
        )
        rows += [
            {
                "dataset": dataset.name,
                "column": column.key,
                "title": str(column.title),
                "type": column.kind,
                "definition": str(column.definition),
            }
            for column in dataset.columns()
        ]
    return Content(rows, None)


DICTIONARY = Dataset(
    "dictionary",
    _("Data dictionary"),
    _("What each data set and each of its columns means."),
    lambda: COLUMNS,
    content,
)
