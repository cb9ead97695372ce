"""The calendar table: days that differ from a plain week, and the years it covers."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.workdays.signals import calendar_changed


class CalendarRow(models.Model):
    """A row of the calendar: a change by hand is told to those who count with it."""

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let provisional days be counted again."""
        super().save(*args, **kwargs)
        calendar_changed.send(type(self))

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and let provisional days be counted again."""
        deleted = super().delete(*args, **kwargs)
        calendar_changed.send(type(self))
        return deleted


class Workday(CalendarRow):
    """A day that is not what its weekday says: a holiday, or a make-up working day."""

    class Source(models.TextChoices):
        """Where a row comes from."""

        SEEDED = "seeded", _("published schedule")
        EDITED = "edited", _("entered here")

    date = models.DateField(_("date"), unique=True)
    is_working = models.BooleanField(
        _("working day"),
        default=False,
        help_text=_("Ticked for a make-up working day, not ticked for a day off."),
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    source = models.CharField(
        _("source"),
        max_length=10,
        choices=Source.choices,
        default=Source.EDITED,
        editable=False,
    )

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saved one by one means entered by hand: seeding again leaves it alone."""
        self.source = self.Source.EDITED
        super().save(*args, **kwargs)


class LoadedYear(CalendarRow):
    """A year whose whole schedule is in the table; due dates in it are final."""

    year = models.PositiveSmallIntegerField(
        _("year"),
        unique=True,
        validators=[MinValueValidator(2000), MaxValueValidator(2099)],
        help_text=_(
            "Enter the year's days off and make-up working days first: due dates in"
            " this year then stop being provisional."
        ),
    )

    class Meta:
        verbose_name = _("complete year")
        verbose_name_plural = _("complete years")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


def confirmed_through() -> date | None:
    """The last day of the last year loaded without a gap; nothing loaded: none."""
    last = None
    for year in LoadedYear.objects.order_by("year").values_list("year", flat=True):
        if last is not None and year != last + 1:
            break
        last = year
    return date(last, 12, 31) if last else None
