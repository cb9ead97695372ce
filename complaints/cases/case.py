"""The case: what stays in plain text of a tip."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.cases.states import (
    ENDED,
    Clock,
    Outcome,
    Rating,
    Source,
    State,
    outcome_label,
)
from complaints.clocks import no_longer_similar
from complaints.topics import Kind, Topic
from complaints.vault.models import Envelope, UnitKey, UnitKeyGrant
from disclosures.models import Estate
from portal.scattered import Scattered
from portal.users.models import Membership, Unit, User
from portal.users.roles import is_technical_admin

#: What the views of a list are narrowed by, besides unit and deadline.
COUNTED = (
    "kind",
    "topic",
    "state",
    "estate",
    "assignee",
    "is_unread",
    "is_quarantined",
)


def granted_units(user: User) -> models.QuerySet[Unit]:
    """Units whose confirmed key a colleague granted to this current member."""
    grants = UnitKeyGrant.objects.current().filter(
        member_key__user=user,
        unit_key__purpose=UnitKey.Purpose.TIPS,
        unit_key__confirmed_at__isnull=False,
    )
    return Unit.objects.filter(pk__in=grants.values("unit_key__unit"))


def sides(user: User) -> Any:
    """Whoever belongs to a unit in whatever way, as a clerk too, is on its side."""
    return Membership.objects.current().filter(user=user).values("unit")


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
        units = list(granted_units(user))
        if not units:
            return self.none()
        # Read at once: as a subquery it would be asked again for every case.
        ours = list(sides(user).values_list("unit", flat=True))
        # Both are few, and are looked for among as one set, not once a case.
        concerned = Case.concerns.through.objects.filter(unit__in=ours)
        recused = Case.recusals.rel.related_model.objects  # type: ignore[attr-defined]
        cases = self.exclude(
            pk__in=concerned.order_by()
            .values("case")
            .union(recused.filter(user=user).order_by().values("case"))
        )
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
        return self.filter(is_ended=False)

    def quarantined(self) -> "CaseQuerySet":
        """What came in a flood and nobody has looked through yet."""
        return self.filter(is_quarantined=True)

    def announced(self) -> "CaseQuerySet":
        """Those of which both sides are told on which day they will be destroyed."""
        return self.filter(destroyed_on=None, destroy_on__isnull=False)

    def overdue(self, today: Any) -> "CaseQuerySet":
        """Open cases whose due day has passed."""
        return self.open().filter(due_on__lt=today)

    def comparable(self, today: date) -> "CaseQuerySet":
        """Those that may stand among similar cases (see `no_longer_similar`)."""
        cleared = no_longer_similar(today) & Q(outcome=Outcome.UNSUBSTANTIATED)
        return self.exclude(cleared)


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
    #: Kept by the database, so that a list is read off its index at any length.
    is_ended = models.GeneratedField(
        expression=Q(state__in=ENDED),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    #: Where its state stands in the life of a case; kept by the database, to sort by.
    life = models.GeneratedField(
        expression=models.Case(
            *(
                models.When(state=state, then=models.Value(n))
                for n, state in enumerate(State)
            ),
            output_field=models.SmallIntegerField(),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
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
    #: The sender's one rating; the event it came with commits to it, too.
    rating = models.CharField(
        _("rating"), max_length=20, choices=Rating.choices, blank=True, editable=False
    )
    #: Somebody of the staff saw the receipt, until the sender exchanges it.
    receipt_seen = models.BooleanField(default=False, editable=False)
    #: The sender wrote, or another unit passed it on, and nobody has opened it since.
    is_unread = models.BooleanField(_("unread"), default=True)
    #: Came in a flood; a flag and nothing else, which the unit clears.
    is_quarantined = models.BooleanField(_("in quarantine"), default=False)
    #: A keyed hash of estate and flat under the unit's own key (design §5), written
    #: when one of its members first opens the case.
    place_index = models.CharField(max_length=64, blank=True, editable=False)
    #: A legal hold: kept beyond its period until somebody releases it.
    on_hold = models.BooleanField(_("held back"), default=False)
    #: Announced to both sides: what it says will be destroyed on that day.
    destroy_on = models.DateField(null=True, editable=False)
    #: Since that day nothing of its content is left; the facts are kept for counts.
    destroyed_on = models.DateField(_("destroyed on"), null=True, editable=False)
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
        indexes = [
            # What is counted for the views lies in the index, where PostgreSQL can
            # count it without looking at the cases themselves.
            models.Index(
                fields=["unit", "is_ended", "due_on", "number"],
                include=["id", *COUNTED],
                name="case_list",
            ),
            models.Index(
                fields=["is_ended", "due_on", "number"],
                include=["id", "unit", *COUNTED],
                name="case_board",
            ),
            # The orders of a list in which no row has to be sorted.
            models.Index(
                fields=["unit", "received_on", "number"], name="case_by_receipt"
            ),
            models.Index(
                fields=["unit", "kind", "topic", "is_ended", "due_on", "number"],
                name="case_by_topic",
            ),
            models.Index(
                fields=["unit", "life", "due_on", "number"], name="case_by_state"
            ),
            models.Index(
                fields=["unit", "place_index"],
                condition=Q(place_index__gt=""),
                name="case_place",
            ),
        ]
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
            models.CheckConstraint(
                condition=Q(rating__in=["", *Rating.values]),
                name="case_rating_is_one_of_three",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_outcome_display(self) -> str:  # type: ignore[no-redef]
        """The outcome in words; an objection's in words of its own."""
        return outcome_label(self.outcome, self.topic)

    @property
    def is_open(self) -> bool:
        """Whether its clock is running."""
        return self.state not in ENDED
