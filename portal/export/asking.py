"""Asks the site for its own pages, as a reader's request would."""

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.urls import set_script_prefix


class ExportError(Exception):
    """One sentence why nothing was exported; what stood there before still stands."""


@dataclass(frozen=True)
class Answer:
    """A page or a file as readers get it."""

    body: bytes
    kind: str
    #: Where the address leads instead, if it does.
    location: str = ""


class Site:
    """The site as a reader on `SITE_URL` sees it."""

    @cached_property
    def handler(self) -> BaseHandler:
        """Django with all its middleware, in this process."""
        handler = BaseHandler()
        handler.load_middleware()
        return handler

    def get(self, path: str) -> Answer | None:
        """Return what stands at `path`, below the base path, if anything does."""
        response = self._ask(settings.BASE_PATH + path)
        status, headers = response.status_code, response.headers
        if status in {404, 410}:
            return None
        if status in {301, 302, 303, 307, 308}:
            return Answer(b"", "", headers.get("Location", ""))
        if status != 200:
            raise ExportError(f"The page {unquote(path)} answers {status}.")
        if response.cookies:
            raise ExportError(f"The page {unquote(path)} sets a cookie.")
        kind = headers.get("Content-Type", "").partition(";")[0]
        return Answer(response.getvalue(), kind)

    def _ask(self, path: str) -> Any:
        """Return the response; no signal of a request closes our own connection."""
        set_script_prefix("/")
        return self.handler.get_response(WSGIRequest(self._environ(path)))

    def _environ(self, path: str) -> dict[str, Any]:
        address = urlsplit(settings.SITE_URL)
        plain, _mark, query = path.partition("?")
        default = 443 if address.scheme == "https" else 80
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            # As WSGI wants it: the bytes of the path, one a letter.
            "PATH_INFO": unquote_to_bytes(plain).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": address.hostname,
            "SERVER_PORT": str(address.port or default),
            "HTTP_HOST": address.netloc,
            "HTTP_X_FORWARDED_PROTO": address.scheme,
            "wsgi.url_scheme": address.scheme,
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }


def static_file(name: str) -> bytes | None:
    """Return a style or a script of the site's own: collected, or at hand."""
    collected = Path(settings.STATIC_ROOT) / name
    if collected.resolve().is_relative_to(Path(settings.STATIC_ROOT).resolve()):
        found = str(collected) if collected.is_file() else finders.find(name)
        if isinstance(found, str):
            return Path(found).read_bytes()
    return None
