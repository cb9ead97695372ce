"""What lies in a case file: letters, notes, files, recusals, approvals."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.cases.case import Case
from complaints.cases.states import Outcome
from portal.scattered import Scattered
from portal.users.models import Unit, User
from portal.workdays import clock


class Message(Scattered):
    """A letter between the sender and the unit; its text is sealed as `message`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    #: Empty when the sender wrote it.
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    #: The official answer that concludes or declines the case.
    is_answer = models.BooleanField(default=False)

    class Meta:
        ordering = ["case", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="message_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: letter {self.number}"


class Note(models.Model):
    """An internal note; its text is sealed as `note`; never shown to the sender."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["case", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="note_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: note {self.number}"


class Cleaning(models.TextChoices):
    """What became of an attachment's cleaned copy."""

    NEW = "", _("not opened yet")
    CLEANED = "cleaned", _("cleaned")
    #: The unit's own file: what is kept is what was sent.
    SENT_CLEAN = "sent_clean", _("cleaned before it was sent")
    NOT_CLEANED = "not_cleaned", _("not cleaned")
    REFUSED = "refused", _("not cleaned, suspicious")


class Attachment(Scattered):
    """A file of a tip: sealed by the vault, its name sealed as `file_name`.

    Why it has no cleaned copy is sealed as `not_cleaned`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    number = models.PositiveIntegerField()
    #: Told from the content, not from the name.
    content_type = models.CharField(max_length=100)
    cleaning = models.CharField(max_length=12, choices=Cleaning.choices, blank=True)
    #: Empty where there is no cleaned copy.
    cleaned_type = models.CharField(max_length=100, blank=True)
    day = models.DateField()
    #: Empty when the sender attached it.
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["case", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="attachment_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: file {self.number}"


class Recusal(models.Model):
    """A member who stands back from one case (回避, 信访工作条例 28)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="recusals")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="recusal_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id} stands back"


class Approval(models.Model):
    """A step one person asked for and another, the head, signs or refuses.

    The words that go with it are sealed under its number as `approval`.
    """

    class Step(models.TextChoices):
        """What is asked for."""

        EXTEND = "extend", _("extension")
        CONCLUDE = "conclude", _("conclusion")
        DECLINE = "decline", _("declining")
        CLARIFY = "clarify", _("letter of clarification")

    case = models.ForeignKey(Case, models.PROTECT, related_name="approvals")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=10, choices=Step.choices)
    outcome = models.CharField(max_length=24, choices=Outcome.choices, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)

    class Meta:
        ordering = ["case", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="approval_number_once"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(is_granted=None),
                name="one_open_approval",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="approval_by_another_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.step} {self.number}"
