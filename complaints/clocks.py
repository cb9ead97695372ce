"""Deadlines: which policy applies to a case, and the day it comes to.

Every policy cites its article. A policy for one matter stands before one for all; of
two, the one in effect later. Rules are those in effect on the day of receipt.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.core import checks
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import OperationalError, ProgrammingError, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.policies import POLICIES
from complaints.topics import OWN_COMPLAINTS, Kind
from portal.workdays.calendar import Due, add_calendar_days, add_working_days
from portal.workdays.clock import today


class Matter(models.TextChoices):
    """What the law looks at when it sets a term; follows from kind and topic."""

    COMPLAINT = "complaint", _("own complaint")
    VIOLATION = "violation", _("report of a violation")
    OFFICIAL = "official", _("conduct of an official or a unit")
    SUGGESTION = "suggestion", _("suggestion")
    DECLARATION = "declaration", _("declaration")


class Term(models.TextChoices):
    """What must be done within the term."""

    DECIDE = "decide", _("accept or decline, from receipt")
    CONCLUDE = "conclude", _("conclude, from acceptance")
    EXTENSION = "extension", _("extension of the term to conclude")
    SIMILAR = "similar", _("unsubstantiated case leaves “similar cases”, from its end")
    RETURN = "return", _("return to the sending unit, from referral")
    ASSIST = "assist", _("answer a request for assistance, from asking")


class DayUnit(models.TextChoices):
    """How the days are counted."""

    CALENDAR = "calendar", _("calendar days")
    WORKING = "working", _("working days")


class CaseFacts(Protocol):
    """What a deadline depends on; a `Case` has it."""

    kind: Any
    topic: Any
    received_on: Any


def matter_of(kind: str, topic: str) -> Matter:
    """The matter of a kind and a topic; a report without a topic is of a violation."""
    if kind == Kind.REPORT:
        return Matter.COMPLAINT if topic in OWN_COMPLAINTS else Matter.VIOLATION
    return Matter(kind)


class DeadlinePolicyQuerySet(models.QuerySet["DeadlinePolicy"]):
    """Questions about policies."""

    def in_effect(self, day: date) -> "DeadlinePolicyQuerySet":
        """Those in effect on a day."""
        return self.filter(
            Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day
        )

    def best_first(self) -> "DeadlinePolicyQuerySet":
        """A policy for one matter before one for all, then the newest."""
        return self.order_by("-matter", "-effective_from")


class DeadlinePolicy(models.Model):
    """How many days there are for something, and the article that says so."""

    matter = models.CharField(
        _("matter"),
        max_length=20,
        choices=Matter.choices,
        blank=True,
        help_text=_("Empty: every matter that has no policy of its own."),
    )
    term = models.CharField(_("term"), max_length=10, choices=Term.choices)
    days = models.PositiveSmallIntegerField(
        _("days"), validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )
    unit = models.CharField(
        _("counted in"),
        max_length=10,
        choices=DayUnit.choices,
        default=DayUnit.CALENDAR,
    )
    article = models.CharField(
        _("article"),
        max_length=200,
        help_text=_("Law and article, or that it is the county's own promise."),
    )
    effective_from = models.DateField(_("in effect from"))
    effective_to = models.DateField(_("in effect to"), null=True, blank=True)

    objects = DeadlinePolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline policy")
        verbose_name_plural = _("deadline policies")
        ordering = ["term", "matter", "-effective_from"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "term", "effective_from"], name="policy_once"
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None)
                | Q(effective_to__gte=F("effective_from")),
                name="policy_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(days__gte=1), name="policy_has_days"),
        ]

    def __str__(self) -> str:
        matter = self.get_matter_display() if self.matter else gettext("every matter")
        return f"{matter} · {self.get_term_display()} · {self.days}"

    def clean(self) -> None:
        """Two policies for the same thing never overlap."""
        if not self.effective_from or not self.term:
            return
        if self.term == Term.SIMILAR and self.unit != DayUnit.CALENDAR:
            raise ValidationError({"unit": gettext("Counted in calendar days only.")})
        others = DeadlinePolicy.objects.filter(matter=self.matter, term=self.term)
        others = others.exclude(pk=self.pk).filter(
            Q(effective_to=None) | Q(effective_to__gte=self.effective_from)
        )
        if self.effective_to:
            others = others.filter(effective_from__lte=self.effective_to)
        if other := others.first():
            raise ValidationError(
                gettext("“%(other)s” is in effect then. End it first.")
                % {"other": other}
            )

    def after(self, day: date) -> Due:
        """The last day of the term when `day` is day zero."""
        if self.unit == DayUnit.WORKING:
            return add_working_days(day, self.days)
        return add_calendar_days(day, self.days)


@dataclass(frozen=True)
class Deadline:
    """The last day of a term, whether it may still move, and why it is that day."""

    day: date
    provisional: bool
    skipped: tuple[date, ...]
    policy: DeadlinePolicy


#: What is counted where no policy is in effect: a tip is never refused for a missing
#: row. `manage.py check --database default` and the admin's list of policies name it.
_FALLBACK: dict[str, tuple[int, str]] = {
    Term.DECIDE: (15, DayUnit.CALENDAR),
    Term.CONCLUDE: (60, DayUnit.CALENDAR),
    Term.EXTENSION: (30, DayUnit.CALENDAR),
    Term.RETURN: (5, DayUnit.WORKING),
    Term.SIMILAR: (180, DayUnit.CALENDAR),
    Term.ASSIST: (10, DayUnit.WORKING),
}


def policy_for(facts: CaseFacts, term: str) -> DeadlinePolicy:
    """The policy of a case's term; where none is in effect, an unsaved fallback."""
    matter = matter_of(facts.kind, facts.topic)
    found = (
        DeadlinePolicy.objects.in_effect(facts.received_on)
        .filter(term=term, matter__in=("", matter))
        .best_first()
        .first()
    )
    if found:
        return found
    days, unit = _FALLBACK[term]
    return DeadlinePolicy(
        term=term, days=days, unit=unit, article="", effective_from=facts.received_on
    )


