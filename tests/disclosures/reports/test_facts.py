"""Every number is counted from rows, and compared with the period before."""

from datetime import date, timedelta

import pytest

from disclosures.estates.columns import COLUMNS
from disclosures.estates.models import EstateSnapshot
from disclosures.estates.snapshots import Figures, approve, take_in
from disclosures.reports import acts
from disclosures.reports.facts import Group, by_group, count, differing
from disclosures.reports.words import change
from portal.workdays import clock
from tests.disclosures.county import BEFORE, PERIOD, close_period, problem
from tests.disclosures.factories import EstateFactory, update
from tests.factories import MembershipFactory


def rows(county, period=PERIOD):
    return {row["key"]: row for row in count(county.campaign, period)["rows"]}


class TestTips:
    def test_published_totals_and_what_the_period_brought(self, county):
        close_period(BEFORE, received=12, concluded=4, concluded_on_time=4)
        close_period(PERIOD, received=9, concluded=6, concluded_on_time=3)
        found = rows(county)
        received = found["tips.received"]
        assert (received["value"], received["before"], received["change"]) == (
            21,
            12,
            9,
        )
        assert received["as_of"] == "2021-07-31"
        assert received["versus"] == "recounted"
        assert found["tips.on_time_rate"]["value"] == 70
        assert change(found["tips.on_time_rate"]) == "−30个百分点"

    def test_a_fortnight_that_is_not_closed_is_no_standstill(self, county):
        close_period(BEFORE, received=12)
        received = rows(county)["tips.received"]
        assert received["as_of"] == "2021-07-15"
        assert received["change"] is None
        assert change(received) == "暂无新数"

    def test_a_later_fortnight_is_not_told_early(self, county):
        close_period(BEFORE, received=12)
        close_period(PERIOD, received=9)
        assert rows(county, BEFORE)["tips.received"]["value"] == 12

    def test_what_is_not_shown_is_not_in_it(self, county):
        close_period(PERIOD, received=9, came_forward=None, others_sent=None)
        assert "tips.came_forward" not in rows(county)

    def test_nothing_published_is_no_row(self, county):
        assert not [key for key in rows(county) if key.startswith("tips.")]


class TestEstates:
    @pytest.fixture
    def tables(self, county):
        bureau = MembershipFactory(unit=county.unit).user
        estates = [EstateFactory(), EstateFactory(), EstateFactory()]

        def table(day, reviewed, to_vacate=0):
            counts = dict.fromkeys((column.key for column in COLUMNS), 0)
            figures = Figures(
                day,
                "县住建局",
                {
                    estate: counts
                    | {"scope": 100, "reviewed": reviewed, "to_vacate": to_vacate}
                    for estate in estates
                },
            )
            with clock.on(day):
                snapshot, _new = take_in(figures, user=bureau)
            return approve(snapshot, user=county.moderator)

        return table

    def test_county_totals_of_the_newest_approved_table(self, county, tables):
        tables(date(2021, 7, 14), 20)
        tables(date(2021, 7, 30), 45)
        reviewed = rows(county)["estates.reviewed"]
        assert (reviewed["value"], reviewed["change"]) == (135, 75)
        assert reviewed["as_of"] == "2021-07-30"

    def test_a_table_of_the_next_days_is_not_used(self, county, tables):
        tables(date(2021, 7, 14), 20)
        tables(date(2021, 8, 1), 45)
        assert rows(county)["estates.reviewed"]["value"] == 60

    def test_cells_that_are_not_shown_stay_out(self, county, tables):
        tables(date(2021, 7, 30), 45, to_vacate=2)
        table = count(county.campaign, PERIOD)["estates"]
        assert [row["counts"]["to_vacate"] for row in table["rows"]] == [None] * 3
        assert table["totals"]["to_vacate"] == 6
        assert [row["counts"]["reviewed"] for row in table["rows"]] == [45] * 3

    def test_what_waits_is_not_counted(self, county, tables):
        tables(date(2021, 7, 14), 20)
        EstateSnapshot.objects.create(
            as_of=date(2021, 7, 30),
            source="县住建局",
            digest="0",
            imported_by=county.editor,
        )
        assert rows(county)["estates.reviewed"]["as_of"] == "2021-07-14"


