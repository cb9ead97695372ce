"""Estates, and the dated snapshots of their figures."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from disclosures.estates.columns import COLUMNS
from portal.kept import Kept, KeptQuerySet
from portal.scan import Scanned
from portal.validators import NotInFuture
from portal.workdays import clock


class EstateQuerySet(models.QuerySet["Estate"]):
    """Questions about estates."""

    def active(self) -> "EstateQuerySet":
        """Estates that can be chosen and are listed."""
        return self.filter(is_active=True)


class Estate(Scanned):
    """An estate, by the name residents call it."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    township = models.CharField(_("township"), max_length=50)
    is_active = models.BooleanField(
        _("listed"),
        default=True,
        help_text=_("An estate that is no longer listed keeps its cases."),
    )

    objects = EstateQuerySet.as_manager()

    scanned_fields = ("name", "township")

    class Meta:
        verbose_name = _("estate")
        verbose_name_plural = _("estates")
        ordering = ["township", "name"]

    def __str__(self) -> str:
        return self.name


class SnapshotQuerySet(models.QuerySet["EstateSnapshot"]):
    """Questions about snapshots."""

    def approved(self) -> "SnapshotQuerySet":
        """Those that are public, the oldest first."""
        return self.filter(state=EstateSnapshot.State.APPROVED).order_by("as_of")

    def ever_public(self) -> "SnapshotQuerySet":
        """Those that readers may have kept, also if taken down; the oldest first."""
        kept = Q(state=EstateSnapshot.State.APPROVED) | Q(taken_down_at__isnull=False)
        return self.filter(kept).order_by("as_of", "pk")

    def waiting(self) -> "SnapshotQuerySet":
        """Those that nobody has decided on."""
        return self.filter(state=EstateSnapshot.State.WAITING)


class EstateSnapshot(Scanned):
    """The housing bureau's table of one day; public once a second person approves."""

    class State(models.TextChoices):
        """Where a snapshot stands."""

        WAITING = "waiting", _("waiting for approval")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")

    as_of = models.DateField(_("figures as of"), validators=[NotInFuture()])
    source = models.CharField(_("reported by"), max_length=100)
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.WAITING
    )
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("imported by"),
    )
    imported_at = models.DateTimeField(_("imported"), default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    #: Of a table that was public, from the day it was decided on, and is not any more.
    taken_down_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    #: Columns of which only the county total is shown; set on approval, for good.
    alone = models.JSONField(default=list, editable=False)

    objects = SnapshotQuerySet.as_manager()

    scanned_fields = ("source",)

    class Meta:
        verbose_name = _("figures of the estates")
        verbose_name_plural = verbose_name
        ordering = ["-as_of", "-pk"]
        default_permissions = ()
        permissions = [
            ("import_estates", _("Can import the figures of the estates")),
            ("approve_estates", _("Can approve the figures of the estates")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["as_of"],
                condition=Q(state="approved"),
                name="one_approved_snapshot_a_day",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="waiting"),
                name="one_snapshot_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=F("imported_by")),
                name="snapshot_approved_by_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d}"


class EstateRow(Kept):
    """One estate's figures on one day; written once.

    What of them may be shown lies beside, in `HiddenCells`, when that is decided.
    """

    snapshot = models.ForeignKey(EstateSnapshot, models.PROTECT, related_name="rows")
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="figures")
    scope = models.PositiveIntegerField()
    reviewed = models.PositiveIntegerField()
    visited = models.PositiveIntegerField()
    spot = models.PositiveIntegerField()
    to_vacate = models.PositiveIntegerField()
    vacated = models.PositiveIntegerField()
    removal_period = models.PositiveIntegerField()
    ordered = models.PositiveIntegerField()
    demand = models.PositiveIntegerField()
    enforcement = models.PositiveIntegerField()
    suit = models.PositiveIntegerField()
    ruled = models.PositiveIntegerField()
    enforced = models.PositiveIntegerField()

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["snapshot", "estate"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "estate"], name="estate_once_a_snapshot"
            ),
            models.CheckConstraint(
                condition=Q(reviewed__lte=F("scope"))
                & Q(visited__lte=F("scope"))
                & Q(spot__lte=F("scope"))
                & Q(to_vacate__lte=F("scope")),
                name="estate_counts_within_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.estate_id}"

    def counts(self) -> dict[str, int]:
        """Return the figures by column."""
        return {column.key: getattr(self, column.key) for column in COLUMNS}


class HiddenCell(Kept):
    """A cell that is not shown, as decided when its snapshot was approved."""

    row = models.ForeignKey(EstateRow, models.PROTECT, related_name="hidden")
    column = models.CharField(max_length=20)

    objects = KeptQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["row", "column"], name="cell_hidden_once"),
        ]

    def __str__(self) -> str:
        return f"{self.row_id} {self.column}"


def rows_of(snapshots: Any) -> dict[int, list[EstateRow]]:
    """Return the rows of each snapshot by its key, with their estates; one query."""
    found: dict[int, list[EstateRow]] = {snapshot.pk: [] for snapshot in snapshots}
    rows = EstateRow.objects.filter(snapshot__in=found).select_related("estate")
    for row in rows.order_by("estate_id"):
        found[row.snapshot_id].append(row)
    return found
