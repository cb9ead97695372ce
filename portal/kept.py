"""Rows that are written once and stay."""

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class KeptQuerySet(models.QuerySet[Row]):
    """Refuses what would change or remove rows, several at a time."""

    def update(self, **kwargs: Any) -> int:
        """Rows stay as they are."""
        raise TypeError(f"a {self.model._meta.model_name} is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Rows stay."""
        raise TypeError(f"a {self.model._meta.model_name} is never deleted")


class Kept(models.Model):
    """Refuses to be saved twice, and to be deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A row is written once."""
        if not self._state.adding:
            raise TypeError(f"a {self._meta.model_name} is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """A row stays."""
        raise TypeError(f"a {self._meta.model_name} is never deleted")
