"""Everything public that is no article.

Sections, plan, files, tables, corrections, names, header and footer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from disclosures.articles import SectionPage
from disclosures.campaigns import Campaign
from disclosures.estates.models import EstateSnapshot
from disclosures.lists.naming import items_telling
from disclosures.measures.models import Milestone
from disclosures.pages import ColumnPage, EstatesPage
from disclosures.withdrawals.models import Correction, PublicText, Withdrawal
from disclosures.withdrawals.names import KINDS
from portal.pages.models import BasePage
from portal.pages.moderation import parts

#: Of a page these stay: it is found by them.
_KEPT = {"title", "slug"}


@dataclass(frozen=True)
class Text:
    """One thing that readers see, and that one person can remove at once."""

    thing: Any
    field: str
    #: The public page that it is told of at.
    page: Page
    words: str

    @property
    def kind(self) -> str:
        """Return what its address begins with."""
        return str(self.thing._meta.model_name)

    @property
    def title(self) -> str:
        """Say what it is, without a word of it."""
        meta = self.thing._meta
        number = getattr(self.thing, "number", "")
        what = self.page.title if isinstance(self.thing, Page) else meta.verbose_name
        label = meta.get_field(self.field).verbose_name
        return f"{what}{f' {number}' if number else ''} · {label}"

    def told(self) -> str:
        """Say it in the language of the site, whoever asks."""
        with translation.override(settings.LANGUAGE_CODE):
            return self.title


def everything() -> Iterator[Text]:
    """Give each of them, the sections first."""
    for kind in (SectionPage, ColumnPage):
        for page in Page.objects.live().type(kind).specific():
            names = [n for n in page.scanned_fields if n not in _KEPT]
            yield from _texts(page, names, page)
    for column in ColumnPage.objects.live().select_related("campaign"):
        if column.campaign.live:
            yield from _of_campaign(column.campaign, column)
    where = EstatesPage.objects.live().first()
    for snapshot in EstateSnapshot.objects.approved() if where else ():
        yield Text(snapshot, "as_of", where, str(snapshot))
    yield from _of_corrections()
    if column := ColumnPage.objects.live().first():
        yield from _names(column)


def find(kind: str, pk: int, field: str) -> Text | None:
    """Return one of them, as long as readers see it."""
    for text in everything():
        if (text.kind, text.thing.pk, text.field) == (kind, pk, field):
            return text
    return None


def elsewhere(text: Text) -> list[tuple[str, str]]:
    """Return title and address of what else holds the words of a name."""
    same = [one for one in everything() if text.words in one.words]
    found = [
        (one.title, reverse("remove_text", args=[one.kind, one.thing.pk, one.field]))
        for one in same
        if one.thing != text.thing
    ]
    known = PublicText.objects.filter(page__live=True).select_related("page")
    found += [
        (one.page.title, one.page.url)
        for one in known
        if any(text.words in block for block in one.blocks)
    ]
    found += [
        (str(item), reverse("lists:list", args=[item.kind]))
        for item in items_telling(text.words)
    ]
    return found


def _of_campaign(campaign: Campaign, column: BasePage) -> Iterator[Text]:
    for part in (*parts(campaign), *campaign.date_changes.all()):
        yield from _texts(part, part.scanned_fields, column)
        if isinstance(part, Milestone) and part.file:
            yield Text(part, "file", column, part.file.name)


def _names(column: Page) -> Iterator[Text]:
    """Give what one administrator changed."""
    for kind in KINDS:
        for thing in kind.objects.all():
            yield from _texts(thing, thing.scanned_fields, column)


def _of_corrections() -> Iterator[Text]:
    """Give what is told of corrected and withdrawn pages, at the section they are in.

    Where personal data was the reason, the title is no word of the page.
    """
    sections = {page.path: page for page in Page.objects.type(SectionPage)}
    for row in Withdrawal.objects.select_related("page"):
        is_personal = row.reason == Withdrawal.Reason.PERSONAL
        names = ("note",) if is_personal else ("title", "note")
        yield from _texts(row, names, _section(row.page, sections))
    changes = Correction.objects.filter(page__live=True).select_related("page")
    for change in changes:
        where = _section(change.page, sections)
        yield from _texts(change, Correction.scanned_fields, where)


def _section(page: Page, sections: dict[str, Page]) -> Page:
    """Return where a page stands; what is no article stands for itself."""
    return sections.get(page.path[: -Page.steplen], page)


def _texts(thing: Any, names: Iterable[str], page: Page) -> Iterator[Text]:
    for name in names:
        if words := getattr(thing, name):
            yield Text(thing, name, page, words)
