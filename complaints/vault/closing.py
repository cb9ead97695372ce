"""Units change their keys as soon as an account is closed or no longer handles cases.

Were it left to the next tip, the new key's time would be that tip's time.
"""

from typing import Any

from django.db.models.signals import post_save

from complaints.vault.unit_keys import settle
from portal.users.models import Membership, Unit, User


def listen() -> None:
    """Connect the two signals."""
    post_save.connect(_account_saved, sender=User, dispatch_uid="vault_account")
    post_save.connect(_membership_saved, sender=Membership, dispatch_uid="vault_member")


def _account_saved(instance: User, raw: bool = False, **kwargs: Any) -> None:
    if raw or instance.is_active:
        return
    held = Unit.objects.filter(keys__grants__member_key__user=instance.pk)
    for unit in held.distinct():
        settle(unit)


def _membership_saved(
    instance: Membership, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if raw or created or not (instance.left_on or instance.is_clerk):
        return
    settle(instance.unit)
