"""Requests for assistance (协查): what one unit asks another about a case.

The unit that is asked learns nothing of the case but what is written in the request:
the words lie under a key of the request's own, and its number is drawn.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.cases.case import Case, granted_units, sides
from complaints.vault.models import Envelope
from portal.scattered import Scattered
from portal.users.models import Unit, User
from portal.users.roles import is_technical_admin
from portal.workdays import clock


class AssistanceRequestQuerySet(models.QuerySet["AssistanceRequest"]):
    """Questions about requests; `visible_to` stands before every other one."""

    def visible_to(self, user: User) -> "AssistanceRequestQuerySet":
        """Requests on cases the account may know of, and those put to its units.

        Nobody sees one from which they stand back, be it from the request or from its
        case, nor one on a case that concerns a unit of theirs.
        """
        return self._free_for(user).filter(
            Q(case__in=Case.objects.visible_to(user))
            | Q(asked_unit__in=granted_units(user))
        )

    def put_to(self, user: User) -> "AssistanceRequestQuerySet":
        """Requests that the account's units are to answer."""
        return self._free_for(user).filter(asked_unit__in=granted_units(user))

    def on_cases_of(self, user: User) -> "AssistanceRequestQuerySet":
        """Requests on cases that the account may know of."""
        return self._free_for(user).filter(case__in=Case.objects.visible_to(user))

    def _free_for(self, user: User) -> "AssistanceRequestQuerySet":
        if not user.is_active or is_technical_admin(user):
            return self.none()
        return (
            self.exclude(case__concerns__in=sides(user))
            .exclude(case__recusals__user=user)
            .exclude(recusals__user=user)
        )

    def open(self) -> "AssistanceRequestQuerySet":
        """Those that wait for an answer."""
        return self.filter(state=AssistanceRequest.State.ASKED)

    def overdue(self, today: Any) -> "AssistanceRequestQuerySet":
        """Those that should have been answered."""
        return self.open().filter(due_on__lt=today)


class AssistanceRequest(Scattered):
    """One question to one other unit, with a day by which it is to be answered.

    Its words are sealed under `envelope`'s own key as `question`, `answer` and
    `reason` (of a return or a withdrawal), the names of files as `file_name`.
    """

    class State(models.TextChoices):
        """Where a request stands."""

        ASKED = "asked", _("waiting for the answer")
        ANSWERED = "answered", _("answered")
        RETURNED = "returned", _("sent back unanswered")
        WITHDRAWN = "withdrawn", _("withdrawn")

    number = models.CharField(_("request number"), max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="requests")
    envelope = models.OneToOneField(
        Envelope, models.PROTECT, related_name="+", editable=False
    )
    #: The unit that asked. The case may have moved on since; this stays, so that the
    #: unit that is asked does not learn of it.
    asking_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.ASKED
    )
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    #: Answered or sent back, and nobody on the asking side has looked yet.
    is_news = models.BooleanField(default=False)

    objects = AssistanceRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "number"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["asked_unit", "state", "due_on"], name="assistance_list"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asking_unit=F("asked_unit")),
                name="assistance_between_two_units",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == self.State.ASKED


class AssistanceFile(Scattered):
    """A file that came with a question (of the asking unit) or with its answer."""

    request = models.ForeignKey(
        AssistanceRequest, models.PROTECT, related_name="attachments"
    )
    number = models.PositiveIntegerField()
    #: Told from the content, not from the name.
    content_type = models.CharField(max_length=100)
    is_answer = models.BooleanField(default=False)

    class Meta:
        ordering = ["request", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["request", "number"], name="assistance_file_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: file {self.number}"


class AssistanceRecusal(models.Model):
    """A member of the asked unit who stands back from one request (回避)."""

    request = models.ForeignKey(
        AssistanceRequest, models.PROTECT, related_name="recusals"
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["request", "user"], name="assistance_recusal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.user_id} stands back"
