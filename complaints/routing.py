"""Which unit gets which tip, and for whom it is sealed (design §5, entitlement).

Order: an official tip goes to discipline inspection. Any other goes to the unit of the
most specific rule that fits: topic before township before kind, a rule that says more
before one that says less; then to the lead unit; then to discipline inspection. A unit
that the tip concerns, that cannot read today, or that takes no part is passed over.
Discipline inspection is always among those it is sealed for. A tip that concerns it
goes to the level above and to nobody else; so does every tip's second copy while
discipline inspection itself cannot read. With nobody there either, it is not taken.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.topics import TOPICS, Kind, Topic, fits
from complaints.vault.unit_keys import readable
from portal.users.models import Unit


class NotTaken(Exception):
    """Nobody may read this tip here; `way` says where to turn instead."""

    def __init__(self, way: str) -> None:
        super().__init__(way)
        self.way = way

    @property
    def reason(self) -> str:
        """The sentence for the sender."""
        return gettext(
            "This cannot be taken here, because nobody who may read it is left."
            " Please turn to: %(way)s"
        ) % {"way": self.way or gettext("the discipline inspection hotline 12388")}


@dataclass(frozen=True)
class Route:
    """Who works on a tip, and every unit that it is sealed for."""

    unit: Unit
    entitled: tuple[Unit, ...]


class RoutingRule(models.Model):
    """Sends tips of a kind, a topic, a township to a unit."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    topic = models.CharField(
        _("topic"), max_length=20, choices=Topic.choices, blank=True
    )
    township = models.CharField(
        _("township of the estate"),
        max_length=50,
        blank=True,
        help_text=_("Written as in the list of estates."),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("unit")
    )

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["-topic", "-township", "-kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "topic", "township"],
                name="routing_rule_once",
                violation_error_message=_("There is a rule for exactly this already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="", topic="", township=""),
                name="routing_rule_says_something",
                violation_error_message=_(
                    "A rule needs a kind, a topic or a township: all else goes to the"
                    " lead unit."
                ),
            ),
        ]

    def __str__(self) -> str:
        words = (
            self.get_kind_display() if self.kind else "",
            self.get_topic_display() if self.topic else "",
            self.township,
        )
        return f"{' · '.join(filter(None, words))} → {self.unit}"

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """How specific it is; the greater goes first."""
        return bool(self.topic), bool(self.township), bool(self.kind)

    def clean(self) -> None:
        """A rule must lead to somebody who may read what it sends."""
        self.township = self.township.strip()
        if self.kind and not fits(self.kind, self.topic):
            raise ValidationError({"topic": gettext("Not a topic of this kind.")})
        if self.unit_id is None:
            return
        official = self.kind == Kind.OFFICIAL or self.topic in TOPICS[Kind.OFFICIAL]
        if official and self.unit != discipline_unit():
            raise ValidationError(
                {
                    "unit": gettext(
                        "The conduct of an official is a matter of discipline"
                        " inspection alone."
                    )
                }
            )
        if not self.unit.is_active or not readable(self.unit):
            raise ValidationError(
                {
                    "unit": gettext(
                        "Nobody in this unit can read tips yet: a member must log in"
                        " once, and discipline inspection must confirm them."
                    )
                }
            )


def discipline_unit() -> Unit | None:
    """The county's discipline inspection; the level above it is not meant."""
    above = Unit.objects.exclude(fallback=None).values("fallback")
    return (
        Unit.objects.active()
        .filter(kind=Unit.Kind.DISCIPLINE)
        .exclude(pk__in=above)
        .select_related("fallback")
        .order_by("pk")
        .first()
    )


def may_receive(unit: Unit | None, kind: str, concerns: Collection[Unit]) -> bool:
    """Whether a tip of this kind, about these units, may be given to a unit."""
    if unit is None or not unit.is_active or unit in concerns:
        return False
    if kind == Kind.OFFICIAL and not watches(unit):
        return False
    return readable(unit)


def watches(unit: Unit) -> bool:
    """Whether a unit is discipline inspection or the level above it."""
    discipline = discipline_unit()
    return discipline is not None and unit.pk in (discipline.pk, discipline.fallback_id)


def guardian(concerns: Collection[Unit]) -> Unit:
    """Who watches over every tip: discipline inspection, else the level above it.

    Raises `NotTaken` when neither may, or neither can, read it.
    """
    discipline = discipline_unit()
    for unit in (discipline, discipline.fallback if discipline else None):
        if may_receive(unit, Kind.OFFICIAL, concerns):
            assert unit is not None
            return unit
    raise NotTaken(discipline.way_above if discipline else "")


def route(kind: str, topic: str, township: str, concerns: Collection[Unit]) -> Route:
    """Which unit works on a tip, and for whom it is sealed. Raises `NotTaken`."""
    watching = guardian(concerns)
    if kind == Kind.OFFICIAL or discipline_unit() in concerns:
        return Route(watching, (watching,))
    for unit in _candidates(kind, topic, township):
        if unit == watching:
            break
        if may_receive(unit, kind, concerns):
            return Route(unit, (unit, watching))
    return Route(watching, (watching,))


def _candidates(kind: str, topic: str, township: str) -> list[Unit]:
    """Units in the order in which they are asked."""
    fitting = RoutingRule.objects.filter(
        kind__in={"", kind}, topic__in={"", topic}, township__in={"", township}
    ).select_related("unit")
    rules = sorted(fitting, key=lambda rule: rule.rank, reverse=True)
    lead = Unit.objects.active().filter(is_lead=True)
    return [*(rule.unit for rule in rules), *lead]
