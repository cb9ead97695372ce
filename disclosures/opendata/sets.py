"""Data sets of the figures, the estates, the plan and the progress updates.

Registered when the app is ready; a room may as well register its own then.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from disclosures.articles import UpdatePage
from disclosures.campaigns import Campaign
from disclosures.estates import columns as estate_columns
from disclosures.estates.published import Published
from disclosures.estates.published import history as estate_history
from disclosures.figures import history as figure_history
from disclosures.lists.items import ListKind
from disclosures.measures.counting import count
from disclosures.opendata.dictionary import DICTIONARY
from disclosures.opendata.lists import list_set
from disclosures.opendata.registry import (
    Column,
    Content,
    Dataset,
    Row,
    Value,
    register,
)

_AS_OF = Column("as_of", _("as of"), _("The day the row is as of."), "date")


def figures() -> Content:
    """Return every published figure of every closed period."""
    periods = figure_history()
    rows: list[Row] = [
        {
            "period": period.key,
            "as_of": one.as_of,
            "figure": one.name,
            "title": one.label,
            "value": one.value,
            "unit": one.unit,
            "formula_version": one.version,
            "definition": one.definition,
        }
        for period in periods
        for one in period.everything
    ]
    return Content(rows, periods[-1].as_of if periods else None)


def estates() -> Content:
    """Return every approved table: the county's totals, then each estate."""
    tables = estate_history()
    rows: list[Row] = []
    for table in reversed(tables):
        rows.append(_line(table, "", str(_("whole county")), table.totals))
        for line in table.lines:
            where = line.estate.township, line.estate.name
            rows.append(_line(table, *where, line.counts))
    return Content(rows, tables[-1].as_of if tables else None)


def _line(
    table: Published, township: str, estate: str, counts: Mapping[str, int | None]
) -> Row:
    begin: dict[str, Value] = {
        "as_of": table.as_of,
        "township": township,
        "estate": estate,
    }
    return {**begin, **counts, "version": estate_columns.VERSION}


def estate_table_columns() -> Iterator[Column]:
    """Give what the columns of the estate table mean."""
    yield _AS_OF
    yield Column(
        *("township", _("township")),
        _("Where the estate lies. Empty: the whole county."),
    )
    yield Column("estate", _("estate"), _("Its name, or “whole county”."))
    for column in estate_columns.COLUMNS:
        yield Column(column.key, column.title, column.definition, "integer")
    yield Column("version", _("version"), _("Version of the definitions."), "integer")


def stages() -> Content:
    """Return the stages of the current campaign."""
    campaign = Campaign.current()
    found = campaign.stages.all() if campaign else ()
    rows = [
        {
            "number": one.number,
            "name": one.name,
            "phrase": one.phrase,
            "starts_on": one.starts_on or "",
            "ends_on": one.ends_on or "",
        }
        for one in found
    ]
    return Content(rows, _published_on(campaign))


def measures() -> Content:
    """Return the measures of the current campaign with their units and deadlines."""
    campaign = Campaign.current()
    found = campaign.measures.prefetch_related("units", "deadlines") if campaign else ()
    rows = [
        {
            "number": one.number,
            "title": one.title,
            "units": "、".join(unit.name for unit in one.units.all()),
            "deadline": "、".join(d.phrase for d in one.deadlines.all() if d.date),
            "due_on": min((d.date for d in one.deadlines.all() if d.date), default=""),
        }
        for one in found
    ]
    return Content(rows, _published_on(campaign))


def indicators() -> Content:
    """Return how far each measure is, as its page says it."""
    campaign = Campaign.current()
    found = campaign.measures.prefetch_related("indicators") if campaign else ()
    rows: list[Row] = [
        {
            "measure": measure.number,
            "number": one.number,
            "name": one.name,
            "done": one.done,
            "total": one.total,
            "counted_in": one.counted_in,
            "as_of": one.as_of,
            "source": one.get_source_display() if one.source else "",
            "definition": one.definition,
        }
        for measure in (count(found, campaign) if campaign else ())
        for one in measure.indicators.all()
        if one.total is not None
    ]
    days = [one for row in rows if isinstance(one := row["as_of"], date)]
    return Content(rows, max(days, default=_published_on(campaign)))


def updates() -> Content:
    """Return the progress updates that readers may see."""
    pages = UpdatePage.objects.newest().select_related("measure")
    rows = [
        {
            "date": page.date,
            "title": page.title,
            "summary": page.summary,
            "measure": page.measure.number if page.measure else "",
            "address": page.full_url or "",
        }
        for page in pages
    ]
    return Content(rows, max((page.date for page in pages), default=None))


