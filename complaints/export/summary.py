"""The summary of a case file as a Word document, made in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn

from complaints import workflow
from complaints.assistance.pages import Words
from complaints.cases import AssistanceRequest, Case
from complaints.casework.content import Content
from complaints.casework.faces import face, headline
from complaints.casework.words import event_words, kind_name, words_label, yuan
from complaints.export.archive import Packed

#: What Word takes where the reader's computer has it; else its own choice.
FONT = "宋体"


@dataclass(frozen=True)
class Summary:
    """Everything that the document says of a case; name and phone are not in it."""

    case: Case
    content: Content
    requests: list[tuple[AssistanceRequest, Words | None]]
    reason: str
    by: str
    at: datetime


def document(summary: Summary, packed: Iterable[Packed]) -> bytes:
    """The .docx; `packed` are the files that are in the archive beside it."""
    case, content = summary.case, summary.content
    paper = _Paper()
    paper.title(f"{case.number} {headline(case)}")
    paper.line(
        _("Exported on %(day)s by %(who)s. Reason: %(reason)s")
        % {
            "day": _moment(summary.at),
            "who": summary.by,
            "reason": summary.reason,
        }
    )
    paper.line(
        _(
            "This copy left the vault: whoever exported it answers for who sees it."
            " Name and phone of the sender are not in it."
        )
    )
    paper.heading(_("Deadline and facts"))
    paper.table(_facts(case))
    paper.heading(_("What was reported"))
    if content.place:
        place = _("Place")
        paper.line(f"{place}: {content.place}")
    paper.text(content.body)
    if content.changed_since:
        since = _("Since when")
        paper.line(f"{since}: {content.changed_since}")
    _letters(paper, content)
    _legal(paper, content)
    _notes(paper, content)
    _requests(paper, summary.requests)
    _history(paper, content)
    _files(paper, packed)
    return paper.saved()


class _Paper:
    """A document that takes any text: what XML cannot hold is left out."""

    def __init__(self) -> None:
        self._doc = Document()
        style: Any = self._doc.styles["Normal"]
        style.font.name = FONT
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        core = self._doc.core_properties
        core.author = core.comments = core.last_modified_by = ""

    def title(self, text: str) -> None:
        self._doc.core_properties.title = _plain(text)
        self._doc.add_heading(_plain(text), 0)

    def heading(self, text: str) -> None:
        self._doc.add_heading(_plain(text), 1)

    def line(self, text: str) -> None:
        self._doc.add_paragraph(_plain(text))

    def text(self, text: str) -> None:
        for line in text.splitlines() or [""]:
            self.line(line)

    def table(
        self, rows: Iterable[tuple[str, ...]], head: tuple[str, ...] = ()
    ) -> None:
        lines = [*([head] if head else []), *rows]
        if not lines:
            return
        table = self._doc.add_table(rows=0, cols=len(lines[0]), style="Table Grid")
        for line in lines:
            for cell, text in zip(table.add_row().cells, line, strict=True):
                cell.text = _plain(text)

    def saved(self) -> bytes:
        out = BytesIO()
        self._doc.save(out)
        return out.getvalue()


def _facts(case: Case) -> list[tuple[str, str]]:
    due = face(case).words
    facts = [
        (_("Case number"), case.number),
        (_("Received on"), f"{_day(case.received_on)} · {case.get_source_display()}"),
        (_("Kind"), f"{kind_name(case.kind)} · {case.get_topic_display()}"),
        (_("Estate"), str(case.estate or "")),
        (_("Concerns"), "、".join(str(unit) for unit in case.concerns.all())),
        (_("Unit"), str(case.unit)),
        (_("Assigned to"), str(case.assignee or "")),
        (_("State"), str(case.get_state_display())),
        (_("Deadline"), f"{_day(case.due_on)} · {due}" if case.is_open else ""),
        (_("Outcome"), str(case.get_outcome_display())),
        (_("Ended"), _day(case.concluded_on) if case.concluded_on else ""),
    ]
    if case.is_open:
        facts.append((_("article"), workflow.deadline_of(case).policy.article))
    return [(name, said.strip(" ·")) for name, said in facts if said.strip(" ·")]


def _letters(paper: _Paper, content: Content) -> None:
    paper.heading(_("Letters"))
    for letter in content.letters:
        message = letter.message
        who = f"{message.unit or ''} {message.author}" if message.author else ""
        kind = " · " + _("answer") if message.is_answer else ""
        paper.line(f"{_day(message.day)} {who.strip() or _('The sender')}{kind}")
        paper.text(letter.text)
        if letter.measures:
            measures = _("Measures taken")
            paper.line(f"{measures}: {letter.measures}")
        for field, said in letter.inside:
            paper.line(f"{words_label(field)}: {said}")


def _legal(paper: _Paper, content: Content) -> None:
    if not content.legal:
        return
    paper.heading(_("Legal steps"))
    rent, fine, back = _("Back rent"), _("Fine"), _("Taken back:")
    rows = []
    for entry in content.legal:
        step = entry.step
        sums = [
            f"{name} {yuan(amount)}"
            for name, amount in ((rent, entry.back_rent), (fine, entry.fine))
            if amount
        ]
        said = [*sums, entry.remark, f"{back} {entry.wrong}" if entry.wrong else ""]
        rows.append(
            (
                _day(step.day),
                f"{step.get_track_display()} · {step.get_step_display()}",
                _day(step.until) if step.until else "",
                " ".join(filter(None, said)),
            )
        )
    paper.table(rows)


def _notes(paper: _Paper, content: Content) -> None:
    paper.heading(_("Notes"))
    for memo in content.memos:
        paper.line(f"{_moment(memo.note.at)} {memo.note.author}")
        paper.text(memo.text)


def _requests(
    paper: _Paper, requests: list[tuple[AssistanceRequest, Words | None]]
) -> None:
    paper.heading(_("Requests for assistance"))
    for asked, words in requests:
        paper.line(
            f"{asked.number} {asked.asking_unit} → {asked.asked_unit}"
            f" · {_moment(asked.asked_at)} · {asked.get_state_display()}"
        )
        if words is None:
            paper.line(_("Your key does not open this request."))
            continue
        paper.text(words.question)
        for answer in filter(None, (words.answer, words.reason)):
            paper.line(f"{asked.asked_unit} · {_moment(asked.ended_at)}")
            paper.text(answer)


def _history(paper: _Paper, content: Content) -> None:
    paper.heading(_("History"))
    rows = []
    for step in content.steps:
        event = step.event
        when = _moment(event.at) if event.at else _day(event.day)
        doer = workflow.doer(event)
        who = f"{event.unit} {doer}" if event.actor else doer
        to = f" → {event.to_unit}" if event.to_unit else ""
        rows.append((when, f"{event_words(event)}{to}", who, step.reason))
    paper.table(rows, (_("Day"), _("What happened"), _("Who"), _("Reason")))


def _files(paper: _Paper, packed: Iterable[Packed]) -> None:
    paper.heading(_("Files in this archive"))
    damaged = _("damaged, incomplete")
    rows = [
        (
            f"{file.name} ({damaged})" if file.is_damaged else file.name,
            str(file.size),
            file.digest,
        )
        for file in packed
    ]
    if rows:
        paper.table(rows, (_("Name"), _("Bytes"), "SHA-256"))


def _plain(text: str) -> str:
    """What XML can hold of a text (XML 1.0, Char)."""
    return "".join(
        sign
        for sign in text
        if sign in "\t\n"
        or (
            (sign >= " " and not "\ud800" <= sign <= "\udfff")
            and sign not in "\ufffe\uffff"
        )
    )


def _day(day: date) -> str:
    return str(date_format(day))


def _moment(at: datetime | None) -> str:
    return str(date_format(timezone.localtime(at), "DATETIME_FORMAT")) if at else ""
