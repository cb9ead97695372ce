"""Checks of single values."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

from portal.workdays.clock import today


@deconstructible
class NotInFuture:
    """Publication dates are honest: no date after today."""

    def __call__(self, value: date) -> None:
        """Refuse a date after today."""
        if value > today():
            raise ValidationError(_("This date lies in the future."), code="future")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NotInFuture)

    def __hash__(self) -> int:
        return hash(NotInFuture)
