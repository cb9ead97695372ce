"""What an administrator changes: names of units and estates, header and footer.

A second person approves it (`portal.gate.names`). Each change is told to those who work
on the column, who can remove it at once, and the exports follow it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save, pre_save
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, log
from wagtail.models import ModelLogEntry

from disclosures.campaigns import Campaign
from disclosures.estates.models import Estate
from disclosures.withdrawals import remaking
from portal.gate.names import SWITCH
from portal.pages.facts import SiteFacts
from portal.scan import Scanned
from portal.users.models import Unit

KINDS = (Unit, Estate, SiteFacts)
ACTION, FORGOTTEN = "disclosures.name", "disclosures.name_forgotten"
#: How many of the newest are told.
TOLD = 10


@dataclass(frozen=True)
class Change:
    """One save: what of it readers see, before and after; no words once removed."""

    pk: int
    thing: str
    fields: list[tuple[str, str, str]]
    user: Any
    at: datetime


def lately() -> list[Change]:
    """Return the newest changes."""
    newest = entries().select_related("user", "content_type")[:TOLD]
    return [_told(entry) for entry in newest]


def entries() -> QuerySet[ModelLogEntry]:
    """Return what was written down of all changes."""
    found: QuerySet[ModelLogEntry] = ModelLogEntry.objects.filter(action=ACTION)
    return found


def forget(entry: ModelLogEntry, *, user: Any) -> None:
    """Empty the words of one change, which may have been put right long ago.

    Whatever else was written down of the thing is then headed as it is named now.
    """
    thing = entry.content_type.model_class()._base_manager.get(pk=entry.object_id)
    entry.data = {}
    entry.save(update_fields=["data"])
    ModelLogEntry.objects.for_instance(thing).update(label=str(thing))
    log(instance=thing, action=FORGOTTEN, user=user)


def _told(entry: ModelLogEntry) -> Change:
    meta = entry.content_type.model_class()._meta
    fields = [
        (meta.get_field(name).verbose_name, was, now)
        for name, (was, now) in entry.data.items()
    ]
    return Change(entry.pk, meta.verbose_name, fields, entry.user, entry.timestamp)


def remember(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Keep beside a thing what readers see of it until it is saved."""
    row = sender._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    instance.names_before = _names(row)
    instance.was_shown = getattr(row, SWITCH, False)


def tell(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    """Write down what changed; exports and the search follow it."""
    before, after = instance.names_before, _names(instance)
    changed = {
        name: [before.get(name, ""), now]
        for name, now in after.items()
        if before.get(name, "") != now
    }
    if changed:
        log(instance=instance, action=ACTION, data=changed)
    if changed and not created:
        remaking.ask_for()
    if changed or instance.was_shown != getattr(instance, SWITCH, False):
        transaction.on_commit(_find_anew)


def _find_anew() -> None:
    """Let the search find pages by the names that stand on them now."""
    for campaign in Campaign.objects.all():
        campaign.reindex()


def _names(row: Scanned | None) -> dict[str, str]:
    return {n: getattr(row, n) for n in row.scanned_fields} if row else {}


def connect() -> None:
    """Follow them."""
    for kind in KINDS:
        pre_save.connect(remember, sender=kind)
        post_save.connect(tell, sender=kind)


def register_log(actions: LogActionRegistry) -> None:
    """Name the acts in Wagtail's log."""
    label = _("Change what readers see")
    actions.register_action(ACTION, label, _("What readers see was changed"))
    label = _("Remove the words of a change")
    actions.register_action(FORGOTTEN, label, _("The words of a change were removed"))
