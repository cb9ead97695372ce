"""What each measure answers for, and the task force; edited with the campaign."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Page

from disclosures.campaigns import Campaign
from disclosures.estates.households import counts, wholes
from disclosures.measures.posts import IsPost
from disclosures.parts import Measure, Numbered
from portal.gate.files import PublicFile
from portal.gate.looking import Sight
from portal.scan import Scanned, normalised
from portal.users.models import Unit
from portal.validators import NotInFuture
from portal.workdays.clock import today

A_SHARE = re.compile("[%％‰]|百分之|千分之|百分比")


class ResponsiblePost(Scanned):
    """Who answers for a measure in a unit (责任人): a post, never a person."""

    measure = ParentalKey(Measure, on_delete=models.CASCADE, related_name="posts")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="responsible_posts", verbose_name=_("unit")
    )
    post = models.CharField(
        _("post"),
        max_length=60,
        validators=[IsPost()],
        help_text=_("Such as 分管副局长; never a person's name."),
    )

    scanned_fields = ("post",)

    class Meta:
        verbose_name = _("responsible post")
        verbose_name_plural = _("responsible posts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.unit}{self.post}"


class TaskForceSeat(Numbered):
    """A seat in the task force (工作专班), by post."""

    class Role(models.TextChoices):
        """What the seat is."""

        LEADER = "leader", _("leader")
        DEPUTY = "deputy", _("deputy leader")
        MEMBER = "member", _("member")
        LIAISON = "liaison", _("liaison")

    campaign = ParentalKey(
        Campaign, on_delete=models.CASCADE, related_name="task_force"
    )
    role = models.CharField(
        _("role"), max_length=10, choices=Role.choices, default=Role.MEMBER
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="task_force_seats", verbose_name=_("unit")
    )
    post = models.CharField(
        _("post"),
        max_length=60,
        validators=[IsPost()],
        help_text=_("Such as 分管副局长; never a person's name."),
    )
    phone = models.CharField(_("office telephone"), max_length=30, blank=True)

    scanned_fields = ("post", "phone")

    class Meta:
        verbose_name = _("seat in the task force")
        verbose_name_plural = _("task force")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.unit}{self.post}"


class Source(models.TextChoices):
    """Where an indicator's numbers come from, if they are not typed."""

    REVIEWED = "reviewed", _("estates: reviewed, of those in scope")
    VISITED = "visited", _("estates: visited, of those in scope")
    VACATED = "vacated", _("estates: vacated, of those that must leave")
    PROBLEMS = "problems", _("problem list: closed out, of all items")
    INSTITUTIONS = "institutions", _("institution list: in force, of all items")


class Indicator(Numbered):
    """How far a measure is: n of m, both counted; a share is never typed.

    Where the table of the estates or a list knows the numbers, they are drawn from
    there when the page is made, and none are stored.
    """

    measure = ParentalKey(Measure, on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(
        _("what is counted"), max_length=60, help_text=_("Such as 已复核.")
    )
    source = models.CharField(
        _("source"),
        max_length=12,
        choices=Source.choices,
        blank=True,
        help_text=_("Left empty, n and m are typed; else they are counted there."),
    )
    done = models.PositiveIntegerField(_("so far (n)"), default=0)
    total = models.PositiveIntegerField(_("of how many (m)"), null=True, blank=True)
    counted_in = models.CharField(
        _("counted in"), max_length=10, blank=True, help_text=_("Such as 户.")
    )
    as_of = models.DateField(_("as of"), default=today, validators=[NotInFuture()])
    definition = models.CharField(
        _("definition"),
        max_length=200,
        help_text=_("What counts as done, and what the whole is; shown beside it."),
    )

    scanned_fields = ("name", "counted_in", "definition")

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")),
                name="indicator_done_within_total",
                violation_error_message=_("More is done than there is to do."),
            )
        ]

    def __str__(self) -> str:
        if self.source:
            return self.name
        return f"{self.name} {self.done} / {self.total} {self.counted_in}".strip()

    def clean(self) -> None:
        """Refuse a share that was typed, and numbers that come from nowhere."""
        super().clean()
        if self.source:
            self.done, self.total = 0, None
        elif self.total is None:
            raise ValidationError(
                {"total": gettext("Say of how many, or choose where it is counted.")}
            )
        typed = [
            name
            for name in ("name", "counted_in", "definition")
            if A_SHARE.search(getattr(self, name) or "")
        ]
        if typed:
            told = gettext("Write how many of how many; a percentage is never typed.")
            raise ValidationError(dict.fromkeys(typed, told))

    def scanned_texts(self) -> Iterator[tuple[str, Any]]:
        """Typed numbers, too, each with what it counts."""
        yield from super().scanned_texts()
        if self.source:
            return
        counted = f"{self.name}{self.done}{self.counted_in}"
        yield "done", counted
        if self.total is not None:
            # Of households, too, and of the column that what is done is a part of.
            unit = "户" if any(counts(normalised(counted)[0])) else self.counted_in
            yield "total", f"{self.name}。{wholes(self.name)}共{self.total}{unit}"


