"""A plan becomes a draft campaign, and a second import updates that one."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Revision

from disclosures.demo.column import PLAN, approve, make_column
from disclosures.models import (
    Campaign,
    Channel,
    Deadline,
    Duty,
    FocusIssue,
    Measure,
    OrganisationItem,
    Stage,
)
from disclosures.plans.apply import apply, apply_plan
from disclosures.plans.parser import parse
from disclosures.plans.reader import read_lines
from disclosures.plans.refusals import NotImportedError
from disclosures.site import build_site, build_workflow
from portal.users.models import Unit
from portal.workdays.clock import today
from tests.disclosures import factories
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).with_name("samples")
TITLE = "公租房点题整治"
PARTS = (FocusIssue, Stage, Measure, OrganisationItem, Duty, Channel, Deadline)


@pytest.fixture
def outline():
    return parse(read_lines(PLAN), title=TITLE)


@pytest.fixture
def live(outline, editor, moderator):
    """The plan's campaign, approved."""
    build_workflow()
    campaign = apply_plan(outline, user=editor)
    return approved(campaign, editor, moderator)


def approved(campaign, editor, moderator) -> Campaign:
    approve(campaign.get_latest_revision_as_object(), editor, moderator)
    return Campaign.objects.get(pk=campaign.pk)


def rows() -> dict[str, list[int]]:
    """Every part's key, by kind."""
    return {
        model.__name__: sorted(model.objects.values_list("pk", flat=True))
        for model in (Campaign, Unit, Revision, *PARTS)
    }


def with_measure(outline, number, **changes):
    measures = tuple(
        replace(measure, **changes) if measure.number == number else measure
        for measure in outline.measures
    )
    return replace(outline, measures=measures)


def without_measure(outline, number):
    left = tuple(one for one in outline.measures if one.number != number)
    return replace(outline, measures=left)


class TestFirstImport:
    def test_every_part_is_there(self, outline):
        campaign = apply_plan(outline)
        assert campaign.title == TITLE
        assert campaign.year == 2021
        assert campaign.goal.startswith("围绕群众点题")
        assert campaign.appendix == "应退未退公租房项目名称"
        assert campaign.focus_issues.count() == 2
        assert [m.number for m in campaign.measures.all()] == [1, 2, 3, 4, 5, 6]
        assert [s.name for s in campaign.stages.all()] == [
            "方案制定阶段",
            "自查自纠阶段",
            "抽查核实阶段",
            "验收巩固阶段",
        ]
        assert campaign.organisation.count() == 4

    def test_deadlines_stand_under_their_part(self, outline):
        campaign = apply_plan(outline)
        dates = {
            part.number: [d.date for d in part.deadlines.all()]
            for part in campaign.measures.all()
        }
        assert dates[3] == [date(2021, 7, 31)]
        assert dates[5] == [date(2021, 6, 15), date(2021, 6, 30)]
        second = campaign.stages.get(number=2)
        assert (second.starts_on, second.ends_on) == (
            date(2021, 6, 1),
            date(2021, 8, 31),
        )
        assert date(2021, 8, 25) in [d.date for d in second.deadlines.all()]

    def test_a_time_without_a_day_keeps_its_words(self, outline):
        campaign = apply_plan(outline)
        undated = Deadline.objects.filter(organisation__campaign=campaign, date=None)
        assert [deadline.phrase for deadline in undated] == ["每半月"]

    def test_it_is_a_draft_that_nobody_sees(self, outline, editor):
        campaign = apply_plan(outline, user=editor)
        assert not campaign.live
        assert Campaign.current() is None
        assert campaign.latest_revision.user == editor
        assert len(campaign.get_latest_revision_as_object().measures.all()) == 6

    def test_media_wait_to_be_shown(self, outline):
        campaign = apply_plan(outline)
        media = campaign.channels.all()
        assert "电视台" in [channel.name for channel in media]
        assert {channel.kind for channel in media} == {Channel.Kind.MEDIA}
        assert not campaign.channels.shown().exists()


class TestUnits:
    def test_known_units_are_found_whatever_their_level_word(self, outline):
        lead = UnitFactory(lead=True)
        civil = UnitFactory(name="民政局")
        full = UnitFactory(name="明溪县自然资源局")
        police = UnitFactory(name="县公安局")
        applied = apply(outline)
        assert applied.new_units == []
        measure = applied.campaign.measures.get(number=1)
        assert set(measure.units.all()) == {lead, civil, full, police}
        assert Duty.objects.filter(campaign=applied.campaign, unit=civil).count() == 1

    def test_a_full_name_is_its_abbreviation(self, outline):
        UnitFactory(name="县住房和城乡建设局")
        assert "县住建局" not in apply(outline).new_units

    def test_the_same_bureau_of_another_level_is_another(self, outline):
        UnitFactory(name="市住建局")
        assert "县住建局" in apply(outline).new_units

    def test_unknown_units_are_made_but_take_no_part(self, outline):
        applied = apply(outline)
        assert applied.new_units == ["县住建局", "县民政局", "县自然资源局", "县公安局"]
        assert set(Unit.objects.values_list("kind", "is_active", "is_lead")) == {
            (Unit.Kind.BUREAU, False, False)
        }

    def test_discipline_is_never_doubled(self, outline):
        discipline = UnitFactory(discipline=True)
        plan = with_measure(outline, 1, units=("县纪委",))
        measure = apply_plan(plan).measures.get(number=1)
        assert list(measure.units.all()) == [discipline]


