"""The transitions of design §6, one function each."""

from collections.abc import Collection

from django.utils.translation import gettext

from complaints import routing
from complaints.cases import Approval, Case, CaseEvent, Clock, State
from complaints.topics import Kind
from complaints.vault.boxes import Box, add_wraps, destroy_wraps
from complaints.vault.unit_keys import readable_units
from complaints.workflow import endings
from complaints.workflow.assistance import pass_on_requests, shut_out_of_requests
from complaints.workflow.fairness import Hearing, check_hearing, check_letter
from complaints.workflow.letters import AttachmentFacts, attach
from complaints.workflow.people import move
from complaints.workflow.recompute import runs_from, was_extended
from complaints.workflow.rules import SENDER, Refused, granted_units
from complaints.workflow.table import NEXT
from complaints.workflow.turns import Turn, turn, words
from portal.users.models import Unit, User

#: Nothing was said about a hearing; enough for outcomes that accuse nobody.
NOT_SAID = Hearing()


def accept(case: Case, *, actor: User, version: int | None = None) -> CaseEvent:
    """Take a case up; the time to conclude begins today, or goes on."""
    with turn(case, actor=actor, step="accept", version=version) as now:
        now.case.state = State.ACCEPTED
        now.case.referred_by = now.case.referred_on = None
        # Counted from the first acceptance: passing a case on must not buy time.
        first = runs_from(now.case) or now.day
        now.start_clock(Clock.CONCLUDE, first, extended=was_extended(now.case))
        return now.record("accept")


def clear_quarantine(
    case: Case, *, actor: User, version: int | None = None
) -> CaseEvent:
    """Take off the flag of a tip that came in a flood; no clock changes."""
    with turn(case, actor=actor, step="clear_quarantine", version=version) as now:
        now.case.is_quarantined = False
        return now.record("clear_quarantine")


def decline(
    case: Case,
    *,
    actor: User,
    box: Box,
    reason: str,
    cleared: str = "",
    version: int | None = None,
) -> CaseEvent | Approval:
    """Say no with a reason, or ask the head to where the unit's head signs."""
    with turn(case, actor=actor, step="decline", version=version, box=box) as now:
        if endings.needs_signature(now):
            proposed = {"reason": words(reason)}
            if check_letter([reason], cleared):
                proposed["cleared"] = cleared
            return endings.ask(now, box, Approval.Step.DECLINE, proposed)
        return endings.decline(now, box, reason, cleared)


def refer(
    case: Case,
    *,
    actor: User,
    box: Box,
    to_unit: Unit,
    reason: str,
    version: int | None = None,
) -> CaseEvent:
    """Hand a case to another unit; the clock from receipt goes on."""
    with turn(case, actor=actor, step="refer", version=version, box=box) as now:
        _check_receiver(now.case, to_unit)
        now.seal(box, "reason", words(reason), now.sequence)
        now.case.referred_by, now.case.referred_on = now.case.unit, now.day
        now.case.state = State.REFERRED
        _hand_over(now, box, to_unit)
        now.start_clock(Clock.DECIDE, now.case.received_on)
        return now.record("refer", to_unit=to_unit)


def return_(
    case: Case, *, actor: User, box: Box, reason: str, version: int | None = None
) -> CaseEvent:
    """Give a referred case back to the unit that sent it."""
    with turn(case, actor=actor, step="return", version=version, box=box) as now:
        sender = now.case.referred_by
        assert sender is not None  # `turn` asked the rules
        _check_receiver(now.case, sender)
        now.seal(box, "reason", words(reason), now.sequence)
        now.case.referred_by = now.case.referred_on = None
        now.case.state = State.RECEIVED
        _hand_over(now, box, sender)
        return now.record("return", to_unit=sender)


def investigate(case: Case, *, actor: User, version: int | None = None) -> CaseEvent:
    """Begin to look into a case."""
    with turn(case, actor=actor, step="investigate", version=version) as now:
        now.case.state = State.INVESTIGATING
        return now.record("investigate")


