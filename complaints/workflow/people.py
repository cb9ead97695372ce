"""Who of a unit works on a case, and who stands back from it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext

from complaints import routing
from complaints.cases import Case, CaseEvent, Clock, Recusal, State
from complaints.vault.boxes import destroy_wraps, is_wrapped_for
from complaints.workflow import links
from complaints.workflow.able import others
from complaints.workflow.hands import made_the_finding
from complaints.workflow.rules import Refused, signers, standing
from complaints.workflow.table import NEXT
from complaints.workflow.turns import Turn, turn
from portal.users.models import Unit, User


def assign(
    case: Case, *, actor: User, assignee: User | None, version: int | None = None
) -> CaseEvent:
    """Give a case to one member of its unit, or to nobody in particular."""
    with turn(case, actor=actor, step="assign", version=version) as now:
        if assignee is not None and not standing(now.case, assignee).member:
            raise Refused(gettext("This person cannot work on this case."))
        if assignee is not None and assignee.pk in made_the_finding(now.case):
            raise Refused(
                gettext(
                    "This person took part in the finding that the tenant objects to:"
                    " another member must handle it."
                )
            )
        now.case.assignee = assignee
        return now.record("assign")


def able_to_take(case: Case, user: User) -> bool:
    """Whether a case can be given to this member."""
    return standing(case, user).member and user.pk not in made_the_finding(case)


@dataclass
class Given:
    """What became of many cases that were to be given to one person."""

    done: list[Case] = field(default_factory=list)
    #: Each with the reason why not; nothing of it changed.
    refused: list[tuple[Case, str]] = field(default_factory=list)


def assign_many(
    chosen: Iterable[tuple[Case, int | None]], *, actor: User, assignee: User | None
) -> Given:
    """Give several cases to one member, each with the version it was seen in.

    Each in a transaction of its own: one that is refused keeps no other back.
    """
    given = Given()
    for case, version in chosen:
        try:
            assign(case, actor=actor, assignee=assignee, version=version)
        except Refused as refusal:
            case.refresh_from_db()
            given.refused.append((case, refusal.reason))
        else:
            given.done.append(case)
    return given


def recuse(case: Case, *, actor: User, version: int | None = None) -> CaseEvent:
    """Stand back from a case (回避): from now on it is not visible to the actor.

    When nobody else in the unit could work on it, it does not stay behind: discipline
    inspection gets it, and hands it on. What waits for a signature falls, when nobody
    else could sign it.
    """
    with turn(case, actor=actor, step="recuse", version=version) as now:
        Recusal.objects.create(case=now.case, user=actor, day=now.day)
        if now.case.assignee_id == actor.pk:
            now.case.assignee = None
        if now.who.member and is_last(now.case, actor):
            return now.record("recuse", to_unit=_hand_on(now, actor))
        waiting = now.waiting
        if now.who.head and waiting and not signers(now.case, waiting.asked_by):
            now.let_lapse(waiting)
            return now.record("recuse_unsigned")
        return now.record("recuse")


def is_last(case: Case, user: User) -> bool:
    """Whether an open case would be left to nobody, were this member to stand back."""
    return case.is_open and not others(case, user).exists()


def move(case: Case, unit: Unit) -> None:
    """Let another unit have a case: nobody there has it in hand or has read it yet."""
    case.unit, case.assignee, case.place_index = unit, None, ""
    case.is_unread = True
    links.leave(case)


def _hand_on(now: Turn, actor: User) -> Unit:
    """Give a case that nobody in its unit may work on to who watches over all."""
    case, old = now.case, now.case.unit
    try:
        watching = routing.guardian(list(case.concerns.all()))
    except routing.NotTaken as nobody:
        raise Refused(nobody.reason) from nobody
    can_take = is_wrapped_for(case.envelope, watching)
    if watching == old or not can_take or not others(case, actor, watching).exists():
        raise Refused(
            gettext(
                "Nobody else could work on this case then. Refer it to another unit,"
                " or let a colleague be granted your unit's key first."
            )
        )
    destroy_wraps(case.envelope, old)
    move(case, watching)
    case.referred_by = case.referred_on = None
    if case.state in NEXT["refer"].start:
        case.state = State.REFERRED
        now.start_clock(Clock.DECIDE, case.received_on)
    return watching
