"""The parts of a campaign's plan, each edited and approved with the campaign."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from disclosures.campaigns import Campaign
from portal.scan import Scanned
from portal.users.models import Unit


class Numbered(Scanned):
    """A part that carries the number it has in the plan.

    Not unique in the database: parts that swap numbers are saved one by one.
    """

    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        abstract = True


class FocusIssue(Numbered):
    """What the campaign puts right (整治重点)."""

    campaign = ParentalKey(
        Campaign, on_delete=models.CASCADE, related_name="focus_issues"
    )
    text = models.TextField(_("text"))

    scanned_fields = ("text",)

    class Meta:
        verbose_name = _("focus issue")
        verbose_name_plural = _("focus issues")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.text


class Stage(Numbered, ClusterableModel):
    """A stage (阶段); stages may overlap, and one without a start begins at once."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(_("name"), max_length=100)
    phrase = models.CharField(
        _("time, in the plan's words"), max_length=100, blank=True
    )
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)

    scanned_fields = ("name", "phrase", "text")

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="stage_ends_after_start",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Measure(Numbered, ClusterableModel):  # type: ignore[django-manager-missing]
    """A measure (措施) and the units responsible for it."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="measures")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    units = ParentalManyToManyField(
        Unit, related_name="measures", verbose_name=_("responsible units"), blank=True
    )

    scanned_fields = ("title", "text")

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title

    @property
    def anchor(self) -> str:
        """Return where the plan page tells of this measure."""
        return f"measure-{self.number}"

    @property
    def path(self) -> str:
        """Return where its own page lies, below the plan."""
        return f"measures/{self.number}/"

    @property
    def late(self) -> bool:
        """Whether a milestone is past its day and not reached."""
        return any(step.state == "late" for step in self.milestones.all())

    @property
    def indicator(self) -> "models.Model | None":
        """What tells best how far it is: its first indicator."""
        return next(iter(self.indicators.all()), None)

    @property
    def due(self) -> str:
        """Return when it is due: the plan's words, or the days they were moved to."""
        deadlines = [d for d in self.deadlines.all() if d.date and not d.body]
        if self.campaign.moved_by_days:
            days = sorted(d.date for d in deadlines if d.date)
            return "、".join(f"{chinese_day(day)}前" for day in days)
        return "、".join(d.phrase for d in sorted(deadlines, key=Deadline.day))


class OrganisationItem(Numbered, ClusterableModel):
    """One point of how the campaign is organised (组织实施)."""

    campaign = ParentalKey(
        Campaign, on_delete=models.CASCADE, related_name="organisation"
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)

    scanned_fields = ("title", "text")

    class Meta:
        verbose_name = _("point of organisation")
        verbose_name_plural = _("organisation")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title


class Deadline(Scanned):
    """A time by which something is due: the plan's words, and the day they mean."""

    measure = ParentalKey(
        Measure,
        on_delete=models.CASCADE,
        related_name="deadlines",
        null=True,
        blank=True,
    )
    stage = ParentalKey(
        Stage, on_delete=models.CASCADE, related_name="deadlines", null=True, blank=True
    )
    organisation = ParentalKey(
        OrganisationItem,
        on_delete=models.CASCADE,
        related_name="deadlines",
        null=True,
        blank=True,
    )
    phrase = models.CharField(_("time, in the plan's words"), max_length=100)
    date = models.DateField(_("date"), null=True, blank=True)
    label = models.CharField(
        _("what is due"),
        max_length=60,
        blank=True,
        help_text=_("A few words; left empty, they are taken from the text."),
    )
    body = models.CharField(
        _("date of another body"),
        max_length=60,
        blank=True,
        help_text=_("Whose date it is, where it is not ours, such as 市住建局."),
    )

    scanned_fields = ("phrase", "label", "body")

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(measure=None, stage=None)
                    | Q(measure=None, organisation=None)
                    | Q(stage=None, organisation=None)
                ),
                name="deadline_of_one_part",
            )
        ]

    def __str__(self) -> str:
        return self.phrase

    def day(self) -> datetime.date:
        """Return its day, for sorting; one without comes last."""
        return self.date or datetime.date.max

    @property
    def owner(self) -> Measure | Stage | OrganisationItem:
        """The part of the plan that sets it."""
        return self.measure or self.stage or self.organisation

    @property
    def what(self) -> str:
        """What is due, in a few words of the plan."""
        return (
            self.label or clause_after(self.phrase, self.owner.text) or str(self.owner)
        )


class Duty(Scanned):
    """What one unit is in charge of (职责)."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="duties")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="duties", verbose_name=_("unit")
    )
    text = models.TextField(_("text"))

    scanned_fields = ("text",)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


def chinese_day(day: datetime.date) -> str:
    """Return a day as it is written in a plan."""
    return f"{day.month}月{day.day}日"


def clause_after(phrase: str, text: str) -> str:
    """Return the words from `phrase` to the next stop, if they fit a line."""
    _before, found, rest = text.partition(phrase) if phrase else ("", "", "")
    clause = rest.lstrip("，,、： ")
    for stop in "。；，、;,\n":
        clause = clause.partition(stop)[0]
    return clause.strip() if found and 2 <= len(clause.strip()) <= 30 else ""
