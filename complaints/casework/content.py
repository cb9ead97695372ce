"""A case file unsealed: everything a page of it shows, in a fixed number of queries."""

import json
from dataclasses import dataclass, field

from complaints.cases import Approval, Attachment, Case, CaseEvent, Message, Note
from complaints.casework import copies
from complaints.casework.words import readable, reason_words, type_words
from complaints.vault.boxes import Box
from complaints.vault.models import Lane, SealedFile


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


@dataclass(frozen=True)
class Proposal:
    """What waits for a signature, and the words that were proposed."""

    approval: Approval
    words: dict[str, str]


@dataclass(frozen=True)
class Content:
    """The sealed side of a case, opened."""

    body: str
    place: str
    letters: list[Letter]
    memos: list[Memo]
    files: list[File]
    steps: list[Step]
    proposals: list[Proposal] = field(default_factory=list)


def unsealed(case: Case, box: Box) -> Content:
    """Open what the case file shows; name and phone stay closed."""
    return Content(
        body=box.open("body") or "",
        place=box.open("place") or "",
        letters=_letters(case, box),
        memos=_memos(case, box),
        files=_files(case, box),
        steps=_steps(case, box),
        proposals=_proposals(case, box),
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
    reasons = box.open_all("reason") | box.open_all("contact_reason")
    return [Step(event, reasons.get(event.sequence, "")) for event in history(case)]


def history(case: Case) -> list[CaseEvent]:
    """What happened to a case, oldest first; nothing of it is sealed."""
    return list(case.events.select_related("actor", "unit", "to_unit"))


def _proposals(case: Case, box: Box) -> list[Proposal]:
    words = box.open_all("approval")

    def laid(number: int) -> dict[str, str]:
        told = json.loads(words.get(number, "{}"))
        return {name: readable(name, text) for name, text in told.items() if text}

    return [
        Proposal(approval, laid(approval.number))
        for approval in case.approvals.filter(is_granted=None).select_related(
            "asked_by"
        )
    ]
