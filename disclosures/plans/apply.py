"""Makes a campaign of a plan, or brings one up to date: always as a draft."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.campaigns import Campaign
from portal.users.models import User

from .merging import Merger
from .outline import PlanOutline
from .refusals import NotImportedError, reasons_against, told
from .unit_rows import UnitRows

PARTS = ("focus_issues", "stages", "measures", "organisation", "duties", "channels")
DATED = ("stages", "measures", "organisation")


@dataclass
class Applied:
    """What an import did."""

    campaign: Campaign
    is_new: bool = False
    #: Whether the plan said anything else than the campaign's latest draft.
    is_changed: bool = True
    #: Parts the plan no longer has, kept because something links to them.
    kept: list[str] = field(default_factory=list)
    #: Units that were unknown; they take no part yet.
    new_units: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """Return what happened, in one sentence."""
        if self.is_new:
            words = _("“%s” was made as a draft; public once approved.")
        elif self.is_changed:
            words = _("The draft of “%s” was brought up to date; public once approved.")
        else:
            words = _("“%s” says all this already; nothing was changed.")
        return words % self.campaign.title


def apply_plan(outline: PlanOutline, *, user: User | None = None) -> Campaign:
    """Create or update the campaign of a plan; see `apply`."""
    return apply(outline, user=user).campaign


@transaction.atomic
def apply(outline: PlanOutline, *, user: User | None = None) -> Applied:
    """Create or update the campaign with the plan's title and year.

    What the public sees changes only by the workflow: a new campaign is not live,
    of a live one only the draft changes. All or nothing; raises `NotImportedError`.
    """
    title = " ".join((outline.title or "").split())
    check(outline, title)
    _one_at_a_time()
    known = existing(title, outline.year)
    campaign = known.get_latest_revision_as_object() if known else Campaign(live=False)
    if not campaign.has_unpublished_changes:
        # What was said of an earlier change says nothing of this one.
        campaign.date_reason = ""
    before = campaign.serializable_data() if known else None
    units = UnitRows()
    merger = Merger(campaign, units)
    _take_over(outline, title, campaign)
    merger.merge(outline)
    applied = Applied(
        campaign,
        is_new=known is None,
        is_changed=campaign.serializable_data() != before,
        kept=[f"{told(part)} {part}" for part in merger.kept],
        new_units=[unit.name for unit in units.made],
    )
    if applied.is_changed:
        _save(applied, user)
    applied.campaign = Campaign.objects.get(pk=campaign.pk)
    return applied


def check(outline: PlanOutline, title: str) -> None:
    """Refuse a plan without title, and a text in which nothing of a plan was found."""
    if not title:
        raise NotImportedError(_("The plan has no title of its own: give it one."))
    if not (outline.measures or outline.stages or outline.focus_issues):
        raise NotImportedError(
            _("Neither a focus issue nor a measure nor a stage was found in this text.")
        )


def existing(title: str, year: int) -> Campaign | None:
    """Return the campaign that a plan with this title and year would update."""
    same = Campaign.objects.filter(title=title, year=year)
    return same.order_by("-is_current", "-live", "pk").first()


def _one_at_a_time() -> None:
    """Let imports wait for each other, so that two make one campaign."""
    contents = ContentType.objects.select_for_update()
    contents.get(pk=ContentType.objects.get_for_model(Campaign).pk)


def _take_over(outline: PlanOutline, title: str, campaign: Campaign) -> None:
    campaign.title = title
    campaign.year = outline.year
    campaign.goal = outline.goal.text if outline.goal else ""
    campaign.appendix = outline.appendix.text if outline.appendix else ""
    # The dates are now those of the plan, whoever moved them before.
    campaign.moved_by_days = 0


def _save(applied: Applied, user: User | None) -> None:
    """Write the draft, once nothing speaks against it."""
    campaign = applied.campaign
    if campaign.pk and (campaign.workflow_in_progress or campaign.locked):
        raise NotImportedError(
            _("“%(title)s” is waiting for approval or locked, so nothing was changed.")
            % {"title": campaign.title}
        )
    if reasons := list(_reasons(campaign)):
        raise NotImportedError(*reasons)
    if not campaign.live:
        # As in the editor: before it is public, the draft lies in the rows too.
        campaign.save()
    action = "wagtail.create" if applied.is_new else "wagtail.edit"
    campaign.save_revision(user=user, log_action=action, clean=False)


def _reasons(campaign: Campaign) -> Iterator[str]:
    """Return what speaks against the campaign or any of its parts."""
    for thing in _everything(campaign):
        yield from reasons_against(thing)


def _everything(campaign: Campaign) -> Iterator[Any]:
    yield campaign
    for relation in PARTS:
        for part in getattr(campaign, relation).all():
            yield part
            if relation in DATED:
                yield from part.deadlines.all()
