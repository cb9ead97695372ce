"""The cleaned copy of an attachment: made once, when somebody first opens the file."""

from django.db import IntegrityError, transaction

from complaints.cases import Attachment, Cleaning
from complaints.vault.boxes import Box, discard_file
from complaints.vault.models import Lane, SealedFile
from portal.cleaning import DOCX, HARMFUL, KINDS, XLSX, Reason, Unclean
from portal.cleaning.process import cleaned

#: Types that a browser may show in the page itself, and those it may show alone.
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})
SHOWN = PICTURES | {"application/pdf"}
#: Endings by which a cleaned copy is opened, whatever the original was called.
ENDINGS = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
}


def is_cleanable(attachment: Attachment) -> bool:
    """Whether a copy was not tried yet, and can be."""
    return attachment.cleaning == Cleaning.NEW and attachment.content_type in KINDS


def settle(box: Box, attachment: Attachment) -> None:
    """See to it that a copy exists, or that it is known why it cannot.

    Raises `SealBroken` when the original is damaged, and `Busy` or `OSError` when it
    should be tried again.
    """
    if attachment.cleaning != Cleaning.NEW:
        return
    number = attachment.number
    try:
        with cleaned(attachment.content_type, box.open_file(number)) as copy:
            file = box.seal_file(number, copy.pieces, Lane.CLEANED)
            _keep(attachment, file, copy.content_type)
    except Unclean as unclean:
        _give_up(box, attachment, unclean.reason)


def lane_of(attachment: Attachment) -> str:
    """Where the copy that may be opened lies; "" where there is none."""
    lanes = {Cleaning.CLEANED: Lane.CLEANED, Cleaning.SENT_CLEAN: Lane.ORIGINAL}
    return lanes.get(Cleaning(attachment.cleaning), "")


def type_of(attachment: Attachment) -> str:
    """The media type of that copy."""
    return attachment.cleaned_type or attachment.content_type


def fitting_name(name: str, content_type: str) -> str:
    """A name whose ending says what the content is; a false one keeps its place."""
    endings = ENDINGS[content_type]
    if name.lower().endswith(endings):
        return name
    stem, dot, ending = name.rpartition(".")
    is_ending = dot and len(ending) <= 5 and ending.isalnum()
    return (stem if is_ending else name) + endings[0]


def _keep(attachment: Attachment, file: SealedFile, content_type: str) -> None:
    """Save the copy; of two made at once the first stays."""
    whole = False
    try:
        with transaction.atomic():
            file.save()
            Attachment.objects.filter(pk=attachment.pk).update(
                cleaning=Cleaning.CLEANED, cleaned_type=content_type
            )
            whole = True
    except IntegrityError:
        discard_file(file)
    except BaseException:
        if not whole:
            discard_file(file)
        raise
    attachment.refresh_from_db(fields=["cleaning", "cleaned_type"])


def _give_up(box: Box, attachment: Attachment, reason: Reason) -> None:
    """Remember, under seal, why there is no copy."""
    cleaning = Cleaning.REFUSED if reason in HARMFUL else Cleaning.NOT_CLEANED
    value = box.seal("not_cleaned", reason.value, attachment.number)
    with transaction.atomic():
        new = Attachment.objects.filter(pk=attachment.pk, cleaning=Cleaning.NEW)
        if new.update(cleaning=cleaning):
            value.save()
    attachment.refresh_from_db(fields=["cleaning", "cleaned_type"])
