"""Similar cases, put beside one another by a person; never merged (design §6)."""

from django.db import models
from django.db.models import F, Q

from complaints.cases.case import Case
from portal.workdays import clock


class Link(models.Model):
    """A case that stands beside another, which leads.

    Each keeps its key, mailbox, clock, events and count. A case follows one other at
    most, and one that follows leads none: so those linked are a star, not a chain.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="link")
    lead = models.ForeignKey(Case, models.CASCADE, related_name="followers")
    day = models.DateField(default=clock.today)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(case=F("lead")), name="link_of_two_cases"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} beside {self.lead_id}"


def lead_of(case: Case) -> Case:
    """The case that leads those linked with this one; itself, where none are."""
    link = Link.objects.filter(case=case).select_related("lead").first()
    return link.lead if link else case
