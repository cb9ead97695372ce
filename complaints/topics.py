"""Kinds of tips, and the topics under each kind."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a tip is; the kind decides who may read it and which clock it has."""

    REPORT = "report", _("A tenant or a flat, or a complaint of your own")
    OFFICIAL = "official", _("The conduct of an official or a unit")
    SUGGESTION = "suggestion", _("A suggestion")
    DECLARATION = "declaration", _("My own circumstances have changed")


class Topic(models.TextChoices):
    """Topics (问题类别), from what residents bring and domain B4 lists."""

    SUBLET = "sublet", _("Flat sublet")
    LENT = "lent", _("Flat lent to somebody else")
    INELIGIBLE = "ineligible", _("Tenant no longer qualifies")
    VACANT = "vacant", _("Flat left empty")
    MISUSED = "misused", _("Flat used for something else")
    ALLOCATION = "allocation", _("Complaint: allocation and waiting list")
    RENT = "rent", _("Complaint: rent and fees")
    REPAIRS = "repairs", _("Complaint: repairs and property management")
    TREATMENT = "treatment", _("Complaint: how I was treated")

    FAVOURS = "favours", _("Favours to relatives or friends")
    BRIBERY = "bribery", _("Taking money or gifts")
    NEGLECT = "neglect", _("Doing nothing, or looking away")
    ABUSE = "abuse", _("Abuse of power, rough treatment")
    CONCEALMENT = "concealment", _("False or hidden figures")

    RULES = "rules", _("Rules and how they are applied")
    SERVICE = "service", _("Service and information")

    HOME = "home", _("I have bought, built, inherited or been given a home")
    INCOME = "income", _("My income has changed")
    ASSETS = "assets", _("My assets have changed")
    HOUSEHOLD = "household", _("Marriage or household has changed")
    CAR = "car", _("I have bought a car")
    OBJECTION = "objection", _("I object to a finding about my flat")


TOPICS: dict[Kind, tuple[Topic, ...]] = {
    Kind.REPORT: (
        Topic.SUBLET,
        Topic.LENT,
        Topic.INELIGIBLE,
        Topic.VACANT,
        Topic.MISUSED,
        Topic.ALLOCATION,
        Topic.RENT,
        Topic.REPAIRS,
        Topic.TREATMENT,
    ),
    Kind.OFFICIAL: (
        Topic.FAVOURS,
        Topic.BRIBERY,
        Topic.NEGLECT,
        Topic.ABUSE,
        Topic.CONCEALMENT,
    ),
    Kind.SUGGESTION: (Topic.RULES, Topic.SERVICE),
    Kind.DECLARATION: (
        Topic.HOME,
        Topic.INCOME,
        Topic.ASSETS,
        Topic.HOUSEHOLD,
        Topic.CAR,
        Topic.OBJECTION,
    ),
}

#: A report under one of these is the sender's own complaint (投诉), which has the
#: clock of 信访工作条例 34 instead of the one for violations.
OWN_COMPLAINTS = frozenset(
    {Topic.ALLOCATION, Topic.RENT, Topic.REPAIRS, Topic.TREATMENT}
)

#: Cases of households that came forward by themselves; whoever objects to a finding
#: did not.
CAME_FORWARD = models.Q(kind=Kind.DECLARATION) & ~models.Q(topic=Topic.OBJECTION)


def fits(kind: str, topic: str) -> bool:
    """Whether a topic, or none, belongs under a kind."""
    return not topic or topic in TOPICS[Kind(kind)]
