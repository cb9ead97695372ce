"""A file that held personal data goes wherever it was offered; each place says so."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from wagtail.models import Page, Revision
from wagtail.search import index

from disclosures.articles import ArticlePage
from disclosures.campaigns import Campaign
from disclosures.measures.models import Milestone
from disclosures.withdrawals import remaking
from disclosures.withdrawals.comparing import blocks_of, said
from disclosures.withdrawals.models import Correction, PublicText
from disclosures.withdrawals.wiping import offered_at
from portal.gate.files import Attachment, PublicFile


def shared(page: Page) -> list[PublicFile]:
    """Return the files of a page that other public pages offer, too."""
    attached = [one.file for one in page.attachments.select_related("file")]
    return [file for file in attached if offered_at(file, but=page)]


def losing(files: Iterable[PublicFile], but: Page) -> list[Page]:
    """Return the other public pages that offer one of these files."""
    found = {page.pk: page for file in files for page in offered_at(file, but=but)}
    return list(found.values())


def remove_everywhere(file: PublicFile, *, but: Page) -> None:
    """Remove words and bytes; pages other than `but` tell it as their correction."""
    told = offered_at(file, but=but)
    holders = list(Page.objects.filter(attachments__file=file).distinct())
    versions = [*_versions(holders, file)]
    lines = _told_as(file, versions)
    Attachment.objects.filter(file=file).delete()
    Milestone.objects.filter(file=file).update(file=None)
    for version in versions:
        _cut(version.content, file.pk)
        version.save(update_fields=["content"])
    for page in holders:
        _forget(page.specific, lines)
    file.discard()
    for page in told:
        Correction.objects.create(page_id=page.pk, hides_person=True)
        index.insert_or_update_object(page.specific)
        remaking.ask_for(page)


def _versions(holders: list[Page], file: PublicFile) -> Iterator[Revision]:
    """Give all versions of what offers it."""
    for page in holders:
        yield from Revision.objects.for_instance(page)
    for campaign in Campaign.objects.filter(measures__milestones__file=file).distinct():
        yield from Revision.objects.for_instance(campaign)


def _cut(content: dict[str, Any], key: int) -> None:
    if attached := content.get("attachments"):
        content["attachments"] = [one for one in attached if one["file"] != key]
    for measure in content.get("measures", ()):
        for step in measure.get("milestones", ()):
            if step.get("file") == key:
                step["file"] = None


def _told_as(file: PublicFile, versions: Iterable[Revision]) -> set[str]:
    """Return the lines that tell of a file where pages are compared."""
    labels = {
        attached["label"]
        for version in versions
        for attached in version.content.get("attachments", ())
        if attached["file"] == file.pk
    }
    parts = [Attachment(file=file, label=label) for label in {"", *labels}]
    with translation.override(settings.LANGUAGE_CODE):
        return {
            line for part in [*file.attachments.all(), *parts] for line in said(part)
        }


def _forget(page: Any, lines: set[str]) -> None:
    """Keep the file's name neither in corrections nor for a later comparison."""
    for row in Correction.objects.filter(page_id=page.pk):
        old, new = _without(row.old, lines), _without(row.new, lines)
        if (old, new) != (row.old, row.new):
            row.old, row.new, row.why = old, new, ""
            row.hides_person = row.hides_person or not (old or new)
            row.save()
    if isinstance(page, ArticlePage):
        known = PublicText.objects.filter(page_id=page.pk)
        known.update(blocks=blocks_of(page))


def _without(text: str, lines: set[str]) -> str:
    return "\n".join(line for line in text.split("\n") if line not in lines)
