"""Who works here: accounts, units, and who belongs to which unit."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.scan import Scanned


class User(AbstractUser):
    """A staff account. What it may do comes from its groups; see `roles`."""

    must_set_password = models.BooleanField(
        _("waiting for its one-time link to be used"), default=False, editable=False
    )
    #: The order of people in lists, in one column; kept by the database.
    sort_name = models.GeneratedField(
        expression=Concat("last_name", "first_name", models.Value(" "), "username"),
        output_field=models.CharField(max_length=452),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            # A superuser would pass every permission check: there is none.
            models.CheckConstraint(
                condition=Q(is_superuser=False), name="user_is_no_superuser"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Family name first, as names are written here."""
        return f"{self.last_name}{self.first_name}".strip()

    def current_units(self) -> "UnitQuerySet":
        """Units whose cases this account may work on."""
        return Unit.objects.filter(
            memberships__in=Membership.objects.current().handlers().filter(user=self)
        )


class UnitQuerySet(models.QuerySet["Unit"]):
    """Questions about units."""

    def active(self) -> "UnitQuerySet":
        """Units that take part today."""
        return self.filter(is_active=True)


class Unit(Scanned):
    """A responsible unit (责任单位): a bureau, a township, discipline inspection.

    Readers see its name in the plan, the lists, the open data and the documents.
    """

    class Kind(models.TextChoices):
        """What sort of body it is."""

        BUREAU = "bureau", _("bureau")
        TOWNSHIP = "township", _("township")
        DISCIPLINE = "discipline", _("discipline inspection")

    name = models.CharField(_("name"), max_length=100, unique=True)
    short_name = models.CharField(_("short name"), max_length=20, blank=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, default=Kind.BUREAU
    )
    is_lead = models.BooleanField(
        _("lead unit"),
        default=False,
        help_text=_("Takes what no routing rule sends elsewhere."),
    )
    is_active = models.BooleanField(_("takes part"), default=True)
    head_signs = models.BooleanField(
        _("the head signs"),
        default=False,
        help_text=_("Declining and concluding then need the head's signature."),
    )
    fallback = models.ForeignKey(
        "self",
        verbose_name=_("the level above"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_(
            "Only for discipline inspection: takes tips that concern it. Without one"
            " such tips are not taken, and the sender is shown the way there."
        ),
    )
    way_above = models.TextField(
        _("the way to the level above"),
        blank=True,
        help_text=_("Shown to senders when there is no unit for the level above."),
    )

    scanned_fields = ("name", "short_name", "way_above")

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["-is_lead", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_lead"], condition=Q(is_lead=True), name="one_lead_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Whom tips about officials reach is not changed by a form alone."""
        super().clean()
        if self._crosses_the_border():
            raise ValidationError(
                {
                    "kind": gettext(
                        "This unit has members. It can neither become discipline"
                        " inspection nor stop being it: that would open or close"
                        " cases to them. Enter a new unit."
                    )
                }
            )
        if self.fallback is not None and not self._may_fall_back_on(self.fallback):
            raise ValidationError(
                {
                    "fallback": gettext(
                        "The level above belongs to discipline inspection alone. It"
                        " is discipline inspection itself, and has no level above it"
                        " here."
                    )
                }
            )

    def _crosses_the_border(self) -> bool:
        """Whether people are inside while this turns to or from discipline."""
        before = Unit.objects.filter(pk=self.pk).first() if self.pk else None
        if before is None or before.is_discipline == self.is_discipline:
            return False
        return before.memberships.exists()

    def _may_fall_back_on(self, above: "Unit") -> bool:
        if not (self.is_discipline and above.is_discipline) or above.pk == self.pk:
            return False
        is_above = bool(self.pk) and Unit.objects.filter(fallback=self.pk).exists()
        return above.fallback_id is None and not is_above

    @property
    def is_discipline(self) -> bool:
        """Whether this unit inspects the others."""
        return self.kind == self.Kind.DISCIPLINE


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def current(self) -> "MembershipQuerySet":
        """Those who have not left, of accounts that are active."""
        return self.filter(left_on=None, user__is_active=True)

    def handlers(self) -> "MembershipQuerySet":
        """Those who work on cases: a clerk files for callers and opens nothing."""
        return self.filter(is_clerk=False)


class Membership(models.Model):
    """An account in a unit, from one day to another."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="memberships", verbose_name=_("account")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="memberships", verbose_name=_("unit")
    )
    is_head = models.BooleanField(_("head"), default=False)
    is_clerk = models.BooleanField(
        _("clerk"), default=False, help_text=_("Files for callers and opens nothing.")
    )
    joined_on = models.DateField(_("joined on"), default=date.today)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"],
                condition=Q(left_on=None),
                name="one_current_membership",
            ),
            models.CheckConstraint(
                condition=~Q(is_head=True, is_clerk=True), name="no_clerk_is_head"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit}"
