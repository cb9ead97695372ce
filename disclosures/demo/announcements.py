"""The demo's notices, files, photos, suggestions, a correction and a withdrawal."""

import io
from datetime import timedelta
from typing import Any

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import format_html_join
from PIL import Image as Picture
from PIL import ImageDraw
from wagtail.images.models import Image

from disclosures.criticism import REPLY_DAYS
from disclosures.demo import texts
from disclosures.demo.column import approve
from disclosures.models import (
    ClarificationPage,
    CriticismPage,
    Ground,
    NoticePage,
    NoticesPage,
    PhotoPair,
    PoliciesPage,
    PolicyPage,
    SuggestionPage,
    SuggestionsPage,
    UnitRecord,
    UnitReply,
    UpdatePage,
)
from disclosures.withdrawals.acts import take_down
from portal.cleaning import DOCX
from portal.gate.files import Attachment
from portal.gate.taking import take
from portal.users.models import Unit, User
from portal.workdays import clock
from portal.workdays.calendar import add_working_days


def announce(editor: User, moderator: User, replier: User, record: UnitRecord) -> None:
    """Everything that is said beside the progress updates."""
    people = (editor, moderator)
    for rule in texts.POLICIES:
        policy: Any = PolicyPage(**_said(rule))
        policy.attachments = [Attachment(file=take(_contract(rule)), label=rule.file)]
        _add(PoliciesPage.objects.get(), policy, *people)
    for text in texts.NOTICES:
        _add(NoticesPage.objects.get(), NoticePage(**_said(text)), *people)
    _criticise(record, replier, *people)
    clarified = ClarificationPage(
        **_said(texts.CLARIFICATION),
        wished_on=clock.today() - timedelta(days=texts.CLARIFICATION.days_ago + 3),
    )
    _add(NoticesPage.objects.get(), clarified, *people)
    for idea in texts.SUGGESTIONS:
        suggestion = SuggestionPage(
            **_said(idea),
            outcome=idea.outcome,
            unit=Unit.objects.filter(name=idea.unit).first(),
            reply=_paragraphs(idea.reply),
            replied_on=_day(idea.days_ago - 1) if idea.reply else None,
        )
        _add(SuggestionsPage.objects.get(), suggestion, *people)
    _show_photos(*people)
    old = NoticePage.objects.get(title=texts.NOTICES[0].title)
    take_down(old, user=editor, reason="outdated", note=texts.WITHDRAWN_BECAUSE)


def _criticise(
    record: UnitRecord, replier: User, editor: User, moderator: User
) -> None:
    text = texts.CRITICISM
    told_on = _day(text.days_ago + 5)
    page: Any = CriticismPage(
        **_said(text),
        unit=record.unit,
        named_on=told_on,
        told_on=told_on,
        reply_by=add_working_days(told_on, REPLY_DAYS).day,
    )
    page.grounds = [Ground(record=record)]
    NoticesPage.objects.get().add_child(instance=page)
    reply = UnitReply(
        page=page,
        text=texts.REPLY,
        user=replier,
        written_on=_day(text.days_ago + 2),
    )
    reply.full_clean()
    reply.save()
    page.reply = reply
    approve(page, editor, moderator)


def _show_photos(editor: User, moderator: User) -> None:
    """A progress update gets photos, and a sentence of it is put right."""
    page: Any = UpdatePage.objects.order_by("-date")[0]
    before, after = (_photo(*facts) for facts in texts.PHOTOS)
    page.photos = [PhotoPair(before=before, after=after, caption=texts.PHOTO_CAPTION)]
    wrong, right, why = texts.CORRECTION
    page.body = page.body.replace(wrong, right)
    page.change_note = why
    approve(page, editor, moderator)


def _said(text: texts.Text) -> dict[str, Any]:
    """What every article says."""
    return {
        "title": text.title,
        "summary": text.summary,
        "date": _day(text.days_ago),
        "body": _paragraphs(text.paragraphs),
        "live": False,
    }


def _paragraphs(sentences: tuple[str, ...]) -> str:
    return format_html_join("", "<p>{}</p>", ((one,) for one in sentences))


def _day(days_ago: int) -> Any:
    return clock.today() - timedelta(days=days_ago)


def _add(section: Any, page: Any, editor: User, moderator: User) -> None:
    page.owner = editor
    section.add_child(instance=page)
    approve(page, editor, moderator)


def _contract(text: texts.Policy) -> SimpleUploadedFile:
    """A Word file, as an office writes one."""
    document = docx.Document()
    document.add_heading(text.title)
    for line in text.paragraphs:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return SimpleUploadedFile(f"{text.file}.docx", out.getvalue(), DOCX)


def _photo(title: str, wall: str, door: str) -> Image:
    """A drawn staircase, in place of a photograph."""
    picture = Picture.new("RGB", (1200, 900), wall)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 680, 1200, 900), fill="#b7b0a1")
    draw.rectangle((430, 180, 770, 680), fill=door, outline="#4a3a2c", width=8)
    draw.ellipse((715, 430, 745, 460), fill="#d8b24a")
    draw.rectangle((900, 300, 1080, 420), fill="#f4f1e8", outline="#8a8375", width=4)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    file = SimpleUploadedFile("photo.jpg", out.getvalue(), "image/jpeg")
    image: Image = Image.objects.create(title=title, file=file)
    return image
