"""Rows whose ids tell no order.

Counted ids would betray when a sender wrote: the row lies between two of the staff,
whose times are kept in full.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import models

#: Stays below the greatest id that SQLite counts to.
_BITS = 62


class Scattered(models.Model):
    """Gets a random id where the database would count."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Draw the id of a new row."""
        if self._state.adding and self.pk is None:
            scatter([self])
            # A row with an id would be looked for before it is inserted.
            kwargs.setdefault("force_insert", True)
        super().save(*args, **kwargs)


def scatter(rows: Iterable[models.Model]) -> None:
    """Draw the ids of new rows that are saved all at once."""
    for row in rows:
        if row.pk is None:
            row.pk = secrets.randbits(_BITS)
