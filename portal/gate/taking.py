"""Taking a file for the public: told by its content, cleaned, read, and kept."""

import hashlib
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.cleaning import READERS, Reason, Unclean
from portal.cleaning.filetypes import END, content_type
from portal.cleaning.package import unpacked
from portal.cleaning.process import Busy, cleaned, read
from portal.gate.files import ENDINGS, PublicFile, storage
from portal.workdays.clock import today

BYTES_MOST = 20 * 1024 * 1024


def take(upload: UploadedFile) -> PublicFile:
    """Return the cleaned file; `ValidationError` says why there is none."""
    name = fitting(upload.name or "")
    if (upload.size or 0) > BYTES_MOST:
        raise ValidationError(
            _("“%(name)s” is larger than 20 MB.") % {"name": upload.name}
        )
    data = upload.read()
    source = hashlib.sha256(data).hexdigest()
    stem = name.rpartition(".")[0] or name
    known = PublicFile.objects.filter(source=source, name__startswith=f"{stem}.")
    if found := known.first():
        return found
    kind, data = clean(upload.name or "", data)
    text, pictures = words_and_pictures(upload.name or "", kind, data)
    file = PublicFile(
        name=_named(name, ENDINGS[kind]),
        content_type=kind,
        size=len(data),
        source=source,
        text=text,
        sights=len(pictures),
        uploaded_on=today(),
    )
    for number, picture in enumerate(pictures, 1):
        storage().save(file.sight_path(number), ContentFile(picture))
    file.file.save(f"{file.token}/file", ContentFile(data), save=False)
    file.save()
    return file


def clean(name: str, data: bytes) -> tuple[str, bytes]:
    """Type and bytes of the cleaned copy, without place, author and history."""
    told = content_type(data[:END], data[-END:])
    try:
        with cleaned(told, [data]) as copy:
            data = b"".join(copy.pieces)
    except Unclean as unclean:
        raise ValidationError(_why(unclean.reason) % {"name": name}) from unclean
    except (Busy, OSError) as error:
        raise ValidationError(_busy() % {"name": name}) from error
    if copy.content_type not in ENDINGS:
        raise ValidationError(_why(Reason.TYPE) % {"name": name})
    return copy.content_type, data


def words_and_pictures(name: str, kind: str, data: bytes) -> tuple[str, list[bytes]]:
    """What the scan reads, and what a person has to look at."""
    if kind not in READERS:
        return "", [data]
    try:
        return unpacked(read(kind, data))
    except Unclean as unclean:
        raise ValidationError(_why(unclean.reason) % {"name": name}) from unclean
    except (Busy, OSError) as error:
        raise ValidationError(_busy() % {"name": name}) from error


def fitting(name: str) -> str:
    """A name for readers: no path, nothing that a system trips over."""
    plain = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]+", "_", name).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    stem, ending = (stem, ending) if dot else (ending, "")
    return f"{stem[:100] or 'file'}{dot}{ending[:10]}"


def _named(name: str, ending: str) -> str:
    """The name with the ending that its content has."""
    stem = name.rpartition(".")[0] or name
    return f"{stem}.{ending}"


def _why(reason: Reason) -> Any:
    if reason is Reason.LOCKED:
        return _("“%(name)s” is locked with a password. Save it without one.")
    if reason is Reason.TYPE:
        return _(
            "“%(name)s” cannot be published: only PDF, Word (.docx), Excel (.xlsx)"
            " and pictures can."
        )
    if reason in {Reason.LIMITS, Reason.BOMB, Reason.PIXELS}:
        return _(
            "“%(name)s” is too large to be checked. Divide it, or scan it smaller."
        )
    return _("“%(name)s” is damaged. Open it, save it again, and choose it again.")


def _busy() -> str:
    return _("“%(name)s” could not be checked just now. Please choose it again.")