class TestLists:
    def test_as_they_were_at_the_end_of_the_period(self, county):
        county.put_on_list(problem(1), date(2021, 7, 10))
        county.put_on_list(problem(2, due="2021-07-20"), date(2021, 7, 12))
        county.put_on_list(problem(3), date(2021, 7, 20))
        closed = {"status": "closed", "result": "已换签。", "evidence": "合同"}
        closed["closed_on"] = "2021-07-25"
        county.put_on_list(problem(1) | closed, date(2021, 7, 26), act="close")
        county.put_on_list(problem(4), date(2021, 8, 1))
        found = rows(county)
        values = {key: found[f"lists.{key}"]["value"] for key in ("problems", "open")}
        assert values == {"problems": 3, "open": 2}
        assert found["lists.problems"]["change"] == 1
        assert found["lists.closed"]["change"] == 1
        assert found["lists.late"]["value"] == 1

    def test_rules_by_their_days(self, county):
        rule = {
            "number": 1,
            "title": "公租房租赁合同文本",
            "document_number": "",
            "issued_on": "2021-07-20",
            "in_force_on": "2021-08-10",
            "units": "县住建局",
            "answers": "合同不完整。",
            "link": "",
        }
        county.put_on_list(rule, date(2021, 7, 21), kind="institutions")
        found = rows(county)
        assert found["lists.issued"]["value"] == 1
        assert found["lists.in_force"]["value"] == 0


class TestMeasures:
    def test_n_of_m_and_no_earlier_number(self, county):
        one = county.indicator(done=812, total=1024, as_of=date(2021, 7, 31))
        row = rows(county)[f"measures.{one.pk}"]
        assert (row["value"], row["of"], row["change"]) == (812, 1024, None)
        assert change(row) == "无上期数"

    def test_one_that_is_drawn_from_a_list_has_a_history(self, county):
        one = county.indicator(source="problems", total=None)
        county.put_on_list(problem(1), date(2021, 7, 10))
        county.put_on_list(problem(2), date(2021, 7, 20))
        closed = {"status": "closed", "result": "已换签。", "evidence": "合同"}
        closed["closed_on"] = "2021-07-25"
        county.put_on_list(problem(1) | closed, date(2021, 7, 26), act="close")
        row = rows(county)[f"measures.{one.pk}"]
        assert (row["value"], row["of"], row["change"]) == (1, 2, 1)

    def test_milestones_reached_by_the_day(self, county):
        county.milestone(done_on=date(2021, 7, 10))
        county.milestone(number=2, done_on=date(2021, 7, 20))
        county.milestone(number=3, done_on=date(2021, 8, 1), due_on=date(2021, 7, 20))
        county.milestone(number=4, due_on=date(2021, 7, 31))
        found = rows(county)
        reached = found["milestones.reached"]
        assert (reached["value"], reached["of"], reached["change"]) == (2, 4, 1)
        assert found["milestones.late"]["value"] == 1


class TestWhatHappenedInTheDays:
    def test_exchanges(self, county):
        county.exchange(date(2021, 7, 15), 1000, 9)
        county.exchange(date(2021, 7, 16), 500, 4, stopped_signing=1)
        county.exchange(date(2021, 7, 31), 300, 2, stopped_registration=2)
        county.exchange(date(2021, 8, 1), 70, 1)
        found = rows(county)
        assert found["exchanges.times"]["value"] == 2
        assert found["exchanges.compared"]["value"] == 800
        assert found["exchanges.compared"]["change"] == -200
        assert found["exchanges.stopped"]["value"] == 3

    def test_pages_that_readers_see(self, county):
        update("一", date=date(2021, 7, 15))
        update("二", date=date(2021, 7, 16))
        hidden = update("三", date=date(2021, 7, 17))
        hidden.unpublish()
        pages = rows(county)["pages.updatepage"]
        assert (pages["value"], pages["before"], pages["change"]) == (1, 1, 0)
        assert change(pages) == "持平"


