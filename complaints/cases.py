"""The case: what stays in plain text of a tip, and the events of its life."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.topics import Kind, Topic
from complaints.vault.models import Envelope, UnitKey, UnitKeyGrant
from disclosures.models import Estate
from portal.kept import Kept, KeptQuerySet
from portal.scattered import Scattered
from portal.users.models import Membership, Unit, User
from portal.users.roles import is_technical_admin
from portal.workdays import clock


class State(models.TextChoices):
    """Where a case stands; design §6 names the transitions between them."""

    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    REFERRED = "referred", _("referred")
    INVESTIGATING = "investigating", _("under investigation")
    CONCLUDED = "concluded", _("concluded")
    DECLINED = "declined", _("declined")
    REOPENED = "reopened", _("reopened")


#: A case in one of these states has no running clock.
ENDED = (State.CONCLUDED, State.DECLINED)


class Source(models.TextChoices):
    """How a tip came in."""

    ONLINE = "online", _("online")
    PHONE = "phone", _("by phone")
    DESK = "desk", _("at the desk")


class Clock(models.TextChoices):
    """Which deadline is running."""

    DECIDE = "decide", _("accept or decline")
    CONCLUDE = "conclude", _("conclude")


class Outcome(models.TextChoices):
    """How a case ended; `OUTCOMES` says which fit which kind."""

    SUBSTANTIATED = "substantiated", _("substantiated")
    PARTLY_SUBSTANTIATED = "partly_substantiated", _("partly substantiated")
    UNSUBSTANTIATED = "unsubstantiated", _("unsubstantiated")
    CANNOT_BE_VERIFIED = "cannot_be_verified", _("cannot be verified")
    HANDED_OVER = "handed_over", _("handed over")
    ADOPTED = "adopted", _("adopted")
    PARTLY_ADOPTED = "partly_adopted", _("partly adopted")
    NOT_ADOPTED = "not_adopted", _("not adopted")
    STILL_ELIGIBLE = "still_eligible", _("still eligible")
    ADJUSTED = "adjusted", _("adjusted")
    NO_LONGER_ELIGIBLE = "no_longer_eligible", _("no longer eligible")


_FINDINGS = (
    Outcome.SUBSTANTIATED,
    Outcome.PARTLY_SUBSTANTIATED,
    Outcome.UNSUBSTANTIATED,
    Outcome.CANNOT_BE_VERIFIED,
)
OUTCOMES: dict[Kind, tuple[Outcome, ...]] = {
    Kind.REPORT: _FINDINGS,
    Kind.OFFICIAL: (*_FINDINGS, Outcome.HANDED_OVER),
    Kind.SUGGESTION: (Outcome.ADOPTED, Outcome.PARTLY_ADOPTED, Outcome.NOT_ADOPTED),
    Kind.DECLARATION: (
        Outcome.STILL_ELIGIBLE,
        Outcome.ADJUSTED,
        Outcome.NO_LONGER_ELIGIBLE,
    ),
}


class CaseQuerySet(models.QuerySet["Case"]):
    """Questions about cases; `visible_to` stands before every other one."""

    def visible_to(self, user: User) -> "CaseQuerySet":
        """Cases that an account may know of.

        A member sees those of their units, a discipline member every case; nobody
        one that concerns a unit of theirs, nor one they recused themselves from.
        A membership counts once a colleague granted the unit's confirmed key: what an
        administrator writes down alone shows nothing, and to role admin nothing does.
        """
        if not user.is_active or is_technical_admin(user):
            return self.none()
        grants = UnitKeyGrant.objects.current().filter(
            member_key__user=user,
            unit_key__purpose=UnitKey.Purpose.TIPS,
            unit_key__confirmed_at__isnull=False,
        )
        units = list(Unit.objects.filter(pk__in=grants.values("unit_key__unit")))
        if not units:
            return self.none()
        # Whoever belongs to a unit in whatever way, as a clerk too, is on its side.
        sides = Membership.objects.current().filter(user=user).values("unit")
        cases = self.exclude(concerns__in=sides).exclude(recusals__user=user)
        # What concerns discipline inspection itself is with the level above it, which
        # inspects nobody else here.
        above = set(
            Unit.objects.exclude(fallback=None).values_list("fallback", flat=True)
        )
        if any(unit.is_discipline and unit.pk not in above for unit in units):
            return cases
        return cases.filter(~Q(kind=Kind.OFFICIAL) | Q(unit__in=above), unit__in=units)

    def open(self) -> "CaseQuerySet":
        """Cases whose clock is running."""
        return self.exclude(state__in=ENDED)

    def overdue(self, today: Any) -> "CaseQuerySet":
        """Open cases whose due day has passed."""
        return self.open().filter(due_on__lt=today)


class Case(Scattered):
    """A tip as staff know it before anything is unsealed (design §5, plain text)."""

    number = models.CharField(_("case number"), max_length=16, unique=True)
    envelope = models.OneToOneField(
        Envelope, models.PROTECT, related_name="+", editable=False
    )
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    topic = models.CharField(
        _("topic"), max_length=20, choices=Topic.choices, blank=True
    )
    estate = models.ForeignKey(
        Estate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("estate"),
    )
    concerns = models.ManyToManyField(
        Unit, blank=True, related_name="+", verbose_name=_("concerns")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="cases", verbose_name=_("unit")
    )
    #: The unit that referred the case, while the receiving one may return it.
    referred_by = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    referred_on = models.DateField(null=True, blank=True, editable=False)
    assignee = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.RECEIVED
    )
    outcome = models.CharField(
        _("outcome"), max_length=24, choices=Outcome.choices, blank=True
    )
    received_on = models.DateField(_("received on"))
    clock = models.CharField(
        _("running deadline"), max_length=10, choices=Clock.choices
    )
    #: The day the running clock counts from: day zero.
    clock_from = models.DateField()
    due_on = models.DateField(_("due on"))
    due_is_provisional = models.BooleanField(_("provisional"), default=False)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    is_extended = models.BooleanField(_("extended"), default=False)
    is_real_name = models.BooleanField(_("real name"), default=False)
    may_publish = models.BooleanField(_("may be published"), default=False)
    reopened_by_sender = models.BooleanField(default=False)
    #: The sender wrote last and nobody has opened the case since.
    is_unread = models.BooleanField(_("unread"), default=True)
    #: A keyed hash of estate and flat under the unit's own key (design §5), written
    #: when one of its members first opens the case.
    place_index = models.CharField(max_length=64, blank=True, editable=False)
    #: Counts changes, so that of two people in one file the second is told.
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["due_on", "number"]
        default_permissions = ("view",)
        permissions = [
            ("file_case", _("Can file a tip for a caller")),
            ("oversee", _("Can oversee every case")),
        ]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="case_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("clock_from")),
                name="case_due_after_clock_starts",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CONCLUDED, outcome__gt="")
                | ~Q(state=State.CONCLUDED),
                name="case_concluded_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether its clock is running."""
        return self.state not in ENDED


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
    outcome = models.CharField(max_length=24, blank=True)
    digests = models.JSONField(default=dict)
    nonce = models.BinaryField(max_length=32)
    leaf = models.TextField()

    objects = KeptQuerySet.as_manager()

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

    def __str__(self) -> str:
        return f"{self.case_id}/{self.sequence} {self.name}"


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


class Attachment(Scattered):
    """A file of a tip: sealed by the vault, its name sealed as `file_name`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    number = models.PositiveIntegerField()
    #: Told from the content, not from the name.
    content_type = models.CharField(max_length=100)
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


class AccessRecord(Kept):
    """Who read what and when; written before the content is sent, never changed."""

    class What(models.TextChoices):
        """What was opened."""

        CASE = "case", _("case file")
        CONTACT = "contact", _("name and phone")
        FILE = "file", _("attachment")
        EXPORT = "export", _("export")

    case = models.ForeignKey(Case, models.PROTECT, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    number = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.case_id}: {self.what} by {self.user_id}"
