"""The items of the three lists, as they are public; `acts` alone changes them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disclosures.campaigns import Campaign
from disclosures.estates import Estate
from portal.scan import Scanned
from portal.validators import NotInFuture


class ListKind(models.TextChoices):
    """Which list; the value is the last step of its address."""

    PROBLEMS = "problems", _("Problem list")
    INSTITUTIONS = "institutions", _("Institution list")
    RESULTS = "results", _("Results list")


class Item(Scanned):
    """One numbered line of a list."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="%(class)ss", verbose_name=_("campaign")
    )
    number = models.PositiveIntegerField(_("number"))
    changed_on = models.DateField(_("last changed on"))

    kind: ClassVar[ListKind]

    class Meta:
        abstract = True
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"], name="%(class)s_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind.label} {self.number}"


class ProblemItem(Item):
    """A problem that was found, who puts it right, and whether that is done."""

    class Source(models.TextChoices):
        """How it was found (发现方式)."""

        REVIEW = "review", _("eligibility review")
        VISIT = "visit", _("household visit")
        DATA = "data", _("data matching")
        TIP = "tip", _("tip")
        SPOT_CHECK = "spot_check", _("spot check")
        SUPERVISOR = "supervisor", _("supervision")

    class Status(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("being put right")
        DONE = "done", _("put right, not yet closed out")
        CLOSED = "closed", _("closed out")

    kind = ListKind.PROBLEMS

    estate = models.ForeignKey(
        Estate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="problems",
        verbose_name=_("estate"),
        help_text=_("Left empty: the whole county."),
    )
    focus = models.PositiveSmallIntegerField(_("focus issue"))
    source = models.CharField(
        _("how it was found"), max_length=12, choices=Source.choices
    )
    facts = models.TextField(
        _("what was found"),
        max_length=500,
        help_text=_("In general words: no names, flats or numbers of one or two."),
    )
    basis = models.CharField(_("article it offends"), max_length=200, blank=True)
    measure = models.TextField(_("what is done about it"), max_length=500)
    units = models.CharField(_("responsible unit"), max_length=200)
    officer = models.CharField(
        _("responsible post"),
        max_length=100,
        help_text=_("The post. A name only if the unit says so."),
    )
    due = models.DateField(_("due on"))
    status = models.CharField(
        _("status"), max_length=6, choices=Status.choices, default=Status.OPEN
    )
    result = models.TextField(_("result"), max_length=500, blank=True)
    closed_on = models.DateField(
        _("closed out on"), null=True, blank=True, validators=[NotInFuture()]
    )
    evidence = models.TextField(_("evidence"), max_length=500, blank=True)

    scanned_fields = (
        *("facts", "basis", "measure", "units", "officer", "result", "evidence"),
    )

    class Meta(Item.Meta):
        verbose_name = _("item of the problem list")
        verbose_name_plural = _("items of the problem list")
        constraints = [
            *Item.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status="closed", closed_on__isnull=False)
                & ~Q(evidence="")
                & ~Q(result="")
                | ~Q(status="closed") & Q(closed_on=None),
                name="closed_out_with_evidence",
            ),
        ]

    @property
    def is_closed(self) -> bool:
        """Whether it was closed out (销号)."""
        return self.status == self.Status.CLOSED


class RuleItem(Item):
    """A rule that was issued, and the weakness it answers."""

    kind = ListKind.INSTITUTIONS

    title = models.CharField(_("title"), max_length=200)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    in_force_on = models.DateField(_("in force on"), null=True, blank=True)
    units = models.CharField(_("issued by"), max_length=200)
    answers = models.TextField(_("problem it answers"), max_length=500)
    link = models.URLField(_("link"), max_length=300, blank=True)

    scanned_fields = ("title", "document_number", "units", "answers", "link")

    class Meta(Item.Meta):
        verbose_name = _("item of the institution list")
        verbose_name_plural = _("items of the institution list")


class OutcomeItem(Item):
    """A number that shows what came of the campaign."""

    kind = ListKind.RESULTS

    indicator = models.CharField(_("indicator"), max_length=200)
    unit_of_measure = models.CharField(_("unit of measure"), max_length=20)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    period = models.CharField(_("period"), max_length=60)
    comparison = models.CharField(_("comparison"), max_length=200, blank=True)
    example = models.TextField(
        _("example"),
        max_length=500,
        blank=True,
        help_text=_("In general words: no names, flats or numbers of one or two."),
    )

    scanned_fields = (
        *("indicator", "unit_of_measure", "period", "comparison", "example"),
    )

    class Meta(Item.Meta):
        verbose_name = _("item of the results list")
        verbose_name_plural = _("items of the results list")

    @property
    def value_text(self) -> str:
        """Return the value without needless zeros."""
        return format(self.value.normalize(), "f") if self.value else "0"


MODELS: dict[str, type[Any]] = {
    model.kind.value: model for model in (ProblemItem, RuleItem, OutcomeItem)
}
