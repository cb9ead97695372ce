"""Lays what a plan says over the parts a campaign has, so that each keeps its row."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models
from modelcluster.fields import ParentalKey

from disclosures.campaigns import Campaign
from disclosures.channels import Channel
from disclosures.parts import (
    Deadline,
    Duty,
    FocusIssue,
    Measure,
    OrganisationItem,
    Stage,
)

from . import outline as plan
from .unit_rows import UnitRows

Facts = dict[str, Any]
Key = tuple[str, ...]
Row = TypeVar("Row", bound=models.Model)
NUMBER: Key = ("number",)
BODY_MOST = Deadline._meta.get_field("body").max_length


def lay_over(
    model: type[Row], rows: Iterable[Row], wanted: Sequence[Facts], *keys: Key
) -> tuple[list[Row], list[Row]]:
    """Return a row for each of `wanted`, known ones where there are, and the others.

    Rows are recognised by the first of `keys` that agrees: by title before number,
    so that a measure that moved up takes the updates on it along.
    """
    left = list(rows)
    found: dict[int, Row] = {}
    for key in keys:
        for place, facts in enumerate(wanted):
            same = (r for r in left if all(getattr(r, n) == facts[n] for n in key))
            if place not in found and (row := next(same, None)):
                left = [other for other in left if other is not row]
                found[place] = row
    laid = [found.get(place) or model() for place in range(len(wanted))]
    for row, facts in zip(laid, wanted, strict=True):
        for name, value in facts.items():
            setattr(row, name, value)
    return laid, left


class Merger:
    """Gives a campaign in memory the parts of a plan; writes nothing but units."""

    def __init__(self, campaign: Campaign, units: UnitRows) -> None:
        self.campaign = campaign
        self.units = units
        #: Parts that the plan no longer has, kept because something links to them.
        self.kept: list[models.Model] = []

    def merge(self, outline: plan.PlanOutline) -> None:
        """Take over every part of the plan."""
        self._focus_issues(outline.focus_issues)
        self._stages(outline.stages)
        self._measures(outline.measures)
        self._organisation(outline.organisation)
        self._duties(outline.duties)
        self._channels(outline.channels)

    def _focus_issues(self, issues: Iterable[plan.Passage]) -> None:
        wanted = [
            {"number": number, "text": issue.text}
            for number, issue in enumerate(issues, 1)
        ]
        self._parts("focus_issues", FocusIssue, wanted, ("text",), NUMBER)

    def _stages(self, stages: Sequence[plan.Stage]) -> None:
        names = ("number", "name", "phrase", "starts_on", "ends_on", "text")
        rows = self._parts("stages", Stage, _facts(stages, names), ("name",), NUMBER)
        for row, stage in zip(rows, stages, strict=True):
            _deadlines(row, stage.deadlines)

    def _measures(self, measures: Sequence[plan.Measure]) -> None:
        facts = _facts(measures, ("number", "title", "text"))
        rows = self._parts("measures", Measure, facts, ("title",), NUMBER)
        for row, measure in zip(rows, measures, strict=True):
            _deadlines(row, measure.deadlines)
            units = {unit.pk: unit for unit in map(self.units.get, measure.units)}
            if units.keys() != {unit.pk for unit in row.units.all()}:
                row.units.set(units.values())

    def _organisation(self, items: Sequence[plan.OrganisationItem]) -> None:
        facts = _facts(items, ("number", "title", "text"))
        keys = (("title", "text"), ("title",), NUMBER)
        rows = self._parts("organisation", OrganisationItem, facts, *keys)
        for row, item in zip(rows, items, strict=True):
            _deadlines(row, item.deadlines)

    def _duties(self, duties: Iterable[plan.Duty]) -> None:
        wanted = [
            {"unit": self.units.get(duty.unit), "text": duty.text} for duty in duties
        ]
        self._parts("duties", Duty, wanted, ("unit", "text"), ("unit",))

    def _channels(self, channels: Iterable[plan.Channel]) -> None:
        """Note the media; what editors made of the register stays."""
        rows = list(self.campaign.channels.all())
        wanted = [{"name": channel.name} for channel in channels]
        laid, left = lay_over(Channel, rows, wanted, ("name",))
        stay = [row for row in left if not is_but_named(row)]
        last = max((row.number for row in rows), default=0)
        new = [row for row in laid if not any(row is known for known in rows)]
        for number, row in enumerate(new, last + 1):
            row.number, row.kind, row.is_shown = number, Channel.Kind.MEDIA, False
        self.campaign.channels.set([*stay, *laid])

    def _parts(
        self, relation: str, model: type[Row], wanted: list[Facts], *keys: Key
    ) -> list[Row]:
        """Put the parts of one kind into the campaign; return those of the plan."""
        rows = getattr(self.campaign, relation).all()
        laid, left = lay_over(model, rows, wanted, *keys)
        linked = [row for row in left if is_linked(row)]
        last = max((facts.get("number", 0) for facts in wanted), default=0)
        for number, row in enumerate(linked, last + 1):
            if hasattr(row, "number"):
                row.number = number
        self.kept += linked
        getattr(self.campaign, relation).set([*laid, *linked])
        return laid


def _facts(pieces: Iterable[plan.Piece], names: Key) -> list[Facts]:
    return [{name: getattr(piece, name) for name in names} for piece in pieces]


def _deadlines(
    row: Stage | Measure | OrganisationItem, deadlines: Sequence[plan.Deadline]
) -> None:
    """Give a part its deadlines; what an editor made of those it knows stays."""
    wanted = _facts(deadlines, ("phrase", "date"))
    keys = (("phrase", "date"), ("phrase",))
    laid, _gone = lay_over(Deadline, row.deadlines.all(), wanted, *keys)
    for own, deadline in zip(laid, deadlines, strict=True):
        if own.pk is None and not own.body:
            own.body = deadline.body[:BODY_MOST]
    row.deadlines.set(laid)


def is_but_named(channel: Channel) -> bool:
    """Whether a channel is only a medium's name that nobody has worked on."""
    worked_on = channel.is_shown or channel.value or channel.hours or channel.note
    return channel.kind == Channel.Kind.MEDIA and not worked_on


def is_linked(row: models.Model) -> bool:
    """Whether something that is no part of the plan links to a part."""
    return bool(row.pk) and any(
        relation.related_model._default_manager.filter(
            **{relation.field.name: row.pk}
        ).exists()
        for relation in row._meta.related_objects
        if not isinstance(relation.field, ParentalKey)
    )
