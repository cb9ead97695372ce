"""The legal tracks of a household that must leave (domain B4): two, kept apart."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.cases.case import Case
from portal.kept import Kept, KeptQuerySet
from portal.scattered import Scattered
from portal.users.models import User
from portal.workdays import clock


class Track(models.TextChoices):
    """On which legal ground a household is made to leave."""

    #: 公共租赁住房管理办法 27: order, formal demand, application to the court.
    ADMINISTRATIVE = "administrative", _("administrative")
    #: 公共租赁住房管理办法 29, 31: removal period, the owner's suit.
    CIVIL = "civil", _("civil")


class Legal(models.TextChoices):
    """One step of a legal track."""

    ORDERED = "ordered", _("ordered to leave")
    REMOVAL_PERIOD = "removal_period", _("removal period")
    FORMAL_DEMAND = "formal_demand", _("formal demand")
    ENFORCEMENT_APPLIED = "enforcement_applied", _("enforcement applied for")
    SUIT_FILED = "suit_filed", _("suit filed")
    RULED = "ruled", _("court ruled")
    ENFORCED = "enforced", _("enforced")
    VACATED = "vacated", _("vacated")


class LegalStepQuerySet(KeptQuerySet["LegalStep"]):
    """Questions about legal steps."""

    def effective(self) -> "LegalStepQuerySet":
        """Without what was taken back, and without the entries that took it back."""
        return self.filter(cancels=None, cancelled_by=None)

    def standing_in(self, case: Case) -> "LegalStepQuerySet":
        """The effective steps of one case, in the order they were entered."""
        return self.effective().filter(case=case).order_by("number")


class LegalStep(Scattered, Kept):
    """One step on one day; written once, and taken back by a counter-entry.

    Back rent, fine and a note are sealed under its number as `legal`, together with
    what stands here in plain text.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="legal_steps")
    number = models.PositiveIntegerField()
    track = models.CharField(_("legal ground"), max_length=14, choices=Track.choices)
    step = models.CharField(_("step"), max_length=19, choices=Legal.choices)
    day = models.DateField(_("day of the step"))
    #: By when the household is to leave, where the step sets a day.
    until = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_on = models.DateField(default=clock.today, editable=False)
    cancels = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="cancelled_by"
    )

    objects = LegalStepQuerySet.as_manager()

    class Meta:
        ordering = ["case", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="legal_step_number_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("day")),
                name="legal_step_until_after_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.step} {self.number}"