def of_matter(matter: Matter) -> Q:
    """Cases of a matter; the other way round than `matter_of`."""
    own = Q(topic__in=OWN_COMPLAINTS)
    if matter == Matter.COMPLAINT:
        return Q(own, kind=Kind.REPORT)
    if matter == Matter.VIOLATION:
        return Q(~own, kind=Kind.REPORT)
    return Q(kind=matter.value)


def no_longer_similar(day: date) -> Q:
    """Unsubstantiated cases that ended so long ago that they leave similar cases.

    Nobody is to be suspected for ever of what was not so. The policies are those in
    effect on `day`, whenever the case came.
    """
    found = Q(pk__in=())
    policies = list(
        DeadlinePolicy.objects.in_effect(day).filter(term=Term.SIMILAR).best_first()
    )
    for matter in (Matter.COMPLAINT, Matter.VIOLATION, Matter.OFFICIAL):
        fitting = (one.days for one in policies if one.matter in ("", matter))
        days = next(fitting, _FALLBACK[Term.SIMILAR][0])
        found |= of_matter(matter) & Q(concluded_on__lt=day - timedelta(days=days))
    return found


def due(
    facts: CaseFacts, term: str, from_day: date, *, extended: bool = False
) -> Deadline:
    """When a case's term ends; `from_day` is day zero.

    With `extended`, the days of the extension follow those of the term: only the last
    of them is moved off a day off.
    """
    policy = policy_for(facts, term)
    if not extended:
        return Deadline(*policy.after(from_day), policy)
    extension = policy_for(facts, Term.EXTENSION)
    if policy.unit == extension.unit:
        both = DeadlinePolicy(unit=policy.unit, days=policy.days + extension.days)
        return Deadline(*both.after(from_day), extension)
    return Deadline(*extension.after(policy.after(from_day).day), extension)


def missing_policies(day: date) -> list[str]:
    """Terms that some matter has no policy for on a day, in words."""
    known = set(DeadlinePolicy.objects.in_effect(day).values_list("matter", "term"))
    return [
        f"{matter.label} · {term.label}"
        for term in Term
        for matter in Matter
        if ("", term) not in known and (matter, term) not in known
    ]


@checks.register(checks.Tags.database)
def check_policies(**kwargs: Any) -> list[checks.CheckMessage]:
    """Name the terms that would fall back on built-in days."""
    if not kwargs.get("databases"):
        return []
    try:
        missing = missing_policies(today())
    except (OperationalError, ProgrammingError):
        return []  # not migrated yet
    return [
        checks.Warning(
            f"No deadline policy is in effect for: {name}.",
            hint="Enter one in the admin, or run `manage.py seed`.",
            id="complaints.W001",
        )
        for name in missing
    ]


@transaction.atomic
def seed_policies() -> int:
    """Enter what is missing; policies that were edited or ended stay as they are."""
    made = 0
    for matter, term, days, unit, article, start, end in POLICIES:
        _policy, created = DeadlinePolicy.objects.get_or_create(
            matter=matter,
            term=term,
            effective_from=start,
            defaults={
                "days": days,
                "unit": unit,
                "article": article,
                "effective_to": end,
            },
        )
        made += created
    return made
