"""What the vault stores: sealed content, and keys that are sealed themselves."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.vault import storage
from portal.users.models import Membership, Unit


class Bytes(models.BinaryField):
    """Bytes that are `bytes` again when they come back, on every database."""

    _pyi_private_get_type: bytes

    def from_db_value(self, value: Any, *args: Any) -> bytes | None:
        """PostgreSQL hands out memory views."""
        return None if value is None else bytes(value)


class Purpose(models.TextChoices):
    """Which of an envelope's two keys."""

    TIP = "tip", _("content")
    CONTACT = "contact", _("name and phone")


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    """Envelopes, several at a time."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Takes the sealed files along."""
        paths = list(
            SealedFile.objects.filter(envelope__in=self).values_list("path", flat=True)
        )
        done = super().delete()
        transaction.on_commit(lambda: storage.remove(paths))
        return done


class Envelope(models.Model):
    """All that is locked under one tip key; knows nothing of cases or senders."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt_lookup = Bytes(max_length=32, unique=True, null=True)
    #: The tip key under the receipt's key.
    receipt_wrap = Bytes(null=True)
    has_contact = models.BooleanField(default=False)
    #: The contact key under the receipt's key.
    receipt_contact_wrap = Bytes(null=True)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Destroys its wraps, values and files."""
        paths = list(self.files.values_list("path", flat=True))
        done = super().delete(*args, **kwargs)
        transaction.on_commit(lambda: storage.remove(paths))
        return done


class SealedValue(models.Model):
    """A sealed text; a newer version leaves the older ones where they are."""

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="values")
    field = models.CharField(max_length=20)
    number = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    ciphertext = Bytes()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "field", "number", "version"],
                name="sealed_value_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.number}.{self.version}"


class SealedFile(models.Model):
    """A sealed file below `SEALED_ROOT`: its random name and its padded size."""

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    path = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "number"], name="sealed_file_once"
            )
        ]

    def __str__(self) -> str:
        return f"file {self.number}"


class MemberKey(models.Model):
    """A member's key pair; the private half opens with the password alone."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="member_key"
    )
    public_key = Bytes(max_length=32)
    salt = Bytes(max_length=16)
    sealed_private = Bytes()
    made_on = models.DateField()
    #: The day a new pair took the place of an older one, and with it all access.
    reset_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"key of {self.user}"


class UnitKeyQuerySet(models.QuerySet["UnitKey"]):
    """Questions about unit keys."""

    def for_tips(self) -> "UnitKeyQuerySet":
        """Those that tip keys are sealed to."""
        return self.filter(purpose=UnitKey.Purpose.TIPS)

    def in_use(self) -> "UnitKeyQuerySet":
        """Confirmed and not replaced by a newer version."""
        return self.filter(retired_at=None, confirmed_at__isnull=False)

    def waiting(self) -> "UnitKeyQuerySet":
        """First keys whose maker nobody has confirmed."""
        return self.filter(retired_at=None, confirmed_at=None)


class UnitKey(models.Model):
    """One version of a unit's key; its private half is in the members' grants."""

    class Purpose(models.TextChoices):
        """What it is for."""

        TIPS = "tips", _("tips")
        PLACES = "places", _("index of places")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="keys")
    purpose = models.CharField(
        max_length=10, choices=Purpose.choices, default=Purpose.TIPS
    )
    version = models.PositiveIntegerField()
    public_key = Bytes(max_length=32)
    made_at = models.DateTimeField(auto_now_add=True)
    #: Empty when the holders of the recovery shares confirmed it.
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = UnitKeyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["unit", "purpose", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "purpose", "version"], name="unit_key_version_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "purpose"],
                condition=Q(retired_at=None, confirmed_at__isnull=False),
                name="one_unit_key_in_use",
            ),
            models.UniqueConstraint(
                fields=["unit", "purpose"],
                condition=Q(retired_at=None, confirmed_at=None),
                name="one_unit_key_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.purpose} {self.version}"


class GrantQuerySet(models.QuerySet["UnitKeyGrant"]):
    """Questions about grants."""

    def current(self) -> "GrantQuerySet":
        """Grants that count today: of current members who work on cases.

        The membership must still be the one the grant was given for, whatever
        anybody wrote into its row since.
        """
        return self.filter(
            membership__in=Membership.objects.current().handlers(),
            membership__user=F("member_key__user"),
            membership__unit=F("unit_key__unit"),
        )


class UnitKeyGrant(models.Model):
    """The private half of a unit key, sealed to one member."""

    unit_key = models.ForeignKey(UnitKey, models.CASCADE, related_name="grants")
    member_key = models.ForeignKey(MemberKey, models.CASCADE, related_name="grants")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    sealed_private = Bytes()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["unit_key", "member_key"], name="grant_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_key_id} to {self.member_key_id}"


class Wrap(models.Model):
    """A tip key or contact key, sealed to one version of a unit's key."""

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="wraps")
    unit_key = models.ForeignKey(UnitKey, models.PROTECT, related_name="wraps")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    sealed = Bytes()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "unit_key", "purpose"], name="wrap_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} to {self.unit_key_id}"


