"""Where a case can stand, how it came in, how it ends."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.topics import Kind, Topic


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
    LETTER = "letter", _("by letter")


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


#: Of an objection the same outcomes say what became of the finding.
_OF_OBJECTION: dict[str, str | Promise] = {
    Outcome.STILL_ELIGIBLE: _("objection upheld"),
    Outcome.ADJUSTED: _("finding changed"),
    Outcome.NO_LONGER_ELIGIBLE: _("finding stands"),
}


def outcome_label(outcome: str, topic: str) -> str:
    """What an outcome is called, of an objection in its own words."""
    if topic == Topic.OBJECTION and outcome in _OF_OBJECTION:
        return str(_OF_OBJECTION[outcome])
    return str(Outcome(outcome).label) if outcome in Outcome.values else outcome


class Rating(models.TextChoices):
    """What the sender says of how it was handled (满意度评价)."""

    SATISFIED = "satisfied", _("satisfied")
    MOSTLY = "mostly_satisfied", _("mostly satisfied")
    DISSATISFIED = "dissatisfied", _("dissatisfied")


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
