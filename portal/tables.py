"""Columns that the lists of the admin share."""

from django.db.models import Model
from wagtail.admin.ui.tables import BooleanColumn


def yes_no(model: type[Model], name: str) -> BooleanColumn:
    """A tick or a cross under the field's own name; the bare value is English."""
    label = model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return BooleanColumn(name, label=label, sort_key=name)