class RecoveryKey(models.Model):
    """The public half that every unit key is sealed to; two shares open the other."""

    public_key = Bytes(max_length=32)
    made_at = models.DateTimeField(auto_now_add=True)
    is_in_use = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["is_in_use"],
                condition=Q(is_in_use=True),
                name="one_recovery_key_in_use",
            )
        ]

    def __str__(self) -> str:
        return f"recovery key {self.pk}"


class RecoveryBox(models.Model):
    """The recovery key's private half, under one pair of the three shares."""

    recovery_key = models.ForeignKey(RecoveryKey, models.CASCADE, related_name="boxes")
    pair = models.CharField(max_length=2)
    sealed = Bytes()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["recovery_key", "pair"], name="recovery_pair_once"
            )
        ]

    def __str__(self) -> str:
        return f"shares {self.pair}"


class UnitKeyRecovery(models.Model):
    """A unit key's private half, sealed to the recovery key."""

    unit_key = models.ForeignKey(UnitKey, models.CASCADE, related_name="recoveries")
    recovery_key = models.ForeignKey(RecoveryKey, models.CASCADE, related_name="+")
    sealed_private = Bytes()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["unit_key", "recovery_key"], name="unit_key_recovery_once"
            )
        ]

    def __str__(self) -> str:
        return f"recovery of {self.unit_key_id}"


class KeyEventQuerySet(models.QuerySet["KeyEvent"]):
    """Questions about what happened to keys."""

    def shown_to_senders(self, unit: Unit) -> "KeyEventQuerySet":
        """What a unit's mailboxes show: its key was given out by recovery shares."""
        return self.filter(unit=unit, what=KeyEvent.What.RECOVERED)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Records stay."""
        raise TypeError("a key event is never deleted")

    def update(self, **kwargs: Any) -> int:
        """Records stay as they are."""
        raise TypeError("a key event is never changed")


class KeyEvent(models.Model):
    """Who did what to whose key, for which unit, and when; never changed."""

    class What(models.TextChoices):
        """What was done."""

        MADE = "made", _("made a key of their own")
        PASSWORD = "password", _("changed the password")
        LINK = "link", _("made a one-time link")
        RESET = "reset", _("lost the old key with a new password")
        FIRST_KEY = "first_key", _("made the unit's first key")
        CONFIRMED = "confirmed", _("confirmed the unit's first key")
        REFUSED = "refused", _("refused the unit's first key")
        GRANTED = "granted", _("granted the unit's key")
        WITHDRAWN = "withdrawn", _("withdrew the unit's key")
        LEFT = "left", _("left the unit")
        ROTATED = "rotated", _("made a new version of the unit's key")
        REWRAPPED = "rewrapped", _("gave the unit its cases back")
        SHARES = "shares", _("made recovery shares")
        RECOVERED = "recovered", _("recovered the unit's key with recovery shares")

    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=12, choices=What.choices)
    #: Empty when it was done at the server's own command line, or by the house itself.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    objects = KeyEventQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Records are written once."""
        if not self._state.adding:
            raise TypeError("a key event is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Records stay."""
        raise TypeError("a key event is never deleted")
