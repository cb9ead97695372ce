"""Keys, every private half sealed to somebody, and what happened to them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.vault.models.fields import Bytes
from portal.users.models import Membership, Unit


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


class PepperMark(models.Model):
    """Tells the pepper that this database began with from any other; one row."""

    mark = Bytes(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "mark of the pepper"
