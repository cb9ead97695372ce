"""A Word file that somebody uploads: checked, cleaned and read, or refused."""

import zipfile
from io import BytesIO
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from lxml.etree import LxmlError
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from disclosures.documents.reading import Article, Picture, read
from disclosures.documents.screening import TooLarge, screened
from portal.cleaning import DOCX, Reason, Unclean
from portal.cleaning.filetypes import END, content_type
from portal.cleaning.process import Busy, linked
from portal.scan import findings

BYTES_MOST = 20 * 1024 * 1024
PICTURES_MOST = 60
#: An older Word file, or one under a password, is a container of this kind.
_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: What broken files raise inside the libraries.
_BROKEN = (
    PythonDocxError,
    OpcError,
    LxmlError,
    zipfile.BadZipFile,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


def arrived(upload: UploadedFile) -> Article:
    """Return what a file holds; `ValidationError` says why it is none."""
    if (upload.size or 0) > BYTES_MOST:
        raise _refusal("large")
    data = upload.read()
    _look(data)
    try:
        article = read(screened(linked(DOCX, data)))
    except Unclean as unclean:
        raise _refusal(_REASONS.get(unclean.reason, "broken")) from unclean
    except Busy as busy:
        raise _refusal("busy") from busy
    except TooLarge as large:
        raise _refusal("large") from large
    except _BROKEN as error:
        raise _refusal("broken") from error
    if len(article.pictures) > PICTURES_MOST:
        raise _refusal("large")
    if not (article.body or article.title):
        raise _refusal("empty")
    return article


def _look(data: bytes) -> None:
    """Refuse what its first bytes or its list of parts tell of already."""
    if data.startswith(_CONTAINER):
        raise _refusal("locked" if _ENCRYPTED in data else "old")
    if content_type(data[:END], data[-END:]) != DOCX:
        raise _refusal("type")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _refusal("broken") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refusal("macros")


_REASONS = {
    Reason.LOCKED: "locked",
    Reason.TYPE: "type",
    Reason.BOMB: "large",
    Reason.LIMITS: "large",
    Reason.PIXELS: "large",
    Reason.BROKEN: "broken",
}


def _refusal(code: str) -> ValidationError:
    """One sentence, in the reader's language."""
    sentences = {
        "large": _("This file is too large to be read. Divide it, and begin again."),
        "old": _("This is an old Word file: save it as .docx and choose it again."),
        "locked": _("This file is locked with a password. Save it without one."),
        "type": _("This is not a Word file. Save the text as .docx and choose that."),
        "macros": _("This file holds macros. Save it as .docx, which has none."),
        "broken": _("This file is damaged. Open it, save it again, and choose it."),
        "busy": _("The file could not be read just now. Please choose it again."),
        "empty": _("This file holds no text."),
    }
    return ValidationError(sentences[code], code=code)


@transaction.atomic
def keep_pictures(article: Article, user: Any) -> list[Any]:
    """Put its pictures into the library by the way that every picture goes.

    All or none: of a file with a picture that cannot be kept no picture is.
    """
    forms = [
        _picture_form(picture, f"{_public(article.title) or 'Word'} {number}", user)
        for number, picture in enumerate(article.pictures, 1)
    ]
    for number, form in enumerate(forms, 1):
        if not form.is_valid():
            said = " ".join(chain.from_iterable(form.errors.values()))
            raise ValidationError(
                _("Picture %(number)d cannot be taken over: %(why)s")
                % {"number": number, "why": said}
            )
    return [form.save() for form in forms]


def _picture_form(picture: Picture, title: str, user: Any) -> Any:
    model = get_image_model()
    given = {
        "title": title[-255:],
        "description": _public(picture.alt)[:255],
        "collection": Collection.get_first_root_node().pk,
    }
    told = content_type(picture.data[:END], picture.data[-END:])
    # The form asks for an ending; it gives the file a name of its own.
    file = SimpleUploadedFile(f"picture.{told.rpartition('/')[2]}", picture.data, told)
    return get_image_form(model)(
        given, {"file": file}, instance=model(uploaded_by_user=user), user=user
    )


def _public(words: str) -> str:
    """Words that the library may keep; what names somebody the page form will say."""
    return "" if findings(words) else words
