"""Why a plan that was read cannot be imported as it stands."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models


class NotImportedError(ValueError):
    """Nothing was written; each reason is a sentence for whoever imports."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = list(reasons)

    def __str__(self) -> str:
        return " ".join(self.reasons)


def reasons_against(thing: models.Model, owner: str = "") -> Iterator[str]:
    """Return what speaks against saving a campaign, a part of it, or a unit."""
    parents = [
        field.name
        for field in thing._meta.fields
        if isinstance(field, models.ForeignKey)
    ]
    try:
        thing.full_clean(exclude=parents, validate_unique=False)
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            for message in messages:
                yield f"{owner or told(thing)}{_label(thing, field)}：{message}"


def told(thing: models.Model) -> str:
    """Name a part: 措施 3."""
    number = getattr(thing, "number", None)
    return f"{thing._meta.verbose_name} {number or ''}".strip()


def _label(thing: models.Model, field: str) -> str:
    if field not in {known.name for known in thing._meta.fields}:
        return ""
    return f"（{thing._meta.get_field(field).verbose_name}）"  # type: ignore[union-attr]
