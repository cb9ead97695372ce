"""Files and pictures on their way out: only what a public page shows."""

import mimetypes
from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from wagtail.images.models import Image, Rendition
from wagtail.models import Page, ReferenceIndex

from portal.gate.files import Attachment, PublicFile, storage
from portal.gate.media import STORE
from portal.users.gates import COLUMN

#: Asked again each time, so that what was taken down is gone at once.
FRESH = "no-cache"


def download(request: HttpRequest, token: str, name: str) -> FileResponse:
    """A file of a public page, to be kept and never opened inside this site."""
    found = PublicFile.objects.filter(token=token).first()
    if found is None or not found.is_there or found.name != name:
        raise Http404
    if not any(shows(found) for shows in SHOWN):
        raise Http404
    return as_download(found)


def goes_with_a_page(file: PublicFile) -> bool:
    """Whether a page that is public offers this file."""
    pages = Page.objects.live().public()
    return Attachment.objects.filter(file=file, page__in=pages).exists()


#: Who shows files to readers; rooms above add themselves.
SHOWN: list[Callable[[PublicFile], bool]] = [goes_with_a_page]


def as_download(file: PublicFile) -> FileResponse:
    """The cleaned bytes under the type they were found to have."""
    response = FileResponse(file.file.open("rb"), content_type=file.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(
        True, file.name
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = FRESH
    return response


def picture(request: HttpRequest, path: str) -> FileResponse:
    """A picture of the library that a public page shows."""
    if not is_public(path):
        raise Http404
    return _picture(path, FRESH)


def staff_picture(request: HttpRequest, path: str) -> FileResponse:
    """Any picture of the library, for those who write and approve."""
    may_see(request)
    return _picture(path, "private, max-age=600")


def sight(request: HttpRequest, token: str, number: int) -> FileResponse:
    """A picture out of a file, for those who write and approve."""
    may_see(request)
    file = get_object_or_404(PublicFile, token=token)
    path = file.sight_path(number)
    if not storage().exists(path):
        raise Http404
    return FileResponse(storage().open(path), content_type=_type(storage(), path))


def staff_download(request: HttpRequest, token: str) -> FileResponse:
    """A file that is not public yet, as readers will get it."""
    may_see(request)
    file = get_object_or_404(PublicFile, token=token)
    if not file.is_there:
        raise Http404
    return as_download(file)


def may_see(request: HttpRequest) -> None:
    """Drafts are the business of those who write and approve."""
    if not request.user.groups.filter(name__in=COLUMN).exists():
        raise PermissionDenied


def is_public(path: str) -> bool:
    """Whether a page that is public shows this picture, in whatever size."""
    rendition = Rendition.objects.filter(file=path).first()
    image: Any = (
        rendition.image if rendition else Image.objects.filter(file=path).first()
    )
    if image is None:
        return False
    pages = ReferenceIndex.get_references_to(image).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    numbers = [int(number) for number in pages.values_list("object_id", flat=True)]
    return Page.objects.live().public().filter(pk__in=numbers).exists()


def _picture(path: str, caching: str) -> FileResponse:
    if not path.startswith(("images/", "original_images/")) or ".." in path:
        raise Http404
    if not STORE.exists(path):
        raise Http404
    kind = mimetypes.guess_type(path)[0] or ""
    if not kind.startswith("image/") or "svg" in kind:
        raise Http404
    response = FileResponse(STORE.open(path), content_type=kind)
    response.headers["Cache-Control"] = caching
    return response


def _type(store: Any, path: str) -> str:
    """The picture's type by its first bytes."""
    with store.open(path) as file:
        head = file.read(12)
    if head.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if head[8:12] == b"WEBP" else "image/jpeg"
