"""Finds the units a plan names among those the house knows."""

import re
from collections.abc import Iterable

from portal.users.models import Unit

from .refusals import NotImportedError, reasons_against
from .units import read_level, same_bureau

DISCIPLINE = re.compile(r"纪委|纪检")


class UnitRows:
    """Every unit of the house, found by the names that plans give them."""

    def __init__(self) -> None:
        self.rows = list(Unit.objects.order_by("-is_active", "pk"))
        self.made: list[Unit] = []

    def find(self, name: str) -> Unit | None:
        """Return the unit meant by a name: 民政局 is 县民政局 where that is known."""
        for means_the_same in (_is_named, _has_the_base, _is_short_for):
            for row in self.rows:
                if means_the_same(row, name):
                    return row
        return None

    def get(self, name: str) -> Unit:
        """Return the unit; one that is not known yet is made.

        It takes no part until an administrator says so: a name that one person
        typed must not stand on the public form.
        """
        found = self.find(name)
        if found is None:
            found = Unit(name=name, is_active=False)
            if reasons := list(reasons_against(found, name)):
                raise NotImportedError(*reasons)
            found.save()
            self.rows.append(found)
            self.made.append(found)
        return found

    def missing(self, names: Iterable[str]) -> list[str]:
        """Return the names that mean no known unit."""
        return [name for name in dict.fromkeys(names) if self.find(name) is None]


def _is_named(row: Unit, name: str) -> bool:
    return name in (row.name, row.short_name)


def _has_the_base(row: Unit, name: str) -> bool:
    level, base = read_level(name)
    row_level, row_base = read_level(row.name)
    return base == row_base and _agree(level, row_level)


def _is_short_for(row: Unit, name: str) -> bool:
    level, base = read_level(name)
    row_level, row_base = read_level(row.name)
    if not _agree(level, row_level):
        return False
    if row.is_discipline and DISCIPLINE.match(row_base):
        return bool(DISCIPLINE.match(base))
    return same_bureau(base, row_base)


def _agree(one: str, other: str) -> bool:
    """Whether two level words (县, 市, none) may mean the same level."""
    return not (one and other) or one == other
