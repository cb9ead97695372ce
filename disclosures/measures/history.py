"""Keeps what a public date was before it was changed (时限变更)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosures.campaigns import Campaign
from disclosures.parts import clause_after
from portal.scan import Scanned
from portal.workdays.clock import today


class DateChange(Scanned):
    """A date of the public plan that was changed: before, after, and when.

    The part is named by kind and number of its row, not linked: its history stays
    when the part goes.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="date_changes")
    owner = models.CharField(max_length=40)
    what = models.CharField(_("what is due"), max_length=200)
    was = models.DateField(null=True)
    was_phrase = models.CharField(max_length=100, blank=True)
    now = models.DateField(null=True)
    now_phrase = models.CharField(max_length=100, blank=True)
    changed_on = models.DateField(_("changed on"), default=today)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    scanned_fields = ("what", "was_phrase", "now_phrase", "reason")

    class Meta:
        verbose_name = _("changed date")
        verbose_name_plural = _("changed dates")
        ordering = ["-changed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.what}: {self.was} → {self.now}"


@dataclass(frozen=True)
class Term:
    """A time that the public plan sets."""

    owner: str
    key: str
    what: str
    phrase: str
    day: date | None


def public_terms(campaign: Campaign) -> list[Term] | None:
    """Return every time in the public plan; None where it is not public.

    Also None for a demonstration whose dates were moved: that is no change of plan.
    """
    facts = Campaign.objects.filter(pk=campaign.pk, live=True, moved_by_days=0)
    public = facts.first() if campaign.pk else None
    return list(_terms(public)) if public else None


def changes_dates(draft: Campaign) -> bool:
    """Whether a draft, once approved, would change a date of the public plan."""
    before = public_terms(draft)
    if before is None or draft.moved_by_days:
        return False
    return any(True for _change in changes(before, list(_terms(draft))))


def _terms(campaign: Campaign) -> Iterator[Term]:
    """Every time of a campaign, as it is stored or as a draft has it."""
    parts: list[Any] = []
    for stage in campaign.stages.all():
        parts.append(stage)
        for end, phrase, day in (
            ("start", "", stage.starts_on),
            ("end", stage.phrase, stage.ends_on),
        ):
            yield Term(owner_of(stage), _key(stage, end), stage.name, phrase, day)
    parts += [*campaign.measures.all(), *campaign.organisation.all()]
    for part in parts:
        for one in part.deadlines.all():
            what = one.label or clause_after(one.phrase, part.text) or str(part)
            yield Term(owner_of(part), _key(one), what, one.phrase, one.date)
    for measure in campaign.measures.all():
        for step in measure.milestones.all():
            if step.due_on:
                yield Term(owner_of(measure), _key(step), step.text, "", step.due_on)


def _key(row: models.Model, end: str = "") -> str:
    """Name a row; one that was never saved is none that was known."""
    return f"{row._meta.model_name}{row.pk or f'new{id(row)}'}{end}"


def owner_of(part: models.Model) -> str:
    """Return how a part of the plan is named in the history."""
    return f"{part._meta.model_name}:{part.pk}"


def note_changes(campaign: Campaign, before: list[Term] | None) -> None:
    """Write down each time that is no longer what it was."""
    after = public_terms(campaign)
    if before is None or after is None:
        return
    DateChange.objects.bulk_create(
        DateChange(
            campaign=campaign,
            owner=old.owner,
            what=(new or old).what[:200],
            was=old.day,
            was_phrase=old.phrase,
            now=new.day if new else None,
            now_phrase=new.phrase if new else "",
            reason=campaign.date_reason,
        )
        for old, new in changes(before, after)
    )


def changes(
    before: list[Term], after: list[Term]
) -> Iterator[tuple[Term, Term | None]]:
    """Pair each changed time with what took its place.

    A row that went is paired with one that came in the same part, since an import
    knows a deadline by its words and makes a new row when they change.
    """
    known = {term.key: term for term in before}
    kept = {term.key: term for term in after}
    for key in known.keys() & kept.keys():
        old, new = known[key], kept[key]
        if old.day and (old.day, old.phrase) != (new.day, new.phrase):
            yield old, new
    gone, came = defaultdict(list), defaultdict(list)
    for key, term in known.items():
        if key not in kept:
            gone[term.owner].append(term)
    for key, term in kept.items():
        if key not in known:
            came[term.owner].append(term)
    for owner, olds in gone.items():
        for old, new in zip_longest(olds, came[owner]):
            if old:
                yield old, new