def _published_on(campaign: Campaign | None) -> date | None:
    published = campaign.last_published_at if campaign else None
    return localdate(published) if published else None


SETS = (
    Dataset(
        "figures",
        _("Figures"),
        _(
            "County totals of what was reported and what became of it, counted when a"
            " fortnight closes and never changed afterwards. Flows are added up from"
            " the beginning. Reports about officials are in none of them."
        ),
        lambda: (
            Column("period", _("period"), _("Month, and its first or second half.")),
            _AS_OF,
            Column("figure", _("figure"), _("Name of the figure, for programs.")),
            Column("title", _("title"), _("What the figure is called.")),
            Column("value", _("value"), _("Empty: too small to be shown."), "integer"),
            Column("unit", _("unit of measure"), _("Empty: cases or households.")),
            Column(
                *("formula_version", _("formula version")),
                _("Raised whenever the way of counting changes."),
                "integer",
            ),
            Column(
                *("definition", _("definition")),
                _("What the figure counts and what it leaves out."),
            ),
        ),
        figures,
    ),
    Dataset(
        "estates",
        _("Estates"),
        _(
            "Households by estate, as the housing bureau counted them on a day. A"
            " number under three, zero included, is not shown, nor are others that"
            " would give it away; the whole county is shown in full."
        ),
        estate_table_columns,
        estates,
        version=estate_columns.VERSION,
    ),
    Dataset(
        "stages",
        _("Stages"),
        _("The stages of the campaign and their dates, as in the plan."),
        lambda: (
            Column("number", _("number"), _("Its number in the plan."), "integer"),
            Column("name", _("name"), _("What the plan calls the stage.")),
            Column("phrase", _("time, in the plan's words"), _("As the plan says it.")),
            Column(
                *("starts_on", _("begins on")),
                _("Its first day. Empty: the plan names none."),
                "date",
            ),
            Column(
                *("ends_on", _("ends on")),
                _("Its last day. Empty: the plan names none."),
                "date",
            ),
        ),
        stages,
    ),
    Dataset(
        "measures",
        _("Measures"),
        _("What is done, by which units and by when, as in the plan."),
        lambda: (
            Column("number", _("number"), _("Its number in the plan."), "integer"),
            Column("title", _("title"), _("What is done, in a few words.")),
            Column(
                *("units", _("responsible units")),
                _("Their names, with “、” between them."),
            ),
            Column(
                *("deadline", _("time, in the plan's words")),
                _("As the plan says it; several with “、” between them."),
            ),
            Column(
                *("due_on", _("due on")),
                _("The earliest of its deadlines. Empty: it has none."),
                "date",
            ),
        ),
        measures,
    ),
    Dataset(
        "indicators",
        _("Indicators"),
        _(
            "How far each measure is: so many of so many, counted. Where a source is"
            " named, both numbers are those of that table or list."
        ),
        lambda: (
            Column("measure", _("measure"), _("Its number in the plan."), "integer"),
            Column(
                *("number", _("number")),
                _("Its number among those of the measure."),
                "integer",
            ),
            Column("name", _("what is counted"), _("Such as 已复核.")),
            Column("done", _("so far (n)"), _("How many are done."), "integer"),
            Column("total", _("of how many (m)"), _("How many in all."), "integer"),
            Column("counted_in", _("counted in"), _("Such as 户.")),
            _AS_OF,
            Column("source", _("source"), _("Empty: counted by the unit and typed.")),
            Column(
                *("definition", _("definition")),
                _("What counts as done, and what the whole is."),
            ),
        ),
        indicators,
    ),
    Dataset(
        "updates",
        _("Progress updates"),
        _("What was published about progress, the newest first."),
        lambda: (
            Column("date", _("date"), _("The day of the update."), "date"),
            Column("title", _("title"), _("What the update is called.")),
            Column("summary", _("summary"), _("The update in a sentence or two.")),
            Column(
                *("measure", _("measure")),
                _("Its number in the plan. Empty: no single measure."),
                "integer",
            ),
            Column("address", _("address"), _("Where the update can be read.")),
        ),
        updates,
    ),
    *map(list_set, ListKind),
    DICTIONARY,
)


def register_sets() -> None:
    """Put them into the catalogue."""
    for dataset in SETS:
        register(dataset)
