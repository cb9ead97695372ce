"""What a mailbox shows: the case as its sender may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.cases import (
    ENDED,
    CallRequest,
    Case,
    CaseEvent,
    Clock,
    LegalStep,
    Message,
    State,
    outcome_label,
)
from complaints.clocks import DayUnit, Deadline
from complaints.topics import Kind
from complaints.vault.boxes import Box
from complaints.vault.models import KeyEvent
from complaints.workflow import NOT_KEPT, deadline_of, lost_files, result_of
from portal.users.models import Unit
from portal.workdays.clock import today

#: Events that a sender is told of; all others are the unit's own business.
TOLD: dict[str, str | Promise] = {
    "receive": gettext_lazy("Received"),
    "accept": gettext_lazy("%(unit)s takes the matter on"),
    "decline": gettext_lazy("%(unit)s does not take the matter on; see its answer"),
    "refer": gettext_lazy("Passed on to %(to)s, which is in charge"),
    "return": gettext_lazy("Given back to %(to)s"),
    "investigate": gettext_lazy("%(unit)s has begun to look into it"),
    "extend": gettext_lazy("More time was granted"),
    "conclude": gettext_lazy("Concluded; see the answer"),
    "concerns_us": gettext_lazy("Handed to discipline inspection"),
    "recompute": gettext_lazy("The due day was counted again"),
    "exchange_receipt": gettext_lazy("You exchanged your number for a new one"),
    "confirm_reissue": gettext_lazy(
        "%(unit)s handed out a new number at the desk, after an identity check"
    ),
    "add_contact": gettext_lazy("You left your name and phone number"),
    "delete_contact": gettext_lazy("You deleted your name and phone number"),
    "rate": gettext_lazy("Your rating: %(result)s"),
    "ask_call": gettext_lazy("You asked to be phoned"),
    "withdraw_call": gettext_lazy("You do not want to be phoned any more"),
    "call_done": gettext_lazy("%(unit)s phoned: %(result)s"),
}
_REOPENED_BY_YOU = gettext_lazy("You asked for the matter to be looked at once more")
_REOPENED = gettext_lazy("Discipline inspection has the matter looked at once more")
_NEXT: dict[str, str | Promise] = {
    Clock.DECIDE: gettext_lazy("The unit decides whether it takes the matter on"),
    Clock.CONCLUDE: gettext_lazy("The answer"),
}


@dataclass(frozen=True)
class Step:
    """One line of the timeline."""

    date: date
    label: str
    state: str = "past"
    text: str = ""
    provisional: bool = False


@dataclass(frozen=True)
class Letter:
    """One letter, or the official answer."""

    date: date
    body: str
    unit: str
    mine: bool
    is_answer: bool
    measures: str = ""
    outcome: str = ""


class Letterbox:
    """An opened mailbox; a fixed number of queries, however much was written."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.case = Case.objects.select_related("unit", "estate").get(
            envelope=box.envelope
        )

    @cached_property
    def events(self) -> list[CaseEvent]:
        """Everything that happened."""
        return list(
            self.case.events.select_related("unit", "to_unit").order_by("sequence")
        )

    @cached_property
    def body(self) -> str:
        """What was sent."""
        return self.box.open("body") or ""

    @cached_property
    def place(self) -> str:
        """Building and flat, when given."""
        return self.box.open("place") or ""

    @cached_property
    def changed_since(self) -> str:
        """Of a declaration: since when, when given."""
        return self.box.open("changed_since") or ""

    def steps(self) -> list[Step]:
        """What happened so far, and what comes next."""
        past = list(self._past())
        if past:
            past[-1] = Step(past[-1].date, past[-1].label, "last")
        return [*past, self.next_step] if self.next_step else past

    @cached_property
    def next_step(self) -> Step | None:
        """What is due next; nothing once it has ended."""
        case = self.case
        if not case.is_open:
            return None
        notes = []
        if case.due_on < today():
            notes.append(
                _("This day has passed. Discipline inspection sees that, too.")
            )
        if self.skipped:
            notes.append(self._days_off())
        if case.due_is_provisional:
            notes.append(
                _("Provisional: the holidays of that year are not published yet.")
            )
        return Step(
            case.due_on,
            str(_NEXT[case.clock]),
            "next",
            " ".join(notes),
            case.due_is_provisional,
        )

    @cached_property
    def skipped(self) -> tuple[date, ...]:
        """Days off that moved the due day, counted as the staff's clock counts them."""
        found = self._deadline
        return found.skipped if found.day == self.case.due_on else ()

    @cached_property
    def _deadline(self) -> Deadline:
        return deadline_of(self.case)

    def _days_off(self) -> str:
        """A term in calendar days skips days off only where it ends."""
        if self._deadline.policy.unit == DayUnit.CALENDAR:
            return _("The last day was a day off, so it is the next working day.")
        return _("Days off on the way that were not counted: %(days)d.") % {
            "days": len(self.skipped)
        }

    def letters(self) -> list[Letter]:
        """Letters both ways, and the official answers with what they found."""
        texts = self.box.open_all("message")
        measures = self.box.open_all("measures")
        outcomes = self._outcomes()
        found = []
        for message in self.case.messages.select_related("unit").order_by("number"):
            body = texts.get(message.number)
            if body is None:
                continue
            found.append(
                Letter(
                    message.day,
                    body,
                    self._unit_of(message),
                    message.author_id is None,
                    message.is_answer,
                    measures.get(message.number, ""),
                    next(outcomes, "") if message.is_answer else "",
                )
            )
        return found

    def legal(self) -> list[LegalStep]:
        """The legal steps against the sender's own household; nobody else's.

        Amounts and remarks stay with the documents that are served on them.
        """
        if self.case.kind != Kind.DECLARATION:
            return []
        return list(LegalStep.objects.standing_in(self.case))

    def files(self, *, mine: bool, can_open: bool = True) -> list[dict[str, str]]:
        """The files of one side, to be fetched one by one where that can be done."""
        return [
            {
                "name": self._file_names.get(file.number, str(file.number)),
                "url": reverse("mailbox_file", args=[file.number]) if can_open else "",
            }
            for file in self._attachments
            if (file.author_id is None) == mine
        ]

    def not_kept(self) -> list[str]:
        """Files that a full disk kept out, until they are sent once more."""
        arrived = [file.number for file in self._attachments if file.author_id is None]
        missing = []
        # Many phones call every picture the same: each that came makes up for one.
        for number, name in sorted(lost_files(self.box.open_all(NOT_KEPT).values())):
            came = (n for n in arrived if n >= number and self.file_name(n) == name)
            found = next(came, None)
            if found is None:
                missing.append(name)
            else:
                arrived.remove(found)
        return missing

    def file_name(self, number: int) -> str:
        """The name a file came with."""
        return self._file_names.get(number, str(number))

    @cached_property
    def has_contact(self) -> bool:
        """Whether name and phone are still kept."""
        return self.box.contact() is not None

    def openings(self) -> list[dict[str, Any]]:
        """Each time that name and phone were opened: when, by which unit, why."""
        opened = [event for event in self.events if event.name == "contact_opened"]
        reasons = self.box.open_all("contact_reason") if opened else {}
        return [
            {
                "date": event.day,
                "unit": event.unit.name,
                "reason": reasons.get(event.sequence, ""),
            }
            for event in opened
        ]

    def recoveries(self) -> list[date]:
        """Days on which the unit's key was given out again by recovery shares."""
        found = KeyEvent.objects.shown_to_senders(self.case.unit)
        days = {timezone.localdate(event.at) for event in found}
        return sorted(day for day in days if day >= self.case.received_on)

    @property
    def may_reopen(self) -> bool:
        """Once, after the end."""
        return self.case.state in ENDED and not self.case.reopened_by_sender

    @property
    def may_rate(self) -> bool:
        """Once, after the end."""
        return self.case.state in ENDED and not self.case.rating

    @property
    def may_delete_contact(self) -> bool:
        """Of a declaration not before it is concluded."""
        is_needed = self.case.kind == Kind.DECLARATION and self.case.is_open
        return self.has_contact and not is_needed

    @cached_property
    def call(self) -> CallRequest | None:
        """The newest phone call that was asked for."""
        return self.case.calls.last()

    def call_when(self) -> str:
        """When the sender said that phoning was safe."""
        if self.call is None or not self.call.is_open:
            return ""
        return self.box.open("call_when", self.call.number) or ""

    @property
    def next_file(self) -> int:
        """The number after the last file's."""
        return max((file.number for file in self._attachments), default=0) + 1

    @cached_property
    def _attachments(self) -> list[Any]:
        return list(self.case.attachments.order_by("number"))

    @cached_property
    def _file_names(self) -> dict[int, str]:
        return self.box.open_all("file_name")

    def _past(self) -> Iterator[Step]:
        for event in self.events:
            if event.name == "reopen":
                label: str | Promise = _REOPENED if event.actor_id else _REOPENED_BY_YOU
            elif event.name in TOLD:
                label = TOLD[event.name]
            else:
                continue
            to_unit = event.to_unit.name if event.to_unit else ""
            names = {
                "unit": event.unit.name,
                "to": to_unit,
                "result": result_of(event),
            }
            yield Step(event.day, str(label) % names)

    def _outcomes(self) -> Iterator[str]:
        """The outcome that goes with each official answer, in their order."""
        for event in self.events:
            if event.name in {"conclude", "decline"}:
                yield outcome_label(event.outcome, self.case.topic)

    def _unit_of(self, message: Message) -> str:
        unit: Unit | None = message.unit
        return unit.name if unit else self.case.unit.name


def state_words(case: Case) -> str:
    """Where a case stands, in words."""
    return str(State(case.state).label)
