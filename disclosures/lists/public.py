"""What readers get of the three lists; open data, reports and pages ask here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from disclosures.campaigns import Campaign
from disclosures.lists.changes import FrozenList
from disclosures.lists.columns import COLUMNS
from disclosures.lists.items import MODELS, ListKind, ProblemItem
from disclosures.lists.showing import shown
from portal.workdays.clock import today


@dataclass(frozen=True)
class Progress:
    """How many items a list has, how many of them are settled, and as of which day."""

    kind: ListKind
    total: int
    #: Closed out, or in force; a results list settles nothing.
    done: int | None
    as_of: date | None

    @property
    def label(self) -> str:
        """Name the list."""
        return str(self.kind.label)


def items(campaign: Campaign, kind: str) -> "QuerySet[Any]":
    """Return the public items of a list, by number."""
    found = MODELS[kind].objects.filter(campaign=campaign)
    return found.select_related("estate") if kind == ListKind.PROBLEMS else found


def public_rows(campaign: Campaign, kind: str) -> list[dict[str, str]]:
    """Return a list as rows of text under the names of its columns.

    Days are written 2021-07-15, numbers without separators, choices in Chinese words.
    """
    issues = {issue.number: issue.text for issue in campaign.focus_issues.all()}
    return [
        {column.name: shown(column, item, issues) for column in COLUMNS[kind]}
        for item in items(campaign, kind)
    ]


def column_labels(kind: str) -> dict[str, str]:
    """Return what each column is called, in the reader's language."""
    return {column.name: column.label(kind) for column in COLUMNS[kind]}


def progress(campaign: Campaign) -> list[Progress]:
    """Return n of m for each list, one query a list."""
    settled = {
        ListKind.PROBLEMS: Q(status=ProblemItem.Status.CLOSED),
        ListKind.INSTITUTIONS: Q(in_force_on__lte=today()),
    }
    found = []
    for kind in ListKind:
        which = settled.get(kind)
        counts = MODELS[kind].objects.filter(campaign=campaign)
        row = counts.aggregate(
            total=Count("pk"),
            done=Count("pk", filter=which or Q()),
            as_of=Max("changed_on"),
        )
        row["done"] = row["done"] if which is not None else None
        found.append(Progress(kind, **row))
    return found


def frozen(campaign: Campaign, kind: str) -> FrozenList | None:
    """Return the list as it was frozen, if it was."""
    return (
        FrozenList.objects.filter(campaign=campaign, kind=kind)
        .select_related("change__report")
        .prefetch_related("removals")
        .first()
    )


def words(campaign: Campaign) -> str:
    """Return everything the lists say, for the search."""
    return "\n".join(
        " ".join(value for name, value in row.items() if name != "number" and value)
        for kind in ListKind
        for row in public_rows(campaign, kind)
    )
