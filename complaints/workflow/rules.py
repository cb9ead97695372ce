"""Who may make a step now, and why not: the only place that says so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext

from complaints import clocks, publish
from complaints.cases import (
    Approval,
    Case,
    CaseEvent,
    Clock,
    Legal,
    LegalStep,
    Link,
    Outcome,
    State,
)
from complaints.cases.case import granted_units
from complaints.topics import Kind
from complaints.workflow.able import deserted
from complaints.workflow.hands import why_other_hands
from complaints.workflow.obstacles import OBSTACLES
from complaints.workflow.table import NEXT, Transition, label_of
from portal.users.models import Membership, User
from portal.workdays.clock import today

#: An actor that is nobody of the staff: the sender.
SENDER = None


class Refused(Exception):
    """A step that cannot be made; `reason` says why, to whoever tried."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = str(reason)


class Stale(Refused):
    """The case changed since it was read; `events` are what happened meanwhile."""

    def __init__(self, events: Iterable[CaseEvent]) -> None:
        self.events = list(events)
        done = "; ".join(
            f"{doer(event)}: {label_of(event.name)}" for event in self.events
        )
        super().__init__(
            gettext("The case changed in the meantime: %(changes)s") % {"changes": done}
        )


def doer(event: CaseEvent) -> str:
    """Who did it, in words."""
    if event.is_of_the_house:
        return gettext("the house")
    return str(event.actor or gettext("the sender"))


@dataclass(frozen=True)
class Standing:
    """What somebody is to a case."""

    member: bool = False
    head: bool = False
    inspector: bool = False
    sender: bool = False

    def may(self, step: Transition) -> bool:
        """Whether a step is theirs to make."""
        return (
            (step.by_member and self.member)
            or (step.by_head and self.head)
            or (step.by_inspector and self.inspector)
            or (step.by_sender and self.sender)
        )


def holds_key(user: User) -> bool:
    """Whether an account can open any case at all."""
    return granted_units(user).exists()


def standing(case: Case, user: User | None) -> Standing:
    """What an account is to a case; nothing, where the case is not visible to it."""
    if user is SENDER:
        return Standing(sender=True)
    if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        return Standing()
    units = list(granted_units(user))
    member = any(unit.pk == case.unit_id for unit in units)
    head = (
        member
        and Membership.objects.current()
        .filter(user=user, unit=case.unit_id, is_head=True)
        .exists()
    )
    return Standing(member, head, inspector=any(unit.is_discipline for unit in units))


def open_approval(case: Case) -> Approval | None:
    """What waits for the head's signature."""
    return case.approvals.filter(is_granted=None).first()


def why_not(
    case: Case, user: User | None, name: str, who: Standing, waiting: Approval | None
) -> str:
    """Why somebody cannot make a step now; empty when they can."""
    step = NEXT[name]
    if not who.may(step) or _is_the_units_own(case, name, who):
        return gettext("You may not do this with this case.")
    if case.destroyed_on:
        return gettext("What this case said was destroyed when its period was over.")
    if case.state not in step.start:
        return gettext("This cannot be done while the case is “%(state)s”.") % {
            "state": State(case.state).label
        }
    return _not_now(case, user, name, waiting)


def _not_now(case: Case, user: User | None, name: str, waiting: Approval | None) -> str:
    """What a step needs beyond the right person and the right state."""
    if why := why_other_hands(case, user, name):
        return why
    if name in Approval.Step.values and waiting is not None:
        return gettext("Something waits for the head's signature already.")
    if name in _SIGNING:
        return _SIGNING[name](user, waiting)
    if name == "reopen" and user is SENDER and case.reopened_by_sender:
        return gettext("You have reopened this case once already.")
    if name in OBSTACLES:
        return OBSTACLES[name](case, user)
    return _WHY_NOT[name](case) if name in _WHY_NOT else ""


def _no_conclusion(case: Case) -> str:
    if case.state == State.ACCEPTED and case.kind != Kind.SUGGESTION:
        return gettext("Only suggestions are concluded without an investigation.")
    return ""


def _not_quarantined(case: Case) -> str:
    return "" if case.is_quarantined else gettext("This case is not in quarantine.")


#: With one of these, or none yet, a household may have to leave.
_MUST_LEAVE = frozenset(
    {
        "",
        Outcome.SUBSTANTIATED,
        Outcome.PARTLY_SUBSTANTIATED,
        Outcome.NO_LONGER_ELIGIBLE,
    }
)


def no_legal_track(case: Case) -> str:
    """Why no legal step can be entered; empty when one can."""
    if case.kind not in {Kind.REPORT, Kind.DECLARATION}:
        return gettext("Legal steps belong to reports and declarations.")
    if case.outcome not in _MUST_LEAVE:
        return gettext("With this outcome nobody has to leave.")
    if LegalStep.objects.standing_in(case).filter(step=Legal.VACATED).exists():
        return gettext("The household has left: the legal tracks have ended.")
    return ""


