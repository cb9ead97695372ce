"""One turn of a case: lock, ask who may, change, write the event; all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from complaints import clocks
from complaints.cases import (
    ENDED,
    Approval,
    Case,
    CaseEvent,
    Clock,
)
from complaints.leaves import seal_event
from complaints.vault.boxes import Box, digest
from complaints.vault.holding import ReceiptChanged, hold
from complaints.vault.models import SealedValue
from complaints.workflow import lapsing
from complaints.workflow.rules import (
    Refused,
    Stale,
    Standing,
    open_approval,
    standing,
    why_not,
)
from complaints.workflow.table import NEXT
from portal.users.models import Unit, User
from portal.workdays import clock


class Turn:
    """A locked case in the hands of one actor; `record` ends it with an event."""

    def __init__(self, case: Case, actor: User | None) -> None:
        self.case = case
        self.actor = actor
        self.day: date = clock.today()
        self.who = Standing()
        self.waiting: Approval | None = None
        self._from_state = case.state if case.version else ""
        self._from_unit = case.unit
        #: Whose step it is, where that is not the unit the case was with.
        self.by_unit: Unit | None = None
        self._rating = case.rating
        self._digests: dict[str, str] = {}

    @property
    def sequence(self) -> int:
        """The number of the event that this turn will write."""
        return self.case.version + 1

    def check(self, name: str) -> None:
        """Raise `Refused` unless the actor may make this step now."""
        why = why_not(self.case, self.actor, name, self.who, self.waiting)
        if why:
            raise Refused(why)

    def seal(self, box: Box, field: str, text: str, number: int) -> None:
        """Seal words into the case; the event carries their digest."""
        value = box.seal(field, text, number)
        value.save()
        self.commit_to(value)

    def commit_to(self, value: SealedValue, *, under: str = "") -> None:
        """Let the event carry the digest of a sealed value.

        `under` names the request whose envelope holds it, not the case's own.
        """
        key = f"{value.field}/{value.number}/{value.version}"
        if under:
            key = f"{under}:{key}"
        self._digests[key] = digest(value)

    def start_clock(self, which: Clock, day: date, *, extended: bool = False) -> None:
        """Set the running deadline, with `day` as day zero."""
        case = self.case
        deadline = clocks.due(case, which.value, day, extended=extended)
        case.clock, case.clock_from = which, day
        case.due_on = deadline.day
        case.due_is_provisional = deadline.provisional

    def record(
        self, name: str, *, to_unit: Unit | None = None, outcome: str = ""
    ) -> CaseEvent:
        """Save the case and the event, with its leaf."""
        case = self.case
        if case.rating != self._rating and (self._rating or self.actor is not None):
            raise ValueError("a rating is the sender's, and never changed")
        self._let_approvals_lapse()
        self._let_requests_lapse()
        if name in WORKED_ON:
            case.is_quarantined = False
        if case.is_open:
            case.destroy_on = None
        case.version = self.sequence
        event = CaseEvent(
            case=case,
            sequence=case.version,
            name=name,
            from_state=self._from_state,
            to_state=case.state,
            unit=self.by_unit or self._from_unit,
            to_unit=to_unit,
            actor=self.actor,
            day=self.day,
            at=clock.now() if self.actor else None,
            due_on=case.due_on if case.is_open else None,
            due_is_provisional=case.is_open and case.due_is_provisional,
            outcome=outcome,
            digests=self._digests,
        )
        case.save()
        seal_event(event).save()
        return event

    def _let_approvals_lapse(self) -> None:
        """What waits for a signature falls, once it could no longer be signed."""
        if self.waiting is None or self.waiting.is_granted is not None:
            return
        case = self.case
        moved = case.unit_id != self._from_unit.pk
        if moved or case.state not in NEXT[self.waiting.step].start:
            self.let_lapse(self.waiting)

    def let_lapse(self, waiting: Approval) -> None:
        """Nobody decides any more on what waited for a signature."""
        waiting.is_granted, waiting.decided_at = False, timezone.now()
        waiting.save()

    def _let_requests_lapse(self) -> None:
        """Once a case has ended, nobody is asked about it any more."""
        if not self.case.is_open and self._from_state not in ENDED:
            lapsing.with_case(self.case, self.actor)


#: After one of these a case that came in a flood is a case like any other: it must not
#: stay out of the lists of what is to be done.
WORKED_ON = frozenset(
    {"accept", "decline", "refer", "assign", "concerns_us", "request_asked"}
)


@contextmanager
def turn(
    case: Case,
    *,
    actor: User | None,
    step: str,
    version: int | None = None,
    box: Box | None = None,
) -> Iterator[Turn]:
    """Lock a case for one step by one actor, or raise `Refused` or `Stale`.

    When all went well, the caller's instance shows what the database now has.
    """
    if box is not None and box.envelope.pk != case.envelope_id:
        raise ValueError("the box is of another case")
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        if box is not None and box.sender_key is not None:
            _hold(box)
        now = Turn(locked, actor)
        now.who = standing(locked, actor)
        now.waiting = open_approval(locked)
        if not now.who.may(NEXT[step]):
            now.check(step)
        if version is not None and version != locked.version:
            since = locked.events.filter(sequence__gt=version)
            raise Stale(since.select_related("actor"))
        now.check(step)
        yield now
    for field in Case._meta.concrete_fields:
        setattr(case, field.attname, getattr(locked, field.attname))


def _hold(box: Box) -> None:
    """A sender acts with the receipt of today, not with one exchanged meanwhile."""
    try:
        hold(box)
    except ReceiptChanged:
        raise Refused(
            gettext("This changed in another window meanwhile. Please try again.")
        ) from None


def words(text: str) -> str:
    """Text that must say something."""
    if not text.strip():
        raise Refused(gettext("Please write something."))
    return text


def next_number(rows: QuerySet[Model]) -> int:
    """The number after the last one; only inside a turn."""
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1
