"""Sealed content, and the wraps that let units open it."""

import uuid
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from complaints.vault import storage
from complaints.vault.models.fields import Bytes
from complaints.vault.models.keys import UnitKey
from portal.scattered import Scattered
from portal.users.models import Unit


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
    #: Since that day it holds nothing, and nobody can open it.
    destroyed_on = models.DateField(null=True, editable=False)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What only the receipt opens goes with the receipt's wrap."""
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if self.receipt_wrap is None and not is_new:
            Unsent.objects.filter(envelope=self).delete()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Destroys its wraps, values and files."""
        paths = list(self.files.values_list("path", flat=True))
        done = super().delete(*args, **kwargs)
        transaction.on_commit(lambda: storage.remove(paths))
        return done


class Unsent(models.Model):
    """What a sender began to write; only a key from the receipt opens it."""

    envelope = models.OneToOneField(
        Envelope, models.CASCADE, primary_key=True, related_name="unsent"
    )
    ciphertext = Bytes()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"unsent of {self.envelope_id}"


class ReplacedReceipt(Scattered):
    """A receipt that no longer opens anything; it has no link to its envelope.

    Whoever still types it is told that it was replaced, and where: a sender whose
    receipt somebody else replaced must notice.
    """

    lookup = Bytes(max_length=32, unique=True)
    day = models.DateField()
    #: The unit that handed out the new one; empty when the sender exchanged it.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"receipt replaced on {self.day}"


class SealedValue(Scattered):
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


class Lane(models.TextChoices):
    """Which of a file's two copies; part of what seals it."""

    ORIGINAL = "original", _("original")
    CLEANED = "cleaned", _("cleaned copy")


class SealedFile(Scattered):
    """A sealed file below `SEALED_ROOT`: its random name and its padded size."""

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    lane = models.CharField(max_length=10, choices=Lane.choices, default=Lane.ORIGINAL)
    path = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()

    #: Keeps the file of an unsaved row from being taken for a crash's left-over; gone
    #: with this instance, hence after the commit.
    held: storage.Hold | None = None

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "number", "lane"], name="sealed_file_once"
            )
        ]

    def __str__(self) -> str:
        return f"file {self.number} {self.lane}"


class Wrap(Scattered):
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
