"""Files of requests on their way out: recorded, unsealed in pieces, never shown."""

from itertools import chain

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from complaints.assistance.pages import is_withdrawn_from, request_page, side_of
from complaints.assistance.reading import open_request
from complaints.assistance.views import RequestView
from complaints.casework.reading import Locked
from complaints.vault.boxes import SealBroken
from complaints.vault.keyring import NotEntitled


class FileView(RequestView):
    """A file of a request; always saved, never shown in the browser."""

    def get(self, request: HttpRequest, number: str, n: int) -> HttpResponseBase:
        """Stream it, once that is on record."""
        asked = self.asked(number)
        file = asked.attachments.filter(number=n).first()
        if file is None or is_withdrawn_from(asked, side_of(asked, self.user)):
            raise Http404
        try:
            box = open_request(request, asked, file.number)
            name = box.open("file_name", file.number) or str(file.number)
            pieces = box.open_file(file.number)
            # The first piece is read here, while an error page can still be sent.
            first = next(pieces, b"")
        except (Locked, NotEntitled):
            return request_page(request, asked)
        except SealBroken as error:
            raise Http404 from error
        return _stream(name, chain([first], pieces))


def _stream(name: str, pieces: chain[bytes]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    # Line ends would end the header, and marks that turn the direction hide ".exe".
    plain = "".join(filter(str.isprintable, name))
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, plain) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