class TestChange:
    def test_the_signed_report_comes_first(self, county):
        one = county.indicator(done=500, total=1024, as_of=date(2021, 7, 14))
        county.signed(BEFORE)
        one.done, one.as_of = 812, date(2021, 7, 31)
        one.save()
        row = rows(county)[f"measures.{one.pk}"]
        assert (row["before"], row["change"], row["versus"]) == (500, 312, "signed")
        assert row["before_as_of"] == "2021-07-14"

    def test_a_draft_before_counts_for_nothing(self, county):
        one = county.indicator(done=500, total=1024, as_of=date(2021, 7, 14))
        county.written(BEFORE)
        one.as_of = date(2021, 7, 31)
        one.save()
        assert rows(county)[f"measures.{one.pk}"]["versus"] == "none"

    def test_before_the_campaign_there_was_no_number(self, county):
        first = acts.periods_of(county.campaign)[0]
        assert {row["versus"] for row in rows(county, first).values()} == {"none"}

    def test_a_number_put_right_on_the_same_day_is_a_change(self, county):
        one = county.indicator(done=500, total=1024, as_of=date(2021, 7, 14))
        county.signed(BEFORE)
        key = f"measures.{one.pk}"
        assert change(rows(county)[key]) == "暂无新数"
        one.done = 480
        one.save()
        row = rows(county)[key]
        assert (row["change"], row["versus"]) == (-20, "signed")
        one.done, one.total = 500, 1100
        one.save()
        assert rows(county)[key]["versus"] == "signed"

    def test_drafting_again_counts_anew_and_keeps_the_text(self, county):
        report = county.written()
        county.exchange(date(2021, 7, 20), 500)
        stale = differing(report.facts, count(county.campaign, PERIOD))
        assert len(stale) == 2
        again = acts.draft(county.campaign, PERIOD, user=county.other)
        assert again.pk == report.pk
        assert again.progress == report.progress
        assert differing(again.facts, count(county.campaign, PERIOD)) == []


class TestDiffering:
    def facts(self, **values):
        row = {"key": "a", "label": "甲", "value": 1, "of": None, "as_of": "2021-07-30"}
        return {"rows": [row | values], "estates": None}

    @pytest.mark.parametrize(
        "values", [{"value": 2}, {"of": 3}, {"as_of": "2021-07-31"}]
    )
    def test_a_number_its_whole_and_its_day(self, values):
        assert differing(self.facts(), self.facts()) == []
        assert differing(self.facts(), self.facts(**values)) == ["甲"]

    def test_what_came_and_what_is_gone(self):
        other = self.facts(key="b", label="乙")
        assert differing(self.facts(), other) == ["甲", "乙"]
        assert differing({}, other) == ["乙"]

    def test_the_table_of_estates(self):
        table = {"as_of": "2021-07-30", "rows": [], "totals": {}}
        new = self.facts() | {"estates": table}
        assert differing(self.facts(), new) == ["各公租房项目情况表"]


class TestTheTable:
    def test_facts_stand_in_groups_and_say_what_they_mean(self, county):
        close_period(PERIOD, received=9)
        facts = count(county.campaign, PERIOD)
        labels = [label for label, _rows in by_group(facts)]
        assert labels[0] == "线索办理情况"
        assert len(labels) == len(Group) - 1  # no table of estates
        keys = [row["key"] for row in facts["rows"]]
        assert len(keys) == len(set(keys))
        assert all(row["definition"] and row["label"] for row in facts["rows"])

    def test_it_is_chinese_for_an_english_writer_too(self, county, settings):
        from django.utils import translation

        with translation.override("en"):
            found = rows(county)
            labels = [
                label for label, _rows in by_group(count(county.campaign, PERIOD))
            ]
        assert "三张清单" in labels
        assert found["lists.problems"]["label"] == "问题清单项数"

    def test_it_costs_the_same_with_more_of_everything(
        self, county, django_assert_num_queries, django_assert_max_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        def queries():
            with CaptureQueriesContext(connection) as seen:
                count(county.campaign, PERIOD)
            return len(seen)

        close_period(BEFORE, received=9)
        before = queries()
        close_period(PERIOD, received=9)
        for n in range(3):
            county.put_on_list(problem(n + 1), date(2021, 7, 10) + timedelta(days=n))
            county.milestone(number=n)
            county.indicator(number=n, done=1, total=2, as_of=date(2021, 7, 20))
            county.exchange(date(2021, 7, 16), 5)
        assert queries() == before
