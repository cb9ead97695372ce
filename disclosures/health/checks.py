"""Looks through the column for what is stale, empty, unanswered, late or dead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, Revision

from disclosures.estates.models import EstateSnapshot
from disclosures.figures import ClosedPeriod
from disclosures.lists.changes import Change
from disclosures.lists.items import OutcomeItem, ProblemItem, RuleItem
from disclosures.lists.pages import ListsPage
from disclosures.pages import (
    ChannelsPage,
    ColumnPage,
    EstatesPage,
    FiguresPage,
    PlanPage,
)
from disclosures.suggestions import SuggestionPage
from disclosures.withdrawals.remaking import stale
from portal.workdays.calendar import working_days_between
from portal.workdays.clock import today

#: Days without a change after which a section is warned of, and is red.
STALE, VERY_STALE = 10, 14
#: Working days from its making within which something is published (条例 Art. 26).
TO_PUBLISH = 20


@dataclass(frozen=True)
class Finding:
    """One thing that is not well, and where it is put right."""

    words: str
    url: str = ""
    is_red: bool = True


class ColumnHealth:
    """What is found in one column on a day."""

    def __init__(self, column: ColumnPage) -> None:
        self.column = column
        self.campaign = column.campaign
        self.today = today()

    def findings(self) -> list[Finding]:
        """Return everything found, what is red first."""
        from disclosures.health.links import dead_links

        found = [
            *self.sections(),
            *self.unanswered(),
            *self.unpublished(),
            *self.exported(),
            *dead_links(self.column),
        ]
        return sorted(found, key=lambda one: not one.is_red)

    def sections(self) -> Iterator[Finding]:
        """Find sections that are empty or that nobody touched for long."""
        for section in self._pages:
            if section.depth != self.column.depth + 1 or not section.live:
                continue
            url = edit(section)
            if empty := self._empty(section):
                yield Finding(empty, url)
            elif touched := self._touched(section):
                days = (self.today - touched).days
                if days >= STALE:
                    words = ngettext(
                        "“%(section)s”: nothing changed for %(n)s day.",
                        "“%(section)s”: nothing changed for %(n)s days.",
                        days,
                    ) % {"section": section.title, "n": days}
                    yield Finding(words, url, is_red=days >= VERY_STALE)

    def unanswered(self) -> Iterator[Finding]:
        """Find published suggestions without a public reply."""
        below = SuggestionPage.objects.descendant_of(self.column)
        for page in below.without_reply():
            yield Finding(
                _("The suggestion “%s” has no public reply.") % page.title, edit(page)
            )

    def unpublished(self) -> Iterator[Finding]:
        """Find drafts and changes that are older than the duty to publish allows."""
        for title, since, url in self._waiting():
            if since > self._must_be_public:
                continue
            yield Finding(
                _(
                    "“%(title)s” waits since %(day)s: what must be public is"
                    " published within %(n)s working days."
                )
                % {"title": title, "day": since.isoformat(), "n": TO_PUBLISH},
                url,
            )

    def exported(self) -> Iterator[Finding]:
        """Find exports that still hold what was taken off the site."""
        for export in stale():
            yield Finding(
                _(
                    "The files exported on %(made)s may still hold what left the site"
                    " on %(gone)s: have them exported again (export_static)."
                )
                % {
                    "made": localdate(export.made_at).isoformat(),
                    "gone": localdate(export.stale_since).isoformat(),
                }
            )

    @cached_property
    def _pages(self) -> list[Page]:
        return list(self.column.get_descendants().select_related("content_type"))

    @cached_property
    def _newest_table(self) -> EstateSnapshot | None:
        """The table of the estates that was approved last."""
        return EstateSnapshot.objects.approved().order_by("decided_at").last()

    @cached_property
    def _newest_period(self) -> ClosedPeriod | None:
        """The fortnight that was closed last."""
        return ClosedPeriod.objects.order_by("closed_on").last()

    @cached_property
    def _must_be_public(self) -> date:
        """The last day on which what was made must be public by now."""
        day = self.today - timedelta(days=TO_PUBLISH)
        while working_days_between(day, self.today) <= TO_PUBLISH:
            day -= timedelta(days=1)
        return day

    def _is(self, section: Page, *kinds: type[Page]) -> bool:
        return section.content_type.model_class() in kinds

    def _empty(self, section: Page) -> str:
        kind: Any = section.content_type.model_class()
        told = _("“%s” is empty.") % section.title
        if self._is(section, ListsPage):
            names = [str(model.kind.label) for model in LISTS if not self._items(model)]
            return _("Empty lists: %s.") % "、".join(names) if names else ""
        if self._is(section, EstatesPage):
            return "" if self._newest_table else told
        if self._is(section, FiguresPage):
            return "" if self._newest_period or self._newest_table else told
        if not kind.allowed_subpage_models():
            return ""
        below = (page for page in self._pages if page.is_descendant_of(section))
        return "" if any(page.live for page in below) else told

    def _items(self, model: Any) -> Any:
        return model.objects.filter(campaign=self.campaign)[:1]

    def _touched(self, section: Page) -> date | None:
        """Return the day on which readers last saw something new here."""
        below = [page for page in self._pages if page.is_descendant_of(section)]
        moments = [page.last_published_at for page in (section, *below) if page.live]
        if self._is(section, PlanPage, ChannelsPage):
            moments.append(self.campaign.last_published_at)
        days = [localdate(moment) for moment in moments if moment]
        if self._is(section, ListsPage):
            days += [
                day
                for model in LISTS
                for day in model.objects.filter(campaign=self.campaign)
                .order_by("-changed_on")
                .values_list("changed_on", flat=True)[:1]
            ]
        if self._is(section, EstatesPage, FiguresPage) and self._newest_table:
            days.append(localdate(self._newest_table.decided_at))
        if self._is(section, FiguresPage) and self._newest_period:
            days.append(self._newest_period.closed_on)
        begun = self.campaign.first_published_at
        return max(days, default=localdate(begun) if begun else None)

    def _waiting(self) -> Iterator[tuple[str, date, str]]:
        """Everything written and not public: title, since when, where it is."""
        drafts = [page for page in self._pages if _is_draft(page)]
        for page, since in _oldest(Page, drafts):
            yield page.title, since, edit(page)
        if _is_draft(self.campaign):
            for campaign, since in _oldest(type(self.campaign), [self.campaign]):
                yield campaign.title, since, ""
        handed_in = (Change.State.WAITING, Change.State.DRAFT)
        for change in self.campaign.list_changes.filter(state__in=handed_in):
            title = f"{change.get_kind_display()} · {change.get_act_display()}"
            # A draft is opened by whoever uploaded it, and by nobody else.
            is_draft = change.state == Change.State.DRAFT
            url = "" if is_draft else reverse("lists:change", args=[change.pk])
            yield title, localdate(change.proposed_at), url
        for table in EstateSnapshot.objects.waiting():
            title = f"{EstateSnapshot._meta.verbose_name} · {table.as_of.isoformat()}"
            yield title, localdate(table.imported_at), ""


LISTS: tuple[Any, ...] = (ProblemItem, RuleItem, OutcomeItem)


def edit(page: Page) -> str:
    """Return where a page is put right."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _is_draft(thing: Any) -> bool:
    """Whether something of it waits; what was withdrawn does not."""
    withdrawn = not thing.live and thing.first_published_at
    return thing.has_unpublished_changes and not withdrawn


def _oldest(kind: Any, things: list[Any]) -> Iterator[tuple[Any, date]]:
    """Give each thing with the day of its oldest version that is not public."""
    versions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(kind),
        object_id__in=[str(thing.pk) for thing in things],
    ).order_by("pk")
    made = list(versions.values_list("object_id", "pk", "created_at"))
    for thing in things:
        public = thing.live_revision_id or 0
        mine = (at for key, pk, at in made if key == str(thing.pk) and pk > public)
        if first := next(mine, None):
            yield thing, localdate(first)