class Milestone(Numbered):
    """A step of a measure that is either reached or not, and its document."""

    measure = ParentalKey(Measure, on_delete=models.CASCADE, related_name="milestones")
    text = models.CharField(_("what is reached"), max_length=200)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(
        _("reached on"), null=True, blank=True, validators=[NotInFuture()]
    )
    document = models.CharField(
        _("document"),
        max_length=200,
        blank=True,
        help_text=_("Title and number of the document that shows it."),
    )
    page = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page with the document"),
    )
    file = models.ForeignKey(
        PublicFile, models.PROTECT, null=True, related_name="+", editable=False
    )

    scanned_fields = ("text", "document")

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def state(self) -> str:
        """Whether it is reached, late or still to come."""
        if self.done_on:
            return "done"
        return "late" if self.due_on and self.due_on < today() else "next"

    def scanned_texts(self) -> Iterator[tuple[str, Any]]:
        """Name and words of its file, too."""
        yield from super().scanned_texts()
        if self.file:
            yield "upload", f"{self.file.name}\n\n{self.file.text}"

    def to_look_at(self) -> Iterator[Sight]:
        """Each picture in its file."""
        if self.file:
            yield from self.file.to_look_at()

    @property
    def public_page(self) -> Page | None:
        """The page with its document, once readers may see it."""
        return self.page if self.page and self.page.live else None


def shows_a_milestone(file: PublicFile) -> bool:
    """Whether the public plan offers this file at a milestone."""
    shown = Milestone.objects.filter(file=file, measure__campaign__live=True)
    return shown.exists()


class DataExchange(Scanned, ClusterableModel):
    """One exchange of data between departments: counts only, nobody's data."""

    measure = ParentalKey(Measure, on_delete=models.CASCADE, related_name="exchanges")
    day = models.DateField(_("day"), default=today, validators=[NotInFuture()])
    units = ParentalManyToManyField(
        Unit, related_name="+", verbose_name=_("departments")
    )
    compared = models.PositiveIntegerField(_("records compared"))
    hits = models.PositiveIntegerField(_("hits"), default=0)
    stopped_signing = models.PositiveIntegerField(
        _("stopped before the contract was filed online (网签)"), default=0
    )
    stopped_registration = models.PositiveIntegerField(
        _("stopped before registration"), default=0
    )

    class Meta:
        verbose_name = _("data exchange")
        verbose_name_plural = _("data exchanges")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hits__lte=F("compared")),
                name="exchange_hits_within_compared",
                violation_error_message=_("More hits than records compared."),
            ),
            models.CheckConstraint(
                condition=Q(hits__gte=F("stopped_signing") + F("stopped_registration")),
                name="exchange_stopped_within_hits",
                violation_error_message=_("More was stopped than was hit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"
