"""A case file unsealed: everything a page of it shows, in a fixed number of queries."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta

from complaints import workflow
from complaints.cases import (
    Approval,
    Attachment,
    CallRequest,
    Case,
    CaseEvent,
    Legal,
    LegalStep,
    Message,
    Note,
    Reissue,
    Track,
)
from complaints.casework import copies
from complaints.casework.words import readable, reason_words, type_words
from complaints.vault.boxes import Box
from complaints.vault.models import Lane, SealedFile
from complaints.workflow import NOT_KEPT, lost_files
from portal.workdays.calendar import add_working_days

#: Words that came with an event of the sender's side, under its number.
SENDERS = ("rating_reason", "call_note", "checked")


@dataclass(frozen=True)
class Letter:
    """A message with its words; `measures` only beside an answer."""

    message: Message
    text: str
    measures: str
    #: (field, words) of the hearing, and why personal data stay; never for the sender.
    inside: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Memo:
    """An internal note with its words."""

    note: Note
    text: str


@dataclass(frozen=True)
class File:
    """An attachment with its name, its rounded size, and why it was not cleaned."""

    attachment: Attachment
    name: str
    size: int
    reason: str

    @property
    def type(self) -> str:
        """What it is, in words."""
        return type_words(self.attachment.content_type)

    @property
    def state(self) -> str:
        """`cleaned`, `ready` to be cleaned when it is first opened, or `raw`."""
        if copies.lane_of(self.attachment):
            return "cleaned"
        return "ready" if copies.is_cleanable(self.attachment) else "raw"

    @property
    def is_picture(self) -> bool:
        """Whether the page may show it."""
        told = copies.type_of(self.attachment)
        return self.state != "raw" and (
            told in copies.PICTURES or told.startswith("image/")
        )


@dataclass(frozen=True)
class Step:
    """An event, and the reason given for it."""

    event: CaseEvent
    reason: str

    @property
    def detail(self) -> str:
        """Which legal step it was."""
        known = self.event.name in {"legal_step", "take_back"}
        return str(Legal(self.event.outcome).label) if known else ""


@dataclass(frozen=True)
class LegalEntry:
    """A legal step with what is sealed of it; `wrong` says why it was taken back."""

    step: LegalStep
    back_rent: int
    fine: int
    remark: str
    wrong: str
    #: From this day on the court can be asked to enforce (行政强制法 54, 69).
    may_apply_from: date | None = None


@dataclass(frozen=True)
class Proposal:
    """What waits for a signature or was not signed, and the words of it."""

    approval: Approval
    words: dict[str, str]

    @property
    def is_waiting(self) -> bool:
        """Whether somebody can still sign it."""
        return self.approval.is_granted is None


@dataclass(frozen=True)
class Clarification:
    """A letter of clarification; its number is that of its event."""

    number: int
    addressee: str


@dataclass(frozen=True)
class Content:
    """The sealed side of a case, opened."""

    body: str
    place: str
    changed_since: str
    letters: list[Letter]
    memos: list[Memo]
    files: list[File]
    steps: list[Step]
    proposal: Proposal | None = None
    legal: list[LegalEntry] = field(default_factory=list)
    clarifications: list[Clarification] = field(default_factory=list)
    #: The phone call that somebody has yet to make, and when it is safe.
    call: CallRequest | None = None
    call_when: str = ""
    #: A new number that waits for a second person, and what the first one checked.
    reissue: Reissue | None = None
    checked: str = ""
    #: Names of files that the sender had, and that a full disk kept out.
    not_kept: list[str] = field(default_factory=list)


def unsealed(case: Case, box: Box) -> Content:
    """Open what the case file shows; name and phone stay closed."""
    call, reissue = workflow.open_call(case), workflow.waiting_reissue(case)
    checked = box.open_all("checked") if reissue else {}
    return Content(
        call=call,
        call_when=box.open("call_when", call.number) or "" if call else "",
        reissue=reissue,
        checked=checked[max(checked)] if checked else "",
        body=box.open("body") or "",
        place=box.open("place") or "",
        changed_since=box.open("changed_since") or "",
        letters=_letters(case, box),
        memos=_memos(case, box),
        files=_files(case, box),
        steps=_steps(case, box),
        proposal=_proposal(case, box),
        legal=_legal(case, box),
        clarifications=_clarifications(case, box),
        not_kept=[name for _n, name in lost_files(box.open_all(NOT_KEPT).values())],
    )


def _letters(case: Case, box: Box) -> list[Letter]:
    texts, measures = box.open_all("message"), box.open_all("measures")
    hearings, cleared = box.open_all("hearing"), box.open_all("cleared")

    def inside(number: int) -> list[tuple[str, str]]:
        words = dict(json.loads(hearings.get(number, "{}")))
        if number in cleared:
            words["cleared"] = cleared[number]
        return [(name, readable(name, text)) for name, text in words.items()]

    return [
        Letter(m, texts.get(m.number, ""), measures.get(m.number, ""), inside(m.number))
        for m in case.messages.select_related("author", "unit")
    ]


def _memos(case: Case, box: Box) -> list[Memo]:
    texts = box.open_all("note")
    return [
        Memo(n, texts.get(n.number, "")) for n in case.notes.select_related("author")
    ]


def _files(case: Case, box: Box) -> list[File]:
    names, reasons = box.open_all("file_name"), box.open_all("not_cleaned")
    rows = SealedFile.objects.filter(envelope=case.envelope_id, lane=Lane.ORIGINAL)
    sizes = dict(rows.values_list("number", "size"))
    return [
        File(
            a,
            names.get(a.number, ""),
            sizes.get(a.number, 0),
            reason_words(reasons.get(a.number, "")),
        )
        for a in case.attachments.select_related("author")
    ]


def _steps(case: Case, box: Box) -> list[Step]:
    reasons = {
        number: text
        for field_name in ("reason", "contact_reason", *SENDERS)
        for number, text in box.open_all(field_name).items()
    }
    return [Step(event, reasons.get(event.sequence, "")) for event in history(case)]


def _legal(case: Case, box: Box) -> list[LegalEntry]:
    """Legal steps as they were entered; counter-entries stand at what they undo."""
    rows = list(LegalStep.objects.filter(case=case).select_related("recorded_by"))
    if not rows:
        return []
    told = {number: json.loads(text) for number, text in box.open_all("legal").items()}
    undone = {row.cancels_id: row for row in rows if row.cancels_id}
    standing = [row for row in rows if not row.cancels_id and row.pk not in undone]
    entries = []
    for row in rows:
        if row.cancels_id:
            continue
        words, undoing = told[row.number], undone.get(row.pk)
        entries.append(
            LegalEntry(
                row,
                words["back_rent"],
                words["fine"],
                words["remark"],
                told[undoing.number]["reason"] if undoing else "",
                _may_apply_from(row) if row in standing[-1:] else None,
            )
        )
    return entries


def _clarifications(case: Case, box: Box) -> list[Clarification]:
    """Letters to whoever was accused of what was not so."""
    return [
        Clarification(number, json.loads(text)["addressee"])
        for number, text in sorted(box.open_all("clarification").items())
    ]


def _may_apply_from(row: LegalStep) -> date | None:
    """The day after ten working days in which nothing followed the demand."""
    if (row.track, row.step) != (Track.ADMINISTRATIVE, Legal.FORMAL_DEMAND):
        return None
    return add_working_days(row.day, 10).day + timedelta(days=1)


def history(case: Case) -> list[CaseEvent]:
    """What happened to a case, oldest first; nothing of it is sealed."""
    return list(case.events.select_related("actor", "unit", "to_unit"))


def _proposal(case: Case, box: Box) -> Proposal | None:
    """What waits for a signature; or was not signed, while it can be asked for anew."""
    last = case.approvals.select_related("asked_by").last()
    if last is None or last.is_granted:
        return None
    if last.is_granted is False and case.state not in workflow.NEXT[last.step].start:
        return None
    told = json.loads(box.open("approval", last.number) or "{}")
    words = {name: readable(name, text) for name, text in told.items() if text}
    return Proposal(last, words)
