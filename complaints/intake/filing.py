"""Making a tip, or a letter, of a form: sealed first, then saved all at once."""

from collections.abc import Callable

from django.db import IntegrityError, transaction

from complaints import workflow
from complaints.cases import Case, Source
from complaints.intake.forms import LetterForm, OneTimeForm, ReopenForm, TipForm
from complaints.intake.letterbox import Letterbox
from complaints.intake.tokens import AlreadySent, FormToken, for_letter
from complaints.intake.uploads import SealedUpload, SealingHandler
from complaints.vault import derivation, receipts, unsent
from complaints.vault.drafts import Draft
from complaints.vault.models import Envelope
from complaints.workflow import NOT_KEPT, SENDER, AttachmentFacts
from portal.users.models import User


def file_tip(
    form: TipForm,
    draft: Draft,
    files: SealingHandler,
    *,
    source: str = Source.ONLINE,
    actor: User | None = None,
    is_flood: bool = False,
) -> Case:
    """The case that a valid form makes; raises `AlreadySent`, `NotTaken`.

    The slow derivation and all sealing come before the transaction opens.
    """
    receipt = receipts.receipt_for(form.one_time)
    draft.lock_with(receipts.derive(receipt, derivation.INTAKE))
    # A token that was forgotten after its week still leads to the same receipt.
    if Envelope.objects.filter(receipt_lookup=draft.envelope.receipt_lookup).exists():
        raise AlreadySent(same=False)
    if files.is_short:
        # Files take up no room from here on, so that the text finds some.
        draft.drop_files()
    _seal(form, draft, files)
    given = form.cleaned_data
    token = FormToken.of(form.one_time, form.sent)
    # From here on `receive` answers for the files.
    files.hand_over()
    try:
        return workflow.receive(
            draft,
            source=source,
            kind=given["kind"],
            topic=given["topic"],
            estate=given["estate"],
            concerns=list(given["concerns"]),
            is_real_name=bool(given["name"]),
            may_publish=given["may_publish"],
            attachments=[
                AttachmentFacts(upload.number, upload.content_type)
                for upload in kept(form, files)
            ],
            is_quarantined=is_flood,
            token=token,
            actor=actor,
        )
    except IntegrityError as error:
        raise token.why_refused() or error from error


def kept(form: OneTimeForm, files: SealingHandler) -> list[SealedUpload]:
    """The files that go with the text: all of them, or none where the disk is full."""
    uploads: list[SealedUpload] = form.cleaned_data.get("attachments", [])
    return [] if files.is_short else uploads


def not_kept(form: OneTimeForm, files: SealingHandler) -> str:
    """Those that do not, as `NOT_KEPT` has them."""
    lost = form.uploads if files.is_short else []
    return "\n".join(f"{upload.number} {upload.name}" for upload in lost)


def _seal(form: TipForm, draft: Draft, files: SealingHandler) -> None:
    given = form.cleaned_data
    draft.seal("body", given["body"])
    if given["place"]:
        draft.seal("place", given["place"])
    if given["changed_since"]:
        draft.seal("changed_since", given["changed_since"])
    if given["name"]:
        draft.seal_contact(given["name"], given["phone"])
    for upload in kept(form, files):
        draft.seal("file_name", upload.name, upload.number)
    if names := not_kept(form, files):
        draft.seal(NOT_KEPT, names)


def send_letter(letterbox: Letterbox, form: LetterForm, files: SealingHandler) -> None:
    """Put a letter and its files into the case; raises `AlreadySent`, `Refused`."""
    box = letterbox.box
    attachments = [
        AttachmentFacts(
            upload.number,
            upload.content_type,
            file=upload.sealed,
            name=box.seal("file_name", upload.name, upload.number),
        )
        for upload in kept(form, files)
    ]
    if files.is_short:
        files.discard()

    def send() -> None:
        workflow.message(
            letterbox.case,
            actor=SENDER,
            box=box,
            text=form.cleaned_data["text"],
            attachments=attachments,
            not_kept=not_kept(form, files),
        )
        unsent.keep(box, {"text": ""})

    once(form, files, send)


def reopen(letterbox: Letterbox, form: ReopenForm, files: SealingHandler) -> None:
    """Have the matter looked at once more; raises `AlreadySent`, `Refused`."""

    def again() -> None:
        workflow.reopen(
            letterbox.case,
            actor=SENDER,
            box=letterbox.box,
            reason=form.cleaned_data["reason"],
        )
        unsent.keep(letterbox.box, {"reason": ""})

    once(form, files, again)


def once(form: OneTimeForm, files: SealingHandler, act: Callable[[], object]) -> None:
    """Spend the form's token and act, both or neither."""
    token = FormToken.of(for_letter(form.one_time), form.sent)
    try:
        with transaction.atomic():
            token.save()
            act()
            # Should the commit itself fail, nobody knows whether it went through:
            # then the files stay, for what was saved must open.
            files.hand_over()
    except IntegrityError as error:
        raise token.why_refused() or error from error
