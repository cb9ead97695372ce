"""What stands behind a forgotten password: printed codes and recovery shares."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.vault.models.fields import Bytes
from complaints.vault.models.keys import MemberKey, UnitKey
from portal.users.models import Unit


class RecoveryCode(models.Model):
    """A member's private key once more, under the code they printed.

    Of one key there is at most one code that its owner confirmed as printed, and one
    that still waits for that; using one, or making a new key, ends both.
    """

    member_key = models.ForeignKey(MemberKey, models.CASCADE, related_name="codes")
    sealed_private = Bytes()
    #: The digits, sealed to the member's own key until they were printed.
    shown = Bytes(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    printed_at = models.DateTimeField(null=True)
    #: Wrong codes entered in a row, and when the last one was.
    misses = models.PositiveSmallIntegerField(default=0)
    missed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["member_key"],
                condition=Q(printed_at=None),
                name="one_code_to_print",
            ),
            models.UniqueConstraint(
                fields=["member_key"],
                condition=Q(printed_at__isnull=False),
                name="one_printed_code",
            ),
            models.CheckConstraint(
                condition=Q(printed_at=None, shown__isnull=False)
                | Q(printed_at__isnull=False, shown=None),
                name="code_shown_until_printed",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery code of {self.member_key_id}"


class RecoveryKeyQuerySet(models.QuerySet["RecoveryKey"]):
    """Questions about recovery keys."""

    def in_use(self) -> "RecoveryKeyQuerySet":
        """The one that gives unit keys out again."""
        return self.filter(is_in_use=True)

    def being_made(self) -> "RecoveryKeyQuerySet":
        """The one whose holders are still printing their shares."""
        return self.filter(is_in_use=False, retired_at=None)

    def live(self) -> "RecoveryKeyQuerySet":
        """Those that unit keys are sealed to."""
        return self.filter(retired_at=None)


class RecoveryKey(models.Model):
    """The public half that every unit key is sealed to; two shares open the other."""

    public_key = Bytes(max_length=32)
    made_at = models.DateTimeField(auto_now_add=True)
    is_in_use = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True)
    #: Who began it in the admin.
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    #: Nothing more to hand over from the key before: there was none, its shares are
    #: lost, or two of their holders handed over what was sealed to it.
    may_follow = models.BooleanField(default=True)

    objects = RecoveryKeyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["is_in_use"],
                condition=Q(retired_at=None),
                name="one_recovery_key_in_use",
            ),
            models.CheckConstraint(
                condition=Q(is_in_use=False) | Q(retired_at=None),
                name="retired_recovery_key_is_not_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery key {self.pk}"


class RecoveryShare(models.Model):
    """One of three shares: who keeps it, and what is sealed to it alone."""

    recovery_key = models.ForeignKey(RecoveryKey, models.CASCADE, related_name="shares")
    number = models.PositiveSmallIntegerField()
    #: The public half of a pair whose private half is made from the share.
    public_key = Bytes(max_length=32)
    #: Empty where it was printed at the server's command line.
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    #: The share, sealed to its holder's own key until they printed it.
    sealed = Bytes(null=True)
    sealed_to = models.ForeignKey(
        MemberKey, models.SET_NULL, null=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["recovery_key", "number"], name="recovery_share_once"
            )
        ]

    def __str__(self) -> str:
        return f"share {self.number} of {self.recovery_key_id}"


class RecoveryRequest(models.Model):
    """What two holders of shares are asked to do; gone when done or after a day."""

    class Purpose(models.TextChoices):
        """What it is for."""

        GRANT = "grant", _("give a unit's key out again")
        CONFIRM = "confirm", _("confirm discipline inspection's first key")
        REPLACE = "replace", _("hand over to new recovery shares")

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    recovery_key = models.ForeignKey(RecoveryKey, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    #: The key that the account had when it was asked: after a reset, nothing is given.
    member_key = models.ForeignKey(
        MemberKey, models.CASCADE, null=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class RecoveryPart(models.Model):
    """The first holder's share, sealed to another share: only that one opens it."""

    request = models.ForeignKey(RecoveryRequest, models.CASCADE, related_name="parts")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    number = models.PositiveSmallIntegerField()
    sealed_to = models.PositiveSmallIntegerField()
    sealed = Bytes()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["request", "sealed_to"], name="recovery_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} for {self.sealed_to}"


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
