"""Stages and countdown, on any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.models import Campaign, Deadline, Stage
from disclosures.timetable import (
    Moment,
    arrange,
    campaign_start,
    last_stage_begins,
    timetable,
)
from tests.disclosures.factories import CampaignFactory, StageFactory, mingxi_2021


def stage(number=1, start=None, end=None) -> Stage:
    return Stage(number=number, name=f"第{number}阶段", starts_on=start, ends_on=end)


def on(day, *stages, deadlines=(), **facts):
    campaign = Campaign(title="整治", year=2021, **facts)
    return arrange(campaign, list(stages), list(deadlines), day)


def states(told):
    return [stage.state for stage in told.stages]


JUNE = stage(1, date(2021, 6, 1), date(2021, 6, 30))
AUGUST = stage(2, date(2021, 8, 1), date(2021, 8, 31))


class TestTheRealPlan:
    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2021, 5, 31), ["next", "next", "next", "next"]),
            (date(2021, 6, 1), ["now", "now", "next", "now"]),
            (date(2021, 6, 20), ["now", "now", "next", "now"]),
            (date(2021, 6, 21), ["done", "now", "next", "now"]),
            (date(2021, 7, 15), ["done", "now", "now", "now"]),
            (date(2021, 8, 31), ["done", "now", "now", "now"]),
            (date(2021, 9, 1), ["done", "done", "done", "now"]),
            (date(2021, 10, 1), ["done", "done", "done", "done"]),
        ],
    )
    def test_each_stage_that_contains_the_day_is_marked(self, day, expected):
        assert states(timetable(mingxi_2021(), day)) == expected

    @pytest.mark.django_db
    def test_countdown_runs_to_the_next_dated_deadline(self):
        told = timetable(mingxi_2021(), date(2021, 7, 20))
        assert (told.countdown.date, told.countdown.days) == (date(2021, 8, 25), 36)
        assert told.countdown.what == "对所有不符合承租资格的对象进行清退"

    @pytest.mark.django_db
    def test_a_timetable_takes_two_queries(self, django_assert_num_queries):
        campaign = mingxi_2021()
        with django_assert_num_queries(2):
            told = timetable(campaign, date(2021, 7, 20))
            assert told.countdown.what


class TestMoments:
    def test_before(self):
        told = on(date(2021, 5, 1), JUNE, AUGUST)
        assert told.moment is Moment.BEFORE
        assert told.begins_on == date(2021, 6, 1)

    def test_between(self):
        told = on(date(2021, 7, 10), JUNE, AUGUST)
        assert told.moment is Moment.BETWEEN
        assert told.next_stage.number == 2

    def test_after(self):
        told = on(date(2021, 9, 1), JUNE, AUGUST)
        assert told.moment is Moment.AFTER
        assert states(told) == ["done", "done"]
        assert told.ended_on == date(2021, 8, 31)

    def test_first_and_last_day_belong_to_the_stage(self):
        for day in (date(2021, 6, 1), date(2021, 6, 30)):
            assert on(day, JUNE).moment is Moment.DURING

    def test_without_any_date(self):
        told = on(date(2021, 7, 1), stage(1), stage(2))
        assert told.moment is Moment.UNDATED

    def test_without_any_stage(self):
        assert on(date(2021, 7, 1)).moment is Moment.UNDATED


class TestMissingDates:
    def test_a_stage_without_a_start_begins_with_the_campaign(self):
        told = on(date(2021, 6, 10), stage(1, None, date(2021, 6, 20)), JUNE)
        assert states(told) == ["now", "now"]

    def test_one_that_ends_before_the_earliest_start_begins_with_the_year(self):
        stages = [stage(1, None, date(2021, 5, 31)), JUNE]
        campaign = Campaign(title="整治", year=2021)
        assert campaign_start(campaign, stages) == date(2021, 1, 1)
        assert states(on(date(2021, 5, 1), *stages)) == ["now", "next"]

    def test_the_campaigns_own_start_goes_first(self):
        start = date(2021, 5, 15)
        stages = [stage(1, None, date(2021, 5, 31)), JUNE]
        assert states(on(date(2021, 5, 14), *stages, starts_on=start))[0] == "next"
        assert states(on(start, *stages, starts_on=start))[0] == "now"

    def test_a_stage_without_an_end_lasts_as_long_as_the_campaign(self):
        told = on(date(2021, 8, 31), stage(3, date(2021, 7, 1), None), AUGUST)
        assert states(told) == ["now", "now"]
        told = on(date(2021, 9, 1), stage(3, date(2021, 7, 1), None), AUGUST)
        assert told.moment is Moment.AFTER


class TestCountdown:
    def deadline(self, day):
        return Deadline(phrase="某日前", date=day, stage=stage())

    def test_today_is_the_last_day(self):
        day = date(2021, 8, 25)
        assert on(day, AUGUST, deadlines=[self.deadline(day)]).countdown.days == 0

    def test_what_has_passed_is_not_counted(self):
        told = on(
            date(2021, 8, 26), AUGUST, deadlines=[self.deadline(date(2021, 8, 25))]
        )
        assert told.countdown is None

    @pytest.mark.parametrize(
        ("phrase", "text", "what"),
        [
            (
                "7月底前",
                "并争取在今年7月底前试运行使用公租房信息系统。",
                "试运行使用公租房信息系统",
            ),
            (
                "6月15日前",
                "6月15日前将梳理情况上报市住建局，由市",
                "将梳理情况上报市住建局",
            ),
            ("8月底前", "没有这句话。", "措施一"),
            ("8月底前", "8月底前。", "措施一"),
        ],
    )
    def test_it_says_what_is_due_in_the_plans_words(self, phrase, text, what):
        from disclosures.models import Measure

        measure = Measure(number=1, title="措施一", text=text)
        assert Deadline(phrase=phrase, measure=measure).what == what


DAYS = st.dates(date(2020, 11, 1), date(2022, 3, 1))
MAYBE = st.none() | DAYS


@st.composite
def plans(draw):
    stages = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        start, end = draw(MAYBE), draw(MAYBE)
        if start and end and end < start:
            start, end = end, start
        stages.append(stage(number, start, end))
    return stages


class TestAnyPlanOnAnyDay:
    @given(
        stages=plans(),
        day=DAYS,
        start=MAYBE,
        due=st.lists(DAYS, max_size=4),
    )
    def test_states_are_consistent_and_nothing_falls_below_zero(
        self, stages, day, start, due
    ):
        deadlines = [Deadline(phrase="", date=when, stage=stage()) for when in due]
        told = on(day, *stages, deadlines=deadlines, starts_on=start)

        assert len(told.stages) == len(stages)
        for one in told.stages:
            assert one.starts_on <= one.ends_on
            assert (one.state == "now") == (one.starts_on <= day <= one.ends_on)
            assert (one.state == "done") == (one.ends_on < day)
        if told.countdown:
            assert told.countdown.days >= 0
            assert day + timedelta(days=told.countdown.days) == told.countdown.date
        else:
            assert all(when < day for when in due)
        if told.moment is Moment.AFTER:
            assert "now" not in states(told)
        if told.moment in {Moment.BEFORE, Moment.BETWEEN}:
            assert told.next_stage.starts_on > day


class TestTheLastStage:
    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("last", "begins"),
        [
            ({"ends_on": date(2021, 9, 30)}, date(2021, 9, 1)),
            ({"ends_on": date(2021, 8, 31)}, date(2021, 8, 31)),
            ({"starts_on": date(2021, 8, 20)}, date(2021, 8, 20)),
            ({}, date(2021, 9, 1)),
        ],
    )
    def test_begins_on_its_day_or_after_the_others(self, last, begins):
        campaign = CampaignFactory()
        assert last_stage_begins(campaign) is None
        StageFactory(campaign=campaign, number=1, ends_on=date(2021, 8, 31))
        StageFactory(campaign=campaign, number=2)
        StageFactory(campaign=campaign, number=3, **last)
        assert last_stage_begins(campaign) == begins