class TestSecondImport:
    def test_the_same_plan_changes_no_row(self, outline):
        apply_plan(outline)
        before = rows()
        applied = apply(outline)
        assert not applied.is_changed
        assert rows() == before

    def test_the_same_plan_leaves_an_approved_campaign_approved(self, outline, live):
        before = rows()
        apply_plan(outline)
        assert rows() == before
        live.refresh_from_db()
        assert not live.has_unpublished_changes

    def test_a_changed_plan_changes_the_rows_it_has(self, outline):
        apply_plan(outline)
        before = rows()
        plan = with_measure(outline, 2, title="新的题目", text="新的做法。")
        campaign = apply_plan(plan)
        assert campaign.measures.get(number=2).title == "新的题目"
        after = rows()
        assert after.pop("Revision") != before.pop("Revision")
        assert after == before

    def test_a_measure_that_moved_up_keeps_its_row(self, outline):
        campaign = apply_plan(outline)
        moved = campaign.measures.get(number=4)
        plan = without_measure(outline, 3)
        measures = [replace(m, number=n) for n, m in enumerate(plan.measures, 1)]
        apply_plan(replace(plan, measures=tuple(measures)))
        moved.refresh_from_db()
        assert moved.number == 3
        assert campaign.measures.count() == 5

    def test_another_year_is_another_campaign(self, outline):
        apply_plan(outline)
        apply_plan(replace(outline, year=2022))
        assert Campaign.objects.count() == 2

    def test_what_editors_added_stays(self, outline):
        campaign = apply_plan(outline)
        campaign.channels.filter(name="电视台").update(value="二套", is_shown=True)
        Channel.objects.create(campaign=campaign, name="热线", kind="phone", number=9)
        deadline = campaign.measures.get(number=3).deadlines.get()
        Deadline.objects.filter(pk=deadline.pk).update(label="上线试用")
        campaign = Campaign.objects.get(pk=campaign.pk)
        campaign.question = "有人转租？"
        campaign.save_revision()
        campaign.save()
        apply_plan(with_measure(outline, 1, text="另一种做法。"))
        campaign = Campaign.objects.get(pk=campaign.pk)
        assert campaign.question == "有人转租？"
        assert campaign.channels.get(name="电视台").is_shown
        assert campaign.channels.filter(name="热线").exists()
        deadline.refresh_from_db()
        assert deadline.label == "上线试用"

    def test_media_the_plan_no_longer_names_go(self, outline):
        campaign = apply_plan(outline)
        apply_plan(replace(outline, channels=outline.channels[:1]))
        assert campaign.channels.count() == 1


class TestLiveCampaign:
    def test_the_public_sees_the_change_once_it_is_approved(
        self, outline, live, editor, moderator
    ):
        apply_plan(with_measure(outline, 2, title="新的题目"), user=editor)
        assert Measure.objects.get(campaign=live, number=2).title != "新的题目"
        draft = Campaign.objects.get(pk=live.pk)
        assert draft.has_unpublished_changes
        keys = set(live.measures.values_list("pk", flat=True))
        approved(draft, editor, moderator)
        assert Measure.objects.get(campaign=live, number=2).title == "新的题目"
        assert set(live.measures.values_list("pk", flat=True)) == keys

    def test_a_new_measure_in_a_pending_draft_is_not_doubled(
        self, outline, live, editor, moderator
    ):
        seventh = replace(outline.measures[2], number=7, title="第七项")
        plan = replace(outline, measures=(*outline.measures, seventh))
        apply_plan(plan, user=editor)
        applied = apply(plan, user=editor)
        assert not applied.is_changed
        approved(applied.campaign, editor, moderator)
        assert live.measures.count() == 7
        measure = live.measures.get(number=7)
        assert [deadline.phrase for deadline in measure.deadlines.all()] == [
            deadline.phrase for deadline in seventh.deadlines
        ]
        assert measure.units.count() == len(seventh.units)

    def test_a_measure_with_updates_is_kept_and_told(
        self, outline, live, editor, moderator
    ):
        build_site(live)
        last = live.measures.get(number=6)
        page = factories.update(measure=last)
        applied = apply(without_measure(outline, 6), user=editor)
        assert len(applied.kept) == 1
        assert last.title in applied.kept[0]
        approved(applied.campaign, editor, moderator)
        page.refresh_from_db()
        assert page.measure == last

    def test_a_measure_without_updates_goes(self, outline, live, editor, moderator):
        applied = apply(without_measure(outline, 6), user=editor)
        assert applied.kept == []
        assert live.measures.count() == 6
        approved(applied.campaign, editor, moderator)
        assert live.measures.count() == 5

    def test_what_waits_for_approval_is_left_alone(self, outline, live, editor):
        apply_plan(with_measure(outline, 2, title="新的题目"), user=editor)
        draft = Campaign.objects.get(pk=live.pk).get_latest_revision_as_object()
        draft.get_workflow().start(draft, editor)
        before = rows()
        with pytest.raises(NotImportedError):
            apply_plan(with_measure(outline, 2, title="又一个"), user=editor)
        assert rows() == before

    def test_moved_dates_return_to_those_of_the_plan(self, outline, live):
        Campaign.objects.filter(pk=live.pk).update(moved_by_days=100)
        campaign = apply_plan(outline)
        assert campaign.get_latest_revision_as_object().moved_by_days == 0


