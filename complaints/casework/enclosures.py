"""Files that staff send with an act: sealed as they arrive, sent as a cleaned copy.

A member's file may carry the member's name, machine and place. So only its cleaned copy
is kept and sent; a file that cannot be cleaned is not sent, and the form says so.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db.models import Max
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from complaints.cases import Case
from complaints.casework import copies
from complaints.casework.forms import ActForm
from complaints.casework.reading import Locked, open_case
from complaints.intake import guard
from complaints.intake.uploads import SealedUpload, SealingHandler
from complaints.vault.boxes import Box, SealBroken, discard_file
from complaints.vault.drafts import Draft
from complaints.vault.keyring import NotEntitled
from complaints.vault.models import SealedFile
from complaints.workflow import AttachmentFacts
from portal.cleaning import Unclean
from portal.cleaning.process import Busy, cleaned

FIELD = "attachments"


class Enclosing(SealingHandler):
    """Seals the files that staff send, and has a cleaned copy take each one's place."""

    def enclose(self, form: Form) -> list[AttachmentFacts]:
        """Cleaned copies of the form's files, ready to be sent.

        What keeps a file from being sent becomes an error of the form.
        """
        uploads: list[SealedUpload] = form.cleaned_data.get(FIELD) or []
        box = self.box
        facts = []
        for upload in uploads:
            problem = self._cleaned(upload)
            if problem:
                form.add_error(FIELD, problem % {"name": upload.name})
                continue
            name = copies.fitting_name(upload.name, upload.content_type)
            facts.append(
                AttachmentFacts(
                    upload.number,
                    upload.content_type,
                    file=upload.sealed,
                    name=box.seal("file_name", name, upload.number),
                    is_clean=True,
                )
            )
        return [] if form.errors else facts

    def _cleaned(self, upload: SealedUpload) -> str:
        """Put the cleaned copy in the place of what came; else the problem."""
        arrived = upload.sealed
        if arrived is None or upload.is_lost:
            return _("“%(name)s” could not be kept. Please choose it again.")
        try:
            with cleaned(upload.content_type, self.box.open_sealed(arrived)) as copy:
                upload.sealed = self.box.seal_file(upload.number, copy.pieces)
                upload.content_type = copy.content_type
        except Unclean:
            return _(
                "“%(name)s” was not sent: what it tells of you and your computer could"
                " not be taken out. Pictures, PDF, Word and Excel files can be sent;"
                " save it as a PDF, for example."
            )
        except (Busy, OSError, SealBroken):
            return _("“%(name)s” could not be cleaned just now. Please send it again.")
        self.sealed.append(upload.sealed)
        self._discard([arrived])
        return ""

    def _discard(self, files: Iterable[SealedFile]) -> None:
        for file in files:
            self.sealed.remove(file)
            if isinstance(self.box, Draft):
                self.box.files.remove(file)
            discard_file(file)


class Arriving(Enclosing):
    """Whatever files come with a post are sealed, into the case where it is opened.

    Of a post that cannot be from a page of ours nothing is sealed, and no case opened:
    that would stand as a read of somebody who read nothing.
    """

    def __init__(self, request: HttpRequest, case: Case | None) -> None:
        self.opened: Box | None = None
        first, is_ours = 1, guard.may_seal(request)
        if (
            is_ours
            and case is not None
            and request.content_type == "multipart/form-data"
        ):
            with suppress(Locked, NotEntitled):
                self.opened = open_case(request, case)
            last = case.attachments.aggregate(last=Max("number"))["last"]
            first = (last or 0) + 1
        box = self.opened or Draft.new(None)
        super().__init__(request, box, first=first, seals=is_ours)


def files_again(form: ActForm) -> str:
    """What has to be done about files after a refusal; no browser keeps them."""
    files: Any = form.files
    found = files.getlist(FIELD) if hasattr(files, "getlist") else []
    if not found:
        return ""
    return _("Files have to be chosen again: %(names)s") % {
        "names": _(", ").join(upload.name for upload in found)
    }
