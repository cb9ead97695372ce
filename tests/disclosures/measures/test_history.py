"""A date that was changed in public keeps what it was."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from disclosures.demo.column import approve
from disclosures.models import Campaign, DateChange, Measure, Stage
from tests.disclosures.factories import DeadlineFactory
from tests.disclosures.test_campaign_overruling import approve as approve_campaign
from tests.disclosures.test_campaign_review import edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(site):
    DeadlineFactory(
        measure=Measure.objects.get(number=3),
        phrase="7月底前",
        date=date(2021, 7, 31),
        label="系统试运行",
    )
    site.campaign.save_revision()
    return site.campaign


def changed(campaign, editor, moderator, change):
    """Approve a draft in which `change` changed something."""
    draft = campaign.get_latest_revision_as_object()
    measure = next(m for m in draft.measures.all() if m.number == 3)
    change(draft, measure)
    draft.date_reason = "省厅系统推迟开通"
    approve(draft, editor, moderator)


def page() -> str:
    return Client().get("/plan/measures/3/").content.decode()


def test_a_moved_deadline_shows_what_it_was(campaign, editor, moderator):
    def later(_draft, measure):
        one = measure.deadlines.all()[0]
        one.date, one.phrase = date(2021, 8, 15), "8月中旬前"

    changed(campaign, editor, moderator, later)
    (one,) = DateChange.objects.all()
    assert (one.was, one.now) == (date(2021, 7, 31), date(2021, 8, 15))
    html = page()
    assert "7月底前" in html.split("<del>")[1].split("</del>")[0]
    assert "8月中旬前" in html
    assert "<del>" in Client().get("/plan/").content.decode()


def test_a_draft_alone_changes_nothing(campaign, editor):
    draft = campaign.get_latest_revision_as_object()
    draft.stages.all()[0].ends_on = date(2021, 6, 30)
    draft.save_revision(user=editor)
    assert not DateChange.objects.exists()


def test_a_row_that_an_import_replaced_is_the_same_date(campaign, editor, moderator):
    def replaced(_draft, measure):
        measure.deadlines = [
            DeadlineFactory.build(phrase="9月底前", date=date(2021, 9, 30))
        ]

    changed(campaign, editor, moderator, replaced)
    (one,) = DateChange.objects.all()
    assert (one.was_phrase, one.now_phrase) == ("7月底前", "9月底前")


def test_a_date_that_went_is_told(campaign, editor, moderator):
    changed(campaign, editor, moderator, lambda _d, m: m.deadlines.set([]))
    (one,) = DateChange.objects.all()
    assert one.now is None
    assert "7月底前" in page()


def test_a_stage_keeps_its_history_and_its_words(campaign, editor, moderator):
    def longer(draft, _measure):
        stage = next(s for s in draft.stages.all() if s.number == 4)
        stage.ends_on = date(2021, 10, 31)

    changed(campaign, editor, moderator, longer)
    (one,) = DateChange.objects.all()
    assert (one.what, one.was) == ("验收巩固阶段", date(2021, 9, 30))
    assert Stage.objects.get(number=4).ends_on == date(2021, 10, 31)


def test_saving_without_a_change_writes_nothing(campaign, editor, moderator):
    changed(campaign, editor, moderator, lambda _d, _m: None)
    campaign.save()
    assert not DateChange.objects.exists()


class TestReason:
    """Why a public date was changed is asked, kept, and shown."""

    def stage(self, campaign, editor, **changes):
        given = {"stages-3-ends_on": "2021-10-31", "action-submit": "1"}
        return edit(editor, campaign, **given | changes)

    def test_the_form_asks_and_readers_see_it(self, campaign, editor, moderator):
        refused = self.stage(campaign, editor)
        assert refused.status_code == 200
        assert "date_reason" in refused.context["form"].errors
        assert 'name="date_reason"' in refused.content.decode()
        reason = "省厅系统推迟开通"
        assert self.stage(campaign, editor, date_reason=reason).status_code == 302
        campaign.refresh_from_db()
        approve_campaign(moderator, campaign)
        assert DateChange.objects.get().reason == reason
        assert reason in Client().get("/plan/").content.decode()

    def test_for_other_changes_and_first_dates_it_does_not(self, campaign, editor):
        given = {"question": "新的问题？", "stages-0-starts_on": "2021-06-01"}
        saved = edit(editor, campaign, **given, **{"action-submit": "1"})
        assert saved.status_code == 302

    def test_the_next_change_is_explained_anew(self, campaign, editor, moderator):
        self.stage(campaign, editor, date_reason="省厅系统推迟开通")
        campaign.refresh_from_db()
        approve_campaign(moderator, campaign)
        campaign.refresh_from_db()
        again = {"stages-3-ends_on": "2021-11-30"}
        assert self.stage(campaign, editor, **again).status_code == 200

    def test_a_draft_made_otherwise_waits_for_one(self, campaign, editor, moderator):
        draft = campaign.get_latest_revision_as_object()
        draft.stages.all()[3].ends_on = date(2021, 10, 31)
        with pytest.raises(PermissionDenied):
            approve(draft, editor, moderator)
        assert not DateChange.objects.exists()

    def test_before_the_plan_is_public_nobody_is_asked(self, campaign, editor):
        Campaign.objects.update(live=False)
        campaign.refresh_from_db()
        assert self.stage(campaign, editor).status_code == 302
