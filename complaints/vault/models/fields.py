"""Bytes as a field."""

from typing import Any

from django.db import models


class Bytes(models.BinaryField):
    """Bytes that are `bytes` again when they come back, on every database."""

    _pyi_private_get_type: bytes

    def from_db_value(self, value: Any, *args: Any) -> bytes | None:
        """PostgreSQL hands out memory views."""
        return None if value is None else bytes(value)
