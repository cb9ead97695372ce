"""What happened to a case and who read it: written once, kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.cases.assistance import AssistanceRequest
from complaints.cases.case import Case
from portal.kept import Kept, KeptQuerySet
from portal.scattered import Scattered
from portal.users.models import Unit, User
from portal.workdays import clock

#: Steps of the house itself; every other one without an actor is the sender's.
BY_THE_HOUSE = frozenset({"recompute", "departed", "taken_over", "destroy"})


class CaseEventQuerySet(KeptQuerySet["CaseEvent"]):
    """Events, of which one thing alone is ever taken away."""

    def forget_nonces(self, case: Case) -> None:
        """Part the leaves of a destroyed case from its events, for good.

        Without the nonce nobody can show what a leaf committed to. This is the
        one change that a kept row ever sees.
        """
        if case.destroyed_on is None:
            raise TypeError("only a destroyed case forgets its nonces")
        models.QuerySet.update(self.filter(case=case), nonce=b"")


class CaseEvent(Scattered, Kept):
    """One step in a case's life, with its leaf; never changed afterwards.

    `digests` maps a sealed field to the SHA-256, in hexadecimal, of the sealed value
    written with the event; `leaf` is canonical JSON (design §7) whose commitment hides
    everything but the kind of event and the period.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    name = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    #: Empty when the sender did it.
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    #: Staff actions keep full times; a sender's action keeps the day alone.
    at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    due_is_provisional = models.BooleanField(default=False)
    #: How a case was concluded; what a rating or a phone call came to.
    outcome = models.CharField(max_length=24, blank=True)
    digests = models.JSONField(default=dict)
    nonce = models.BinaryField(max_length=32)
    leaf = models.TextField()

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        ordering = ["case", "sequence"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "sequence"], name="event_sequence_once"
            ),
            models.CheckConstraint(
                condition=Q(actor=None, at=None) | Q(actor__isnull=False),
                name="event_of_sender_has_no_time",
            ),
        ]

    @property
    def is_of_the_house(self) -> bool:
        """Whether nobody did it: neither a member of the staff nor the sender."""
        return self.name in BY_THE_HOUSE

    def __str__(self) -> str:
        return f"{self.case_id}/{self.sequence} {self.name}"


class AccessRecord(Kept):
    """Who read what and when; written before the content is sent, never changed."""

    class What(models.TextChoices):
        """What was opened."""

        CASE = "case", _("case file")
        CONTACT = "contact", _("name and phone")
        FILE = "file", _("attachment")
        ORIGINAL = "original", _("attachment, original")
        EXPORT = "export", _("export")
        REQUEST = "request", _("request for assistance")

    case = models.ForeignKey(Case, models.PROTECT, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    number = models.PositiveIntegerField(null=True)
    #: Which request for assistance was opened, where it was one.
    request = models.ForeignKey(
        AssistanceRequest, models.PROTECT, null=True, related_name="reads"
    )
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.case_id}: {self.what} by {self.user_id}"
