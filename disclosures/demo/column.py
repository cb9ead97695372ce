"""The demo column: the retold plan moved to today, estates, channels, updates."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils.html import format_html_join

from disclosures.campaigns import Campaign
from disclosures.demo.lists import make_lists
from disclosures.demo.measures import fill_measures
from disclosures.demo.texts import CAMPAIGN, CHANNELS, ESTATES, INTRO, UPDATES, Update
from disclosures.models import Channel, Estate, UpdatePage, UpdatesPage
from disclosures.plans.apply import apply_plan
from disclosures.plans.parser import parse
from disclosures.plans.reader import read_lines
from disclosures.site import build_site, build_workflow
from portal.gate.looking import confirm, sights
from portal.users.models import User
from portal.workdays import clock

PLAN = Path(__file__).with_name("plan.txt")
#: The stage that today lies in, and how far into it.
STAGE, SHARE_DONE = 2, 0.4


def make_column(editor: User, moderator: User) -> None:
    """Everything the public side shows, each page approved by a second person."""
    build_workflow()
    for name, township in ESTATES:
        Estate.objects.update_or_create(name=name, defaults={"township": township})
    outline = parse(read_lines(PLAN), title=CAMPAIGN)
    campaign = apply_plan(outline, user=editor)
    campaign = campaign.get_latest_revision_as_object()
    _move_to_today(campaign)
    campaign.question = "有人转租公租房？收入变了没申报？"
    campaign.intro = INTRO
    campaign.channels = [
        Channel(
            number=number,
            kind=kind,
            name=name,
            value=value,
            hours=hours,
            owner=owner,
            checked_on=clock.today() - timedelta(days=days),
        )
        for number, (kind, name, value, hours, owner, days) in enumerate(CHANNELS, 1)
    ]
    fill_measures(campaign)
    approve(campaign, editor, moderator)
    campaign.refresh_from_db()
    build_site(campaign)
    section = UpdatesPage.objects.get()
    for update in sorted(UPDATES, key=lambda one: -one.days_ago):
        _publish(section, campaign, update, editor, moderator)
    make_lists(campaign, editor, moderator)


def _move_to_today(campaign: Campaign) -> None:
    """Move every date by the same number of days, and keep how many."""
    stage = next(stage for stage in campaign.stages.all() if stage.number == STAGE)
    assert stage.starts_on, "the retold plan says when the stage begins"
    assert stage.ends_on, "the retold plan says when the stage ends"
    length = (stage.ends_on - stage.starts_on).days
    moved = clock.today() - stage.starts_on - timedelta(int(length * SHARE_DONE))
    campaign.moved_by_days = moved.days
    for part in dated(campaign):
        for name in ("starts_on", "ends_on", "date"):
            day: date | None = getattr(part, name, None)
            if day:
                setattr(part, name, day + moved)


def dated(campaign: Campaign) -> list[Any]:
    """Every part of a campaign that carries dates, the campaign included."""
    owners: list[Any] = [
        *campaign.stages.all(),
        *campaign.measures.all(),
        *campaign.organisation.all(),
    ]
    return [campaign, *owners, *(d for o in owners for d in o.deadlines.all())]


def _publish(
    section: UpdatesPage,
    campaign: Campaign,
    update: Update,
    editor: User,
    moderator: User,
) -> None:
    page = UpdatePage(
        title=update.title,
        summary=update.summary,
        date=clock.today() - timedelta(days=update.days_ago),
        body=format_html_join("", "<p>{}</p>", ((text,) for text in update.paragraphs)),
        measure=campaign.measures.filter(number=update.measure).first(),
        live=False,
        owner=editor,
    )
    section.add_child(instance=page)
    approve(page, editor, moderator)


def approve(thing: Any, editor: User, moderator: User) -> None:
    """Hand in as the editor, approve as the moderator; then it is live."""
    revision = thing.save_revision(user=editor)
    state = thing.get_workflow().start(thing, editor)
    task_state = state.current_task_state
    for sight in sights(revision.as_object()):
        confirm(sight, moderator)
    task_state.task.specific.on_action(task_state, moderator, "approve")
