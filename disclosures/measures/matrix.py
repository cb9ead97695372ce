"""Units × measures: who takes part in what, and by which post."""

from collections import defaultdict
from dataclasses import dataclass, field

from disclosures.campaigns import Campaign
from disclosures.parts import Duty, Measure
from portal.users.models import Unit


@dataclass
class UnitRow:
    """One unit's row: a cell a measure, and the unit's duties."""

    unit: Unit
    #: For each measure, in order: the posts, or None where it takes no part.
    cells: list[list[str] | None] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)

    @property
    def count(self) -> int:
        """In how many measures the unit takes part."""
        return sum(cell is not None for cell in self.cells)


@dataclass
class Matrix:
    """All of a campaign's units and measures; the lead unit comes first."""

    measures: list[Measure]
    rows: list[UnitRow]

    def of(self, row: UnitRow) -> list[Measure]:
        """Return what a unit takes part in."""
        pairs = zip(self.measures, row.cells, strict=True)
        return [measure for measure, cell in pairs if cell is not None]

    @property
    def by_unit(self) -> list[tuple[UnitRow, list[Measure]]]:
        """The same without columns: each unit with its measures."""
        return [(row, self.of(row)) for row in self.rows]


def matrix(campaign: Campaign) -> Matrix:
    """Return who takes part in what; six queries, whatever the size."""
    measures = list(campaign.measures.prefetch_related("units", "posts__unit"))
    posts: dict[tuple[int, int], list[str]] = defaultdict(list)
    duties: dict[int, list[Duty]] = defaultdict(list)
    units: dict[int, Unit] = {}
    takes_part: set[tuple[int, int]] = set()
    for measure in measures:
        for unit in measure.units.all():
            units[unit.pk] = unit
            takes_part.add((unit.pk, measure.pk))
        for post in measure.posts.all():
            units[post.unit_id] = post.unit
            takes_part.add((post.unit_id, measure.pk))
            posts[post.unit_id, measure.pk].append(post.post)
    for duty in campaign.duties.select_related("unit"):
        units[duty.unit_id] = duty.unit
        duties[duty.unit_id].append(duty)
    rows = [
        UnitRow(
            unit=unit,
            cells=[
                posts[pk, measure.pk] if (pk, measure.pk) in takes_part else None
                for measure in measures
            ],
            duties=duties[pk],
        )
        for pk, unit in units.items()
    ]
    rows.sort(key=lambda row: (not row.unit.is_lead, -row.count, row.unit.name))
    return Matrix(measures, rows)
