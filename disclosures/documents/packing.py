"""A .docx of which each byte follows from its content: no day, machine or person."""

import datetime
import zipfile
from io import BytesIO
from typing import Any

#: Where the content has no day of its own; the first one that a zip file knows.
SOME_DAY = datetime.date(1980, 1, 1)
_THUMBNAIL = "/thumbnail"


def packed(docx: Any, title: str, date: datetime.date | None) -> bytes:
    """Save a document of python-docx."""
    _say_nothing_of_anyone(docx.core_properties, title, date or SOME_DAY)
    _leave_out_the_thumbnail(docx)
    raw, out = BytesIO(), BytesIO()
    docx.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=_first_things_first):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Otherwise the system that packs is written down.
            entry.create_system = 0
            new.writestr(entry, old.read(name))
    return out.getvalue()


def _first_things_first(name: str) -> tuple[bool, bool, str]:
    """Types and relationships lead, as some readers expect."""
    return name != "[Content_Types].xml", not name.startswith("_rels/"), name


def _say_nothing_of_anyone(facts: Any, title: str, date: datetime.date) -> None:
    moment = datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)
    facts.author = facts.last_modified_by = facts.comments = facts.keywords = ""
    facts.title = " ".join(title.split())[:255]
    facts.language = "zh-CN"
    facts.revision = 1
    facts.created = facts.modified = moment


def _leave_out_the_thumbnail(docx: Any) -> None:
    """Drop the picture of an empty page that python-docx starts from."""
    links = docx.part.package.rels
    for key in [k for k, link in links.items() if link.reltype.endswith(_THUMBNAIL)]:
        del links[key]
