"""Corrections are found by comparing, not by asking whoever wrote them."""

from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from disclosures.withdrawals.models import Correction, PublicText
from disclosures.withdrawals.wiping import wipe_earlier
from portal.pages.moderation import cluster
from portal.scan import readable


def blocks_of(page: Any) -> list[str]:
    """What a page and its parts say, a paragraph each; its title first.

    In the language of the site, whoever publishes.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return [text for part in cluster(page) for text in said(part)]


def keep(page: Any) -> Correction | None:
    """Compare what is public now with what was before, and keep the difference.

    Where personal data was the reason, always: words may have gone that stand in no
    block, such as those inside a file or a picture.
    """
    blocks = blocks_of(page)
    hides = page.change_hides_person
    known, is_new = PublicText.objects.get_or_create(
        page_id=page.pk, defaults={"blocks": blocks}
    )
    before = known.blocks
    if not hides and (is_new or before == blocks):
        return None
    old, new = ("", "") if hides else difference(before, blocks)
    known.blocks = blocks
    known.save()
    if not (hides or old or new):
        return None
    correction = Correction.objects.create(
        page_id=page.pk,
        old=old,
        new=new,
        why="" if hides else page.change_note,
        hides_person=hides,
    )
    if hides:
        wipe_earlier(page)
    return correction


def difference(old: list[str], new: list[str]) -> tuple[str, str]:
    """The paragraphs that went, and those that came in their place."""
    gone: list[str] = []
    come: list[str] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            gone += old[a:b]
            come += new[c:d]
    return "\n".join(gone), "\n".join(come)


def said(part: Any) -> Iterator[str]:
    """Give what one part says of what stays visible when it is changed, by lines."""
    for name in getattr(part, "corrected_fields", ()):
        yield from _lines(part, name)


def _lines(part: Any, name: str) -> list[str]:
    shown = getattr(part, f"get_{name}_display", None)
    value = shown() if shown else getattr(part, name)
    if callable(value):
        value = value()
    if isinstance(value, date):
        value = date_format(value)
    lines = readable(str(value or "")).splitlines()
    return [text for line in lines if (text := " ".join(line.split()))]
