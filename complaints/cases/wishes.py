"""What a sender asks for besides an answer: a phone call, a new receipt at the desk."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.cases.case import Case
from portal.scattered import Scattered
from portal.users.models import User
from portal.workdays import clock


class CallRequest(Scattered):
    """A sender wants to be phoned; when that is safe is sealed as `call_when`."""

    class Result(models.TextChoices):
        """What came of it."""

        REACHED = "reached", _("reached")
        NOT_REACHED = "not_reached", _("not reached")
        NOT_WANTED = "not_wanted", _("no longer wanted")
        WITHDRAWN = "withdrawn", _("withdrawn by the sender")

    case = models.ForeignKey(Case, models.PROTECT, related_name="calls")
    number = models.PositiveIntegerField()
    day = models.DateField()
    result = models.CharField(max_length=12, choices=Result.choices, blank=True)
    ended_on = models.DateField(null=True)
    #: Empty when the sender withdrew it.
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["case", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="call_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on=None), name="one_open_call"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, result="")
                | Q(ended_on__isnull=False, result__gt=""),
                name="call_ended_has_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: call {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to phone."""
        return self.ended_on is None


class Reissue(models.Model):
    """A new receipt for a sender who lost theirs: one member asks, another hands out.

    What was checked is sealed as `checked`, under the number of the event.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="reissues")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    #: The person stands at the desk: it counts on this day only.
    day = models.DateField()
    handed_out_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    handed_out_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_out_by=None) | ~Q(handed_out_by=F("asked_by")),
                name="reissue_by_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: new receipt, asked on {self.day}"