def conclude(
    case: Case,
    *,
    actor: User,
    box: Box,
    outcome: str,
    answer: str,
    measures: str,
    hearing: Hearing = NOT_SAID,
    cleared: str = "",
    attachments: Collection[AttachmentFacts] = (),
    version: int | None = None,
) -> CaseEvent | Approval:
    """Answer and end a case, or ask the head to where the unit's head signs.

    A finding against somebody needs the hearing; `cleared` says why personal data
    must stay in the answer.
    """
    with turn(case, actor=actor, step="conclude", version=version, box=box) as now:
        if endings.needs_signature(now):
            if attachments:
                # The sender would have them before anybody signed.
                raise Refused(
                    gettext(
                        "The head signs this answer first. Send it without files; they"
                        " go with a letter once it is signed."
                    )
                )
            endings.check_outcome(now, outcome)
            check_hearing(outcome, hearing)
            proposed = {"answer": words(answer), "measures": measures}
            if check_letter([answer, measures], cleared):
                proposed["cleared"] = cleared
            proposed |= hearing.words()
            return endings.ask(now, box, Approval.Step.CONCLUDE, proposed, outcome)
        attach(now, attachments, author=actor)
        return endings.conclude(
            now,
            box,
            outcome,
            answer=answer,
            measures=measures,
            hearing=hearing,
            cleared=cleared,
        )


def reopen(
    case: Case,
    *,
    actor: User | None,
    box: Box,
    reason: str,
    version: int | None = None,
) -> CaseEvent:
    """Take an ended case up again: the sender once, an inspector always."""
    with turn(case, actor=actor, step="reopen", version=version, box=box) as now:
        now.seal(box, "reason", words(reason), now.sequence)
        if actor is SENDER:
            now.case.reopened_by_sender = now.case.is_unread = True
        now.case.state = State.REOPENED
        now.case.outcome, now.case.concluded_on = "", None
        now.start_clock(Clock.CONCLUDE, now.day)
        return now.record("reopen")


def concerns_us(
    case: Case, *, actor: User, box: Box, version: int | None = None
) -> CaseEvent:
    """A reader's unit is what the tip is about: it loses the case and the key.

    The case goes to discipline inspection; when that is the unit concerned, to the
    level above.
    """
    with turn(case, actor=actor, step="concerns_us", version=version, box=box) as now:
        ours = _reader_unit(now)
        concerned = [*now.case.concerns.all(), ours]
        try:
            watching = routing.guardian(concerned)
        except routing.NotTaken as nobody:
            raise Refused(nobody.reason) from nobody
        now.case.concerns.add(ours)
        add_wraps(box, watching)
        destroy_wraps(box.envelope, ours)
        shut_out_of_requests(now, box, ours, watching)
        if ours != now.case.unit:
            return now.record("concerns_us")
        move(now.case, watching)
        now.case.referred_by = now.case.referred_on = None
        if now.case.state in NEXT["refer"].start:
            now.case.state = State.REFERRED
            now.start_clock(Clock.DECIDE, now.case.received_on)
        return now.record("concerns_us", to_unit=watching)


def receivers(case: Case) -> list[Unit]:
    """Units that a case can be referred to."""
    units = readable_units().filter(is_active=True).exclude(pk=case.unit_id)
    units = units.exclude(pk__in=case.concerns.values("pk"))
    if case.kind == Kind.OFFICIAL:
        return [unit for unit in units if routing.watches(unit)]
    return list(units)


def _check_receiver(case: Case, unit: Unit) -> None:
    unit.refresh_from_db()
    if unit.pk == case.unit_id:
        raise Refused(gettext("The case is with this unit already."))
    if routing.may_receive(unit, case.kind, set(case.concerns.all())):
        return
    if case.kind == Kind.OFFICIAL and not routing.watches(unit):
        raise Refused(
            gettext(
                "The conduct of an official is a matter of discipline inspection alone."
            )
        )
    if case.concerns.filter(pk=unit.pk).exists():
        raise Refused(gettext("The tip concerns this unit: it must never see it."))
    raise Refused(gettext("Nobody in this unit can read tips now."))


def _hand_over(now: Turn, box: Box, unit: Unit) -> None:
    """Let the new unit in and the old one out; who watches over all keeps the key."""
    old = now.case.unit
    add_wraps(box, unit)
    pass_on_requests(now, box, unit, old)
    if not routing.watches(old):
        destroy_wraps(box.envelope, old)
    move(now.case, unit)


def _reader_unit(now: Turn) -> Unit:
    """The unit through which the actor reads: the case's own, else discipline."""
    if now.who.member or now.actor is None:
        return now.case.unit
    inspecting = granted_units(now.actor).filter(kind=Unit.Kind.DISCIPLINE)
    return inspecting.order_by("pk")[0]
