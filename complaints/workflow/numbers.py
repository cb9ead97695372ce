"""Numbers that are drawn, so that neither a number nor a gap tells anything."""

import secrets

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext

from complaints.workflow.rules import Refused

_DIGITS = 5
_TRIES = 50


def insert_numbered(row: models.Model, prefix: str) -> None:
    """Insert a row under a random `number` that tells neither order nor day."""
    rows = type(row)._default_manager
    for attempt in range(_TRIES):
        # Should a county fill most of five digits, the number grows by one.
        digits = _DIGITS + (attempt >= _TRIES // 2)
        number = f"{prefix}-{secrets.randbelow(10**digits):0{digits}}"
        if rows.filter(number=number).exists():
            continue
        row.number = number  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            return
        except IntegrityError:
            if not rows.filter(number=number).exists():
                raise
    raise Refused(gettext("No case number is free. Please tell the site's operators."))
