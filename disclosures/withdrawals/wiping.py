"""Removing words from all that keeps them: rows, versions, files, logs, search."""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.search import index

from disclosures.measures.models import Milestone
from disclosures.withdrawals.models import Correction, PublicText
from portal.gate.files import PublicFile
from portal.gate.overruling import Overruled, own
from portal.pages.moderation import cluster
from portal.scan import Scanned

#: What stands where words stood that may not be empty.
GONE = "—"
#: Fields of every page that must say something.
_NEEDED = {"title": GONE, "draft_title": GONE}
#: Relations whose words are remarks among staff about the text.
_REMARKS = "wagtail_admin_comments"


def wipe(page: Any) -> None:
    """Remove every word of a page that is no longer public.

    A file that other public pages offer stays there; only the link to it goes.
    """
    for child in page.attachments.all():
        if offered_at(child.file, but=page):
            page.attachments.remove(child)
        else:
            child.file.discard()
    for part in cluster(page):
        if isinstance(part, Scanned) and part is not page:
            _empty(part)
            part.save()
    _empty(page)
    page.wipe_beside()
    page.title = page.draft_title = GONE
    page.slug = f"withdrawn-{page.pk}"
    page.live_revision = None
    page.save(clean=False)
    PublicText.objects.filter(page_id=page.pk).delete()
    _wipe_overruled(page)
    wipe_earlier(page)
    index.insert_or_update_object(page)


def offered_at(file: PublicFile, but: Page) -> list[Page]:
    """Return the public pages other than `but` that offer a file."""
    steps = Q(
        columnpage__campaign__live=True,
        columnpage__campaign__measures__milestones__file=file,
    )
    pages = Page.objects.live().public().exclude(pk=but.pk)
    return list(pages.filter(Q(attachments__file=file) | steps).distinct())


def wipe_earlier(page: Any) -> None:
    """Remove the words of all versions but the one that is public now."""
    _discard_files(page)
    kept = {"title": page.title, "draft_title": page.title}
    kept |= {"slug": page.slug, "url_path": page.url_path}
    for version in revisions(page).exclude(pk=page.live_revision_id):
        version.content = _emptied(version.content, type(page)) | kept
        version.object_str = page.title
        version.save(update_fields=["content", "object_str"])
    Correction.objects.filter(page_id=page.pk).update(
        old="", new="", why="", hides_person=True
    )
    PageLogEntry.objects.filter(page_id=page.pk).update(label=page.title, data={})


def _wipe_overruled(page: Any) -> None:
    """Of what a reviewer let stand, keep that and by whom, past what keeps all of it.

    Each row keeps a mark of its own, as no two of a page may be alike.
    """
    content_type, key = own(page)
    rows: QuerySet[Overruled] = QuerySet(Overruled)
    mark = Concat(Value(GONE), Cast("pk", CharField()))
    rows.filter(content_type=content_type, object_id=key).update(
        text=GONE, compact=mark, reason=GONE
    )


def _discard_files(page: Any) -> None:
    """Remove the files that only earlier versions held, words and bytes."""
    versions = revisions(page).values_list("content", flat=True)
    held = {
        attachment.get("file")
        for content in versions
        for attachment in content.get("attachments", ())
    }
    at_milestones = Milestone.objects.exclude(file=None).values("file")
    unused = PublicFile.objects.filter(pk__in=held - {None}, attachments=None)
    for file in unused.exclude(pk__in=at_milestones):
        file.discard()


def revisions(page: Any) -> Any:
    """All versions of a page."""
    return Revision.objects.filter(
        base_content_type=page.get_base_content_type(), object_id=str(page.pk)
    )


def _empty(thing: Any) -> None:
    for name in thing.scanned_fields:
        setattr(thing, name, _NEEDED.get(name, ""))


def _emptied(content: dict[str, Any], model: Any) -> dict[str, Any]:
    """A version's words taken out, those of its parts, too."""
    for name in getattr(model, "scanned_fields", ()):
        if name in content:
            content[name] = _NEEDED.get(name, "")
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name == _REMARKS:
            content.pop(name, None)
        for child in content.get(name, ()):
            _emptied(child, relation.related_model)
    return content
