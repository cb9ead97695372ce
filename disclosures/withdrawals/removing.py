"""Removing one public text, file or table that held personal data, by one person."""

from typing import Any

from django.db import transaction
from modelcluster.models import get_all_child_relations
from wagtail.models import ModelLogEntry, Page, Revision

from disclosures.campaigns import Campaign
from disclosures.criticism import CriticismPage
from disclosures.estates.models import EstateSnapshot
from disclosures.lists.naming import take_out_name
from disclosures.measures.history import DateChange, owner_of
from disclosures.withdrawals import remaking
from disclosures.withdrawals.files import remove_everywhere
from disclosures.withdrawals.models import Correction, PublicText, Withdrawal
from disclosures.withdrawals.names import KINDS
from disclosures.withdrawals.texts import Text
from disclosures.withdrawals.wiping import GONE, revisions, wipe_earlier
from portal.workdays.clock import now

#: What the history of dates takes from a longer text.
_PIECES = {"what", "was_phrase", "now_phrase"}


@transaction.atomic
def remove(text: Text, *, user: Any, note: str = "") -> Withdrawal:
    """Take the words off the site and out of every version; that it was done is told.

    `ValidationError` when the note itself points at somebody.
    """
    row = Withdrawal(
        page_id=text.page.pk,
        title=text.told(),
        section=text.page.title,
        reason=Withdrawal.Reason.PERSONAL,
        note=note,
        user=user,
    )
    row.full_clean()
    row.save()
    if isinstance(text.thing, EstateSnapshot):
        _withdraw(text.thing, note)
    elif isinstance(text.thing, Withdrawal):
        Withdrawal.objects.filter(pk=text.thing.pk).update(**{text.field: ""})
    elif isinstance(text.thing, Correction):
        _from_corrections(text.thing.page.specific)
    elif isinstance(text.thing, Page):
        _from_page(text.thing, text.field)
    elif isinstance(text.thing, KINDS):
        _name(text)
    elif text.field == "file":
        _file(text)
    else:
        _from_campaign(text)
    remaking.ask_for(text.page)
    return row


def _withdraw(snapshot: EstateSnapshot, note: str) -> None:
    """Show the table no more; the one before it is the newest again."""
    EstateSnapshot.objects.filter(pk=snapshot.pk).update(
        state=EstateSnapshot.State.WITHDRAWN, reason=note, taken_down_at=now()
    )


def _from_corrections(page: Any) -> None:
    """Empty what a page said before, in all versions, and why it was changed."""
    wipe_earlier(page)
    type(page).objects.filter(pk=page.pk).update(change_note="")
    for version in revisions(page):
        version.content["change_note"] = ""
        version.save(update_fields=["content"])
    remaking.ask_for(page)


def _from_page(page: Any, field: str) -> None:
    """Empty one text of a page, and of all versions of it, drafts as well."""
    setattr(page, field, "")
    page.save(clean=False)
    for version in Revision.objects.for_instance(page):
        version.content[field] = ""
        version.save(update_fields=["content"])


def _file(text: Text) -> None:
    """Remove the bytes and the words of a milestone's file."""
    file = text.thing.file
    _versions(text, file.pk, None)
    remove_everywhere(file, but=text.page)


def _name(text: Text) -> None:
    """Empty one name; an administrator types another one."""
    thing, field = text.thing, text.thing._meta.get_field(text.field)
    # No two may be named alike.
    left = "" if field.blank else f"{GONE}{thing.pk}" if field.unique else GONE
    type(thing)._base_manager.filter(pk=thing.pk).update(**{field.name: left})
    setattr(thing, field.name, left)
    ModelLogEntry.objects.for_instance(thing).update(label=str(thing), data={})
    if field.name == "name":
        take_out_name(type(thing), text.words, left)
    for known in PublicText.objects.filter(page__in=CriticismPage.objects.all()):
        known.blocks = [block.replace(text.words, left) for block in known.blocks]
        known.save()
    for campaign in Campaign.objects.exclude(column=None):
        transaction.on_commit(campaign.reindex)


def _from_campaign(text: Text) -> None:
    """Empty one text of the plan, in its history and all versions, too."""
    field = text.thing._meta.get_field(text.field)
    left = "" if field.blank else GONE
    type(text.thing)._base_manager.filter(pk=text.thing.pk).update(**{field.name: left})
    campaign = _campaign(text)
    _from_history(campaign, text)
    _versions(text, text.words, left)
    if isinstance(text.thing, Campaign) and text.field == "title":
        Revision.objects.for_instance(campaign).update(object_str=left)
        ModelLogEntry.objects.for_instance(campaign).update(label=left)
    transaction.on_commit(Campaign.objects.get(pk=campaign.pk).reindex)


def _from_history(campaign: Campaign, text: Text) -> None:
    """Empty the same words in the history of dates, and pieces of them.

    A time such as “before July” stands in many texts: it goes only beside its clause.
    """
    for row in DateChange.objects.filter(campaign=campaign):
        is_of_it = row.owner == owner_of(text.thing) or row.what in text.words
        for name in row.scanned_fields:
            value = getattr(row, name)
            is_piece = is_of_it and name in _PIECES and value in text.words
            if value and (is_piece or value == text.words):
                setattr(row, name, GONE)
        row.save()


def _campaign(text: Text) -> Any:
    return text.page.specific.campaign


def _versions(text: Text, words: Any, left: Any) -> None:
    for version in Revision.objects.for_instance(_campaign(text)):
        _empty(version.content, Campaign, text, words, left)
        version.save(update_fields=["content"])


def _empty(content: Any, model: Any, text: Text, words: Any, left: Any) -> None:
    """Empty the text where it stands, and the same words wherever they stand."""
    is_it = model is type(text.thing) and content.get("pk") == text.thing.pk
    names = {text.field, *getattr(model, "scanned_fields", ())}
    for name in names & content.keys():
        if content[name] == words or (is_it and name == text.field):
            content[name] = left
    for relation in get_all_child_relations(model):
        for child in content.get(relation.get_accessor_name(), ()):
            _empty(child, relation.related_model, text, words, left)
