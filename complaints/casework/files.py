"""Attachments on their way out: recorded, unsealed in pieces, never trusted."""

from collections.abc import Iterator
from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from complaints.cases import Attachment, Case
from complaints.casework.access import StaffView
from complaints.casework.pages import SHOWN, case_page, head
from complaints.casework.reading import Locked, OpenFile, open_file
from complaints.vault.boxes import SealBroken
from complaints.vault.keyring import NotEntitled

UNKNOWN = "application/octet-stream"


class AttachmentView(StaffView):
    """One attachment: saved, or with `?show` looked at where that is harmless."""

    def get(self, request: HttpRequest, number: str, n: int) -> HttpResponseBase:
        """Stream it."""
        case = self.case(number)
        attachment = case.attachments.filter(number=n).first()
        if attachment is None:
            raise Http404
        try:
            opened = open_file(request, case, attachment)
            # The first piece is read here, while an error page can still be sent.
            first = next(opened.chunks, b"")
        except (Locked, NotEntitled):
            return case_page(request, case)
        except (SealBroken, FileNotFoundError):
            return _damaged(request, case)
        return _stream(attachment, opened, chain([first], opened.chunks), request)


def _stream(
    attachment: Attachment,
    opened: OpenFile,
    chunks: Iterator[bytes],
    request: HttpRequest,
) -> StreamingHttpResponse:
    is_image = attachment.content_type in SHOWN
    response = StreamingHttpResponse(
        chunks, content_type=attachment.content_type if is_image else UNKNOWN
    )
    as_attachment = not (is_image and "show" in request.GET)
    # Line ends would end the header, and marks that turn the direction hide ".exe".
    name = "".join(filter(str.isprintable, opened.name))
    disposition = content_disposition_header(as_attachment, name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _damaged(request: HttpRequest, case: Case) -> HttpResponse:
    context = {**head(case), "why": "damaged"}
    return render(request, "casework/shut.html", context, status=500)
