"""What readers answered; nothing that tells who."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosures.articles import ReportPage
from disclosures.campaigns import Campaign
from portal.scattered import Scattered
from portal.workdays.clock import today


class Answer(Scattered):
    """One reader's three answers, on a report or, at the end, on the campaign."""

    class Said(models.TextChoices):
        """How far a reader agrees; each question has words of its own for it."""

        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    report = models.ForeignKey(ReportPage, models.CASCADE, null=True, related_name="+")
    day = models.DateField(default=today)
    known = models.CharField(max_length=6, choices=Said.choices)
    satisfied = models.CharField(max_length=6, choices=Said.choices)
    supports = models.CharField(max_length=6, choices=Said.choices)

    class Meta:
        verbose_name = _("answer to the survey")
        verbose_name_plural = _("answers to the survey")
        indexes = [models.Index(fields=["day"], name="answer_of_day")]

    def __str__(self) -> str:
        return f"{self.day}"


class SourceCount(models.Model):
    """How many answers came today under one mark; it tells nothing of which."""

    day = models.DateField(default=today)
    mark = models.CharField(max_length=3, editable=False)
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["day", "mark"], name="source_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.mark}"