def no_clarification(case: Case) -> str:
    """Why there is nothing to clarify; empty when there is."""
    accused = case.kind in {Kind.REPORT, Kind.OFFICIAL}
    if accused and case.outcome == Outcome.UNSUBSTANTIATED:
        return ""
    return gettext("Only who was accused of what was not so is sent a clarification.")


def no_publication(case: Case) -> str:
    """Why it is not told to the public; empty when it can be."""
    if not publish.is_agreed(case):
        return gettext("The sender has not agreed that it is published.")
    if case.events.filter(name="publish").exists():
        return gettext("There is a draft already; editors go on with it.")
    return ""


def _is_the_units_own(case: Case, name: str, who: Standing) -> bool:
    """Inspectors refer another unit's case only when nobody there can any more."""
    if name != "refer" or who.member:
        return False
    return not Case.objects.filter(deserted([case]), pk=case.pk).exists()


def _no_link(case: Case) -> str:
    """Why there is no link to end; empty when there is one."""
    if Link.objects.filter(Q(case=case) | Q(lead=case)).exists():
        return ""
    return gettext("This case follows no other one.")


def _leads_already(case: Case) -> str:
    """Why a case cannot come to lead others; empty when it can."""
    if Link.objects.filter(case=case).exists():
        return ""
    return gettext("This case follows no other one.")


def no_extension(case: Case) -> str:
    """Why the time cannot be extended; empty when it can."""
    if case.is_extended:
        return gettext("The time was extended once already.")
    if case.clock != Clock.CONCLUDE:
        return gettext("Only the time to conclude can be extended.")
    if today() > case.due_on:
        return gettext("The time is over; it can no longer be extended.")
    return ""


def _no_return(case: Case) -> str:
    if case.referred_by is None or case.referred_on is None:
        return gettext("There is no unit to return it to.")
    last = clocks.due(case, clocks.Term.RETURN, case.referred_on).day
    if today() > last:
        return gettext("The time to return it ended on %(day)s.") % {"day": last}
    return ""


def _nothing_to_take_back(case: Case) -> str:
    if LegalStep.objects.standing_in(case).exists():
        return ""
    return gettext("There is no legal step to take back.")


def _no_hold(case: Case) -> str:
    return gettext("The case is held back already.") if case.on_hold else ""


def _no_release(case: Case) -> str:
    return "" if case.on_hold else gettext("The case is not held back.")


#: What a step needs of the case itself: why it cannot be, or empty.
_WHY_NOT: dict[str, Callable[[Case], str]] = {
    "clear_quarantine": _not_quarantined,
    "conclude": _no_conclusion,
    "extend": no_extension,
    "return": _no_return,
    "clarify": no_clarification,
    "publish": no_publication,
    "legal_step": no_legal_track,
    "take_back": _nothing_to_take_back,
    "unlink": _no_link,
    "lead": _leads_already,
    "hold": _no_hold,
    "release": _no_release,
}


def signers(case: Case, asked_by: User) -> list[User]:
    """Heads of the unit who could sign now what somebody asked for."""
    heads = Membership.objects.current().filter(unit=case.unit_id, is_head=True)
    others = User.objects.filter(memberships__in=heads).exclude(pk=asked_by.pk)
    return [
        user
        for user in others
        if standing(case, user).head and not why_other_hands(case, user, "decide")
    ]


def no_decision(user: User | None, waiting: Approval | None) -> str:
    """Why somebody cannot sign; empty when they can."""
    if waiting is None:
        return gettext("Nothing waits for a signature.")
    if user is None or waiting.asked_by_id == user.pk:
        return gettext("Another person must sign.")
    return ""


def no_withdrawal(user: User | None, waiting: Approval | None) -> str:
    """Why somebody cannot take a request for a signature back; empty when they can."""
    if waiting is None:
        return gettext("Nothing waits for a signature.")
    if user is None or waiting.asked_by_id != user.pk:
        return gettext("Only whoever asked for the signature can take that back.")
    return ""


#: What a step needs of what waits for a signature.
_SIGNING: dict[str, Callable[[User | None, Approval | None], str]] = {
    "decide": no_decision,
    "withdraw": no_withdrawal,
}


def available(case: Case, user: User | None) -> list[Transition]:
    """The steps that somebody, or the sender (None), can make now."""
    who = standing(case, user)
    if who == Standing():
        return []
    waiting = open_approval(case)
    return [
        step
        for name, step in NEXT.items()
        if not why_not(case, user, name, who, waiting)
    ]
