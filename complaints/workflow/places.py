"""The index of places follows the unit's key: under another key it compares nothing.

The vault knows nothing of cases, so it is heard, not told.
"""

from typing import Any

from django.db.models.signals import post_save

from complaints.cases import Case
from complaints.vault.models import KeyEvent


def listen() -> None:
    """Hear of first keys that come into use."""
    post_save.connect(_key_event, sender=KeyEvent, dispatch_uid="places_of_a_new_key")


def _key_event(instance: KeyEvent, raw: bool = False, **kwargs: Any) -> None:
    """Forget what an earlier key computed; each case is written anew when opened."""
    if raw or instance.what != KeyEvent.What.CONFIRMED:
        return
    Case.objects.filter(unit=instance.unit_id).update(place_index="")
