"""What is counted of tips and cases, what each figure is called, and what it means."""

from typing import Any

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class Counted(models.TextChoices):
    """What is counted, in the words of the page."""

    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    CONCLUDED = "concluded", _("Concluded")
    ON_TIME = "concluded_on_time", _("Concluded on time")
    OVERDUE = "open_overdue", _("Open and overdue")
    CAME_FORWARD = "came_forward", _("Households that came forward")
    OTHERS_SENT = (
        "others_sent",
        _("Reports, complaints, suggestions and objections"),
    )
    SUBSTANTIATED = "substantiated", _("Reports found to be right")
    NOT_SUBSTANTIATED = "not_substantiated", _("Reports not found to be right")
    OTHERS_CONCLUDED = (
        "others_concluded",
        _("Suggestions, declarations and objections concluded"),
    )
    ORDERED = "legal_ordered", _("Ordered to leave")
    REMOVAL_PERIOD = "legal_removal_period", _("In the removal period")
    FORMAL_DEMAND = "legal_formal_demand", _("Formal demand made")
    ENFORCEMENT = "legal_enforcement_applied", _("Enforcement applied for")
    SUIT = "legal_suit_filed", _("Suit filed")
    RULED = "legal_ruled", _("Court ruled")
    ENFORCED = "legal_enforced", _("Enforced")
    VACATED = "legal_vacated", _("Vacated")


_LEGAL = _(
    "Shown from three households on, and changed only by three or more at a time."
)
_PARTS = _(
    "Counted over at least ten cases together, and shown only where each part is three"
    " or more."
)


def _with(text: Any, rule: Any) -> Any:
    """Return a definition, and after it what is shown of the figure at all."""
    return format_lazy(text, rule=rule)


#: What each figure means; the conduct of officials is in none of them.
DEFINITIONS = {
    Counted.RECEIVED: _(
        "Tips that came in on these days, by any way. Tips about the conduct of"
        " officials are not counted."
    ),
    Counted.ACCEPTED: _(
        "Cases that a unit took on for the first time on these days; what was declined"
        " or is still being looked at is not counted."
    ),
    Counted.CONCLUDED: _(
        "Cases that were answered for the first time on these days; a second look at"
        " the same case does not count again."
    ),
    Counted.ON_TIME: _("Of those concluded: answered by the day they were due."),
    Counted.OVERDUE: _(
        "Cases that at the end of the last day had no answer although they were due"
        " before it."
    ),
    Counted.CAME_FORWARD: _with(
        _("Of what was received: declarations by households themselves. {rule}"), _PARTS
    ),
    Counted.OTHERS_SENT: _with(
        _(
            "Of what was received: everything but declarations by households"
            " themselves; an objection to a finding is counted here. {rule}"
        ),
        _PARTS,
    ),
    Counted.SUBSTANTIATED: _with(
        _(
            "Reports that were concluded, and found to be right in full or in part."
            " {rule}"
        ),
        _PARTS,
    ),
    Counted.NOT_SUBSTANTIATED: _with(
        _("Reports that were concluded in any other way. {rule}"), _PARTS
    ),
    Counted.OTHERS_CONCLUDED: _with(
        _("What was concluded and was no report. {rule}"), _PARTS
    ),
    Counted.ORDERED: _with(
        _("Households whose furthest step is the order to leave. {rule}"),
        _LEGAL,
    ),
    Counted.REMOVAL_PERIOD: _with(
        _("Households whose furthest step is the time to move. {rule}"),
        _LEGAL,
    ),
    Counted.FORMAL_DEMAND: _with(
        _("Households whose furthest step is the formal demand in writing. {rule}"),
        _LEGAL,
    ),
    Counted.ENFORCEMENT: _with(
        _("Households whose furthest step is asking the court to enforce. {rule}"),
        _LEGAL,
    ),
    Counted.SUIT: _with(
        _("Households whose furthest step is the suit that was filed. {rule}"),
        _LEGAL,
    ),
    Counted.RULED: _with(
        _("Households whose furthest step is the ruling of the court. {rule}"),
        _LEGAL,
    ),
    Counted.ENFORCED: _with(
        _("Households whose furthest step is the enforcement by the court. {rule}"),
        _LEGAL,
    ),
    Counted.VACATED: _with(
        _("Households whose furthest step is that the flat was given back. {rule}"),
        _LEGAL,
    ),
}
LEGAL = tuple(name for name in Counted if name.startswith("legal_"))
#: Figures that count what happened between two days, and so may be added up.
FLOWS = frozenset(
    name for name in Counted if name != Counted.OVERDUE and name not in LEGAL
)
#: The rate is counted from figures, and is none of its own.
ON_TIME_RATE = "on_time_rate"
RATE_DEFINITION = _(
    "Concluded on time, as a share of everything that was concluded and everything"
    " that is open and overdue. Rounded down."
)
#: Versions of formulas that have changed their meaning; all others are in their first.
#: The rate's first left out what was open and overdue; the first of who came forward
#: took an objection to a finding for a declaration.
FORMULAS = {ON_TIME_RATE: 2, Counted.CAME_FORWARD: 2, Counted.OTHERS_SENT: 2}
