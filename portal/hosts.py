"""On which host, and below which path, the parts of the house stand.

Without CONFIDENTIAL_URL all stand on one. With it the column stands on the county's
portal, perhaps below a path of its own, and `/tips/` and `/admin/` on another host,
where no script and no cookie of the portal reaches them: each host knows nothing of
the other's addresses. Links from one to the other go through `link`.
"""

from collections.abc import Callable
from contextvars import ContextVar
from enum import Enum

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.urls import get_script_prefix, set_script_prefix

from portal.middleware import NO_VARIANT, split_variant

CONFIDENTIAL = ("/tips/", "/admin/")
#: What each host needs for itself: balancers, robots, pictures.
SHARED = ("/health/", "/media/", "/robots.txt", "/.well-known/security.txt")


class Side(Enum):
    """The part of the house that a request was sent to."""

    WHOLE = "whole"
    COLUMN = "column"
    CONFIDENTIAL = "confidential"


_side: ContextVar[Side] = ContextVar("side", default=Side.WHOLE)


def here() -> Side:
    """On which side the page stands that is being made."""
    return _side.get()


def side_of(request: HttpRequest) -> Side:
    """The side that a host name stands for."""
    if not settings.CONFIDENTIAL_URL:
        return Side.WHOLE
    name, _port = split_domain_port(request.get_host())
    is_own = name == settings.CONFIDENTIAL_HOST
    return Side.CONFIDENTIAL if is_own else Side.COLUMN


def base_path() -> str:
    """The path that every address of this side begins with."""
    return settings.BASE_PATH if here() is Side.COLUMN else ""


def variant_path() -> str:
    """`/`, or `/en/` and `/elder/` while a page of these is made."""
    return f"/{get_script_prefix().removeprefix(f'{base_path()}/')}"


def link(path: str) -> str:
    """An address of the site, `/tips/new/`, as a link on the page that is being made.

    It stays in the reader's variant, and leads to the other host where it must.
    """
    prefix, variant = get_script_prefix(), variant_path()
    if path.startswith(NO_VARIANT):
        prefix, variant = f"{base_path()}/", "/"
    away = {Side.COLUMN: settings.CONFIDENTIAL_ROOT, Side.CONFIDENTIAL: ""}
    if not path.startswith(CONFIDENTIAL):
        away = {Side.COLUMN: "", Side.CONFIDENTIAL: settings.COLUMN_ROOT}
    root = away.get(here(), "")
    return f"{root}{variant if root else prefix}{path.removeprefix('/')}"


def address(path: str) -> str:
    """The whole address of `/path/`, for what is read elsewhere: paper, mail, QR."""
    confidential = split_variant(path)[1].startswith(CONFIDENTIAL)
    root = settings.CONFIDENTIAL_ROOT if confidential else settings.COLUMN_ROOT
    return f"{root}{path}"


class Hosts:
    """Takes the base path off an address, and keeps each host to its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer on the side that was asked; the prefix is put back afterwards."""
        side, before = side_of(request), get_script_prefix()
        token = _side.set(side)
        try:
            if side is Side.COLUMN and request.path_info == settings.BASE_PATH:
                return redirect(f"{settings.BASE_PATH}/", permanent=True)
            request.path_info, is_own = place(side, request.path_info)
            request.is_elsewhere = not is_own  # type: ignore[attr-defined]
            set_script_prefix(f"{base_path()}/")
            return keep_below(base_path(), self.get_response(request))
        finally:
            set_script_prefix(before)
            _side.reset(token)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Deny what stands on the other host, whatever view there is for it."""
        if request.is_elsewhere:  # type: ignore[attr-defined]
            raise Http404


def place(side: Side, path: str) -> tuple[str, bool]:
    """Return the path inside the house, and whether this side has it."""
    base = settings.BASE_PATH
    if side is Side.WHOLE:
        return path, True
    if side is Side.CONFIDENTIAL:
        # Pictures have one address on both hosts.
        inside = path.removeprefix(base) if path.startswith(f"{base}/media/") else path
        return inside, split_variant(inside)[1].startswith((*CONFIDENTIAL, *SHARED))
    if not path.startswith(f"{base}/"):
        return path, path.startswith("/health/")
    inside = path.removeprefix(base)
    return inside, not split_variant(inside)[1].startswith(CONFIDENTIAL)


def keep_below(base: str, response: HttpResponse) -> HttpResponse:
    """Let no cookie of the column reach the rest of the county's portal."""
    for cookie in response.cookies.values():
        if base and not cookie["path"].startswith(f"{base}/"):
            cookie["path"] = f"{base}/"
    return response
