"""Retention policies: so many days after the end, by kind and outcome."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.cases import Outcome, State
from complaints.topics import Kind
from portal.workdays.clock import today

#: A tip stays at least so long after its end, whatever a policy says: the sender may
#: still look, and ask for another look.
LEAST_DAYS = 90
#: How a case may have ended: with an outcome, or declined.
ENDINGS = [*Outcome.choices, (State.DECLINED.value, State.DECLINED.label)]

_OWN = "本县规定"
_FIRST = date(2021, 11, 1)
_SHORTEST = "《个人信息保护法》第十九条（最短必要期限），期限为本县规定"

#: kind, ending, days, basis: what a new house starts with.
_SEED: tuple[tuple[str, str, int, str], ...] = (
    (Kind.REPORT, "", 3 * 365, _SHORTEST),
    (Kind.REPORT, Outcome.SUBSTANTIATED, 5 * 365, _OWN),
    (Kind.REPORT, Outcome.PARTLY_SUBSTANTIATED, 5 * 365, _OWN),
    (Kind.REPORT, Outcome.UNSUBSTANTIATED, 2 * 365, _SHORTEST),
    (Kind.OFFICIAL, "", 5 * 365, _OWN),
    (Kind.SUGGESTION, "", 2 * 365, _SHORTEST),
    (Kind.DECLARATION, "", 5 * 365, _OWN),
)


class RetentionPolicyQuerySet(models.QuerySet["RetentionPolicy"]):
    """Questions about policies."""

    def in_effect(self, day: date) -> "RetentionPolicyQuerySet":
        """Those in effect on a day."""
        return self.filter(
            Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day
        )


class RetentionPolicy(models.Model):
    """How many days after its end a case is destroyed, and what that rests on."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    outcome = models.CharField(
        _("outcome"),
        max_length=24,
        choices=ENDINGS,
        blank=True,
        help_text=_("Empty: every end that has no policy of its own."),
    )
    days = models.PositiveIntegerField(
        _("days after the end"),
        validators=[MinValueValidator(LEAST_DAYS), MaxValueValidator(36_500)],
    )
    basis = models.CharField(
        _("basis"),
        max_length=200,
        help_text=_("Law and article, or that it is the county's own rule."),
    )
    effective_from = models.DateField(_("in effect from"))
    effective_to = models.DateField(_("in effect to"), null=True, blank=True)

    objects = RetentionPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("retention policy")
        verbose_name_plural = _("retention policies")
        ordering = ["kind", "outcome", "-effective_from"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "outcome", "effective_from"],
                name="retention_policy_once",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None)
                | Q(effective_to__gte=F("effective_from")),
                name="retention_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=LEAST_DAYS), name="retention_long_enough"
            ),
        ]

    def __str__(self) -> str:
        end = self.get_outcome_display() if self.outcome else gettext("every end")
        return f"{self.get_kind_display()} · {end} · {self.days}"

    def clean(self) -> None:
        """The outcome fits the kind; two policies for the same never overlap.

        Nothing is shortened for what has ended: whoever keeps these rules sees no
        case, and must not be able to order one destroyed.
        """
        if not self.kind or not self.effective_from:
            return
        self._check_days_gone_by()
        if self.outcome and self.outcome not in endings_of(self.kind):
            raise ValidationError({"outcome": gettext("Not an end of this kind.")})
        others = RetentionPolicy.objects.filter(kind=self.kind, outcome=self.outcome)
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

    def _check_days_gone_by(self) -> None:
        before = RetentionPolicy.objects.filter(pk=self.pk).first()
        on = today()
        if (
            self.effective_to
            and self.effective_to < on
            and (before is None or before.effective_to != self.effective_to)
        ):
            raise ValidationError({"effective_to": gettext("Today at the earliest.")})
        if before is None and self.effective_from < on:
            raise ValidationError({"effective_from": gettext("Today at the earliest.")})
        if before is None or before.effective_from >= on:
            return
        same = (before.kind, before.outcome, before.effective_from)
        if same != (self.kind, self.outcome, self.effective_from) or (
            self.days is not None and self.days < before.days
        ):
            raise ValidationError(
                gettext(
                    "This policy is in effect. It can be made longer, or ended and"
                    " followed by a new one, which holds for cases that end from then"
                    " on."
                )
            )


def endings_of(kind: str) -> set[str]:
    """How a case of a kind can end."""
    from complaints.cases import OUTCOMES

    return {str(outcome) for outcome in OUTCOMES[Kind(kind)]} | {str(State.DECLINED)}


@dataclass(frozen=True)
class Periods:
    """The days in effect on one day, read at once."""

    days: dict[tuple[str, str], int]

    @classmethod
    def on(cls, day: date) -> "Periods":
        """Of two policies for the same, the one in effect later."""
        policies = RetentionPolicy.objects.in_effect(day).order_by("effective_from")
        return cls({(p.kind, p.outcome): p.days for p in policies})

    def of(self, kind: str, ending: str) -> int | None:
        """Days after the end; None where no policy says so: then nothing goes."""
        return self.days.get((kind, ending), self.days.get((kind, "")))

    def range_of(self, kind: str) -> tuple[int, int] | None:
        """The shortest and the longest period of a kind."""
        found = [
            days
            for ending in endings_of(kind)
            if (days := self.of(kind, ending)) is not None
        ]
        return (min(found), max(found)) if found else None


@transaction.atomic
def seed_retention() -> int:
    """Enter what is missing; policies that were edited or ended stay as they are."""
    made = 0
    for kind, outcome, days, basis in _SEED:
        defaults: dict[str, Any] = {"days": days, "basis": basis}
        _policy, created = RetentionPolicy.objects.get_or_create(
            kind=kind, outcome=outcome, effective_from=_FIRST, defaults=defaults
        )
        made += created
    return made