class TestWorkflow:
    def test_an_edited_first_draft_goes_live_with_its_deadlines(
        self, outline, editor, moderator
    ):
        build_workflow()
        campaign = apply_plan(outline, user=editor).get_latest_revision_as_object()
        deadline = campaign.measures.all()[2].deadlines.all()[0]
        deadline.date = date(2026, 7, 31)
        keys = rows()["Deadline"]
        approve(campaign, editor, moderator)
        campaign = Campaign.objects.get(pk=campaign.pk)
        assert campaign.live
        assert campaign.measures.get(number=3).deadlines.get().date == date(2026, 7, 31)
        assert rows()["Deadline"] == keys
        assert campaign.measures.get(number=1).units.count() == 4


class TestDemo:
    def test_the_retold_plan_goes_the_whole_way(self, editor, moderator):
        make_column(editor, moderator)
        campaign = Campaign.current()
        assert campaign.focus_issues.count() == 2
        assert campaign.measures.count() == 6
        assert campaign.stages.count() == 4
        second = campaign.stages.get(number=2)
        assert second.starts_on <= today() <= second.ends_on
        dates = [d.date for d in second.deadlines.all() if d.date]
        assert dates
        assert dates[-1] == date(2021, 8, 25) + timedelta(campaign.moved_by_days)


class TestTwoAtOnce:
    def test_the_second_waits_for_the_first(self, outline):
        with CaptureQueriesContext(connection) as queries:
            apply_plan(outline)
        first = queries[1]["sql"]
        assert "django_content_type" in first
        if connection.features.has_select_for_update:
            assert "FOR UPDATE" in first
        else:
            assert connection.transaction_mode == "IMMEDIATE"


class TestRefusals:
    @pytest.fixture(autouse=True)
    def nothing_is_written(self, db):
        before = rows()
        yield
        assert rows() == before

    def refused(self, outline) -> str:
        with pytest.raises(NotImportedError) as refusal:
            apply_plan(outline)
        return str(refusal.value)

    def test_no_title(self, outline):
        assert self.refused(replace(outline, title=None))
        assert self.refused(replace(outline, title="  "))

    def test_title_too_long(self, outline):
        assert "200" in self.refused(replace(outline, title="长" * 201))

    def test_nothing_of_a_plan(self):
        assert self.refused(parse(["2021年的一封信", "大家好。"], title="信"))

    def test_a_private_number_in_a_measure(self, outline):
        plan = with_measure(outline, 4, text="请打 13800138000 联系。")
        reasons = self.refused(plan)
        assert "13800138000" in reasons
        assert "4" in reasons

    def test_a_private_number_in_a_deadline(self, outline):
        deadline = replace(outline.measures[2].deadlines[0], phrase="13800138000")
        self.refused(with_measure(outline, 3, deadlines=(deadline,)))

    def test_a_unit_of_too_many_letters(self, outline):
        self.refused(with_measure(outline, 1, units=("县" + "长" * 120 + "局",)))

    def test_a_stage_that_ends_before_it_begins(self, outline):
        first, *others = outline.stages
        late = replace(first, starts_on=date(2021, 9, 1), ends_on=date(2021, 8, 1))
        self.refused(replace(outline, stages=(late, *others)))


class TestOtherCounties:
    @pytest.mark.parametrize(
        "path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem
    )
    def test_each_sample_twice(self, path):
        outline = parse(read_lines(path), title="某县整治")
        campaign = apply_plan(outline)
        assert campaign.measures.count() == len(outline.measures)
        assert campaign.stages.count() == len(outline.stages)
        before = rows()
        apply_plan(outline)
        assert rows() == before
