"""Name and phone that a sender leaves later, when the tip is with its units already."""

from django.db import transaction

from complaints.vault.boxes import Box
from complaints.vault.models import Purpose, SealedValue, UnitKey
from complaints.vault.unit_keys import UnitCannotRead, current_key


@transaction.atomic
def save_contact(box: Box, name: str, phone: str) -> list[SealedValue]:
    """Seals name and phone for the receipt and for every unit that holds the tip."""
    held = UnitKey.objects.filter(
        wraps__envelope=box.envelope, wraps__purpose=Purpose.TIP
    )
    keys: dict[int, UnitKey] = {}
    for unit_key in held.select_related("unit").order_by("version"):
        try:
            keys[unit_key.unit_id] = current_key(unit_key.unit)
        except UnitCannotRead:
            # Whoever gets the unit's cases back later gets this along with the tip.
            keys[unit_key.unit_id] = unit_key
    values = box.seal_contact(name, phone)
    for value in values:
        value.save()
    for unit_key in keys.values():
        for wrap in box.wraps_under(unit_key):
            if wrap.purpose == Purpose.CONTACT:
                wrap.save()
    box.envelope.save(update_fields=["has_contact", "receipt_contact_wrap"])
    return values
