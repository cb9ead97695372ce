"""Attachments on their way out: recorded, unsealed in pieces, never trusted.

The address of an attachment opens its cleaned copy. The original is evidence: it is a
step further, behind a warning, and always saved, never shown.
"""

from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from complaints.cases import AccessRecord, Attachment, Case
from complaints.casework import copies
from complaints.casework.access import StaffView
from complaints.casework.pages import case_page, head
from complaints.casework.reading import Locked, open_for_file
from complaints.casework.words import reason_words, type_words
from complaints.vault.boxes import Box, SealBroken
from complaints.vault.keyring import NotEntitled
from complaints.vault.models import Lane
from portal.cleaning.process import Busy

UNKNOWN = "application/octet-stream"
What = AccessRecord.What


class _FileView(StaffView):
    """One attachment of a case that this member may know of."""

    def attachment(self, case: Case, n: int) -> Attachment:
        """It, or as absent as one that never was."""
        found = case.attachments.filter(number=n).first()
        if found is None:
            raise Http404
        return found

    def send(self, box: Box, attachment: Attachment, lane: str) -> HttpResponseBase:
        """The content, in pieces; the first is read while an error can be told."""
        pieces = box.open_file(attachment.number, lane)
        first = next(pieces, b"")
        name = box.open("file_name", attachment.number) or str(attachment.number)
        content_type = UNKNOWN
        if lane == copies.lane_of(attachment):
            content_type = copies.type_of(attachment)
            name = copies.fitting_name(name, content_type)
        is_shown = content_type in copies.SHOWN and "save" not in self.request.GET
        response = StreamingHttpResponse(
            chain([first], pieces), content_type=content_type
        )
        # Line ends would end the header, and marks that turn the direction hide ".exe".
        name = "".join(filter(str.isprintable, name))
        disposition = content_disposition_header(not is_shown, name)
        response.headers["Content-Disposition"] = disposition or "attachment"
        response.headers["Content-Security-Policy"] = SANDBOX
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


#: Whatever a file holds runs nothing, fetches nothing and is of no origin.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"


class AttachmentView(_FileView):
    """The cleaned copy, made at the first opening; or why there is none."""

    def get(self, request: HttpRequest, number: str, n: int) -> HttpResponseBase:
        """Show it where a browser may, else have it saved."""
        case = self.case(number)
        attachment = self.attachment(case, n)
        try:
            box = open_for_file(request, case, attachment, What.FILE)
            copies.settle(box, attachment)
            if lane := copies.lane_of(attachment):
                return self.send(box, attachment, lane)
            reason = box.open("not_cleaned", n) or ""
            return _warning(request, case, attachment, reason)
        except (Locked, NotEntitled):
            return case_page(request, case)
        except SealBroken:
            return _shut(request, case, "damaged", 500)
        except (Busy, OSError):
            return _shut(request, case, "busy", 503)


class OriginalView(_FileView):
    """The original: a warning first, then the file as it came."""

    def get(self, request: HttpRequest, number: str, n: int) -> HttpResponse:
        """What to know before it is saved; nothing is opened for that."""
        case = self.case(number)
        return _warning(request, case, self.attachment(case, n))

    def post(self, request: HttpRequest, number: str, n: int) -> HttpResponseBase:
        """Save it."""
        case = self.case(number)
        attachment = self.attachment(case, n)
        try:
            box = open_for_file(request, case, attachment, What.ORIGINAL)
            return self.send(box, attachment, Lane.ORIGINAL)
        except (Locked, NotEntitled):
            return case_page(request, case)
        except SealBroken:
            return _shut(request, case, "damaged", 500)
        except OSError:
            return _shut(request, case, "busy", 503)


def _warning(
    request: HttpRequest, case: Case, attachment: Attachment, reason: str = ""
) -> HttpResponse:
    context = {
        **head(case),
        "attachment": attachment,
        "type": type_words(attachment.content_type),
        "reason": reason_words(reason) if reason else "",
        "has_copy": bool(copies.lane_of(attachment)),
    }
    return render(request, "casework/original.html", context)


def _shut(request: HttpRequest, case: Case, why: str, status: int) -> HttpResponse:
    context = {**head(case), "why": why}
    response = render(request, "casework/shut.html", context, status=status)
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response
