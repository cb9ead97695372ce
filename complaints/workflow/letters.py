"""Letters between sender and unit, and notes among the staff."""

from collections.abc import Iterable
from dataclasses import dataclass

from complaints.cases import Attachment, Case, CaseEvent, Cleaning, Message, Note
from complaints.vault.boxes import Box
from complaints.vault.models import SealedFile, SealedValue
from complaints.workflow import endings
from complaints.workflow.fairness import check_reason
from complaints.workflow.rules import SENDER
from complaints.workflow.turns import Turn, next_number, turn, words
from portal.users.models import User

#: Files that a full disk kept from being taken, one a line, each with the number that
#: it would have had: by the number of the letter they came with, 0 for the tip itself.
NOT_KEPT = "files_not_kept"


def lost_files(sealed: Iterable[str]) -> list[tuple[int, str]]:
    """Number and name of each, as `NOT_KEPT` tells."""
    pairs = (line.partition(" ") for text in sealed for line in text.splitlines())
    return [
        (int(number), name)
        for number, _space, name in pairs
        if number.isdecimal() and name
    ]


@dataclass(frozen=True)
class AttachmentFacts:
    """What is known in plain text of a file.

    With a letter the unsaved rows of the sealed file and its sealed name come along; a
    new tip's draft saves its own.
    """

    number: int
    content_type: str
    file: SealedFile | None = None
    name: SealedValue | None = None
    #: Cleaned before it was sealed, so that it needs no other copy.
    is_clean: bool = False


def message(
    case: Case,
    *,
    actor: User | None,
    box: Box,
    text: str,
    attachments: Iterable[AttachmentFacts] = (),
    cleared: str = "",
    not_kept: str = "",
    version: int | None = None,
) -> Message:
    """Write to the other side: a member to the sender, or the sender (None)."""
    with turn(case, actor=actor, step="message", version=version, box=box) as now:
        letter = endings.write(now, box, words(text), cleared=cleared)
        attach(now, attachments, author=actor)
        if not_kept:
            now.seal(box, NOT_KEPT, not_kept, letter.number)
        if actor is SENDER:
            now.case.is_unread = True
        now.record("message")
        return letter


def attach(
    now: Turn, attachments: Iterable[AttachmentFacts], *, author: User | None
) -> None:
    """Write down the files of a tip or a letter, and whose they are."""
    for facts in attachments:
        Attachment.objects.create(
            case=now.case,
            number=facts.number,
            content_type=facts.content_type,
            day=now.day,
            author=author,
            cleaning=Cleaning.SENT_CLEAN if facts.is_clean else Cleaning.NEW,
        )
        if facts.file is not None:
            facts.file.save()
        if facts.name is not None:
            facts.name.save()
            now.commit_to(facts.name)


def note(
    case: Case, *, actor: User, box: Box, text: str, version: int | None = None
) -> Note:
    """Keep a note for colleagues; no step in the case's life, so no event."""
    with turn(case, actor=actor, step="note", version=version, box=box) as now:
        number = next_number(now.case.notes.all())
        box.seal("note", words(text), number).save()
        return Note.objects.create(case=now.case, number=number, author=actor)


def export(
    case: Case, *, actor: User, box: Box, reason: str, version: int | None = None
) -> CaseEvent:
    """Write down that a copy of the file leaves the vault, and why."""
    with turn(case, actor=actor, step="export", version=version, box=box) as now:
        now.seal(box, "reason", words(reason), now.sequence)
        return now.record("export")


def contact_opened(
    case: Case, *, actor: User, box: Box, reason: str, version: int | None = None
) -> CaseEvent:
    """Write down, for the sender too, that name and phone are opened, and why."""
    with turn(
        case, actor=actor, step="contact_opened", version=version, box=box
    ) as now:
        check_reason(reason)
        now.seal(box, "contact_reason", words(reason), now.sequence)
        return now.record("contact_opened")
