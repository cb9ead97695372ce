"""Where the library's pictures lie, and by which address they are asked for.

Readers get only what a public page shows. Whoever writes and approves sees the others
too, below /admin/, where their session is.
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.core.files.storage import FileSystemStorage, default_storage
from django.http import HttpRequest, HttpResponse

STORE = default_storage
#: Set while a page of the admin is made.
STAFF: ContextVar[bool] = ContextVar("staff", default=False)
STAFF_URL = "/admin/media/"


class Pictures(FileSystemStorage):
    """Files on disk; their address depends on who asks."""

    def url(self, name: str | None) -> str:
        """Return the address, for staff below /admin/."""
        public = super().url(name)
        if STAFF.get():
            return STAFF_URL + public.removeprefix(self.base_url)
        return public


class StaffPictures:
    """Middleware: tells the storage whom a page is made for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Keep it in mind until the answer is made."""
        # A preview is a request inside a request: it is made for staff, too.
        is_staff = STAFF.get() or request.path_info.startswith("/admin/")
        token = STAFF.set(is_staff)
        try:
            return self.get_response(request)
        finally:
            STAFF.reset(token)
