"""A measure's own page, the matrix and the exchange log, as a reader gets them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.models import (
    DataExchange,
    Duty,
    Indicator,
    Measure,
    Milestone,
    ResponsiblePost,
    TaskForceSeat,
)
from portal.workdays.clock import today
from tests.disclosures.factories import DeadlineFactory, MeasureFactory, update
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


def page(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


def days(n: int) -> date:
    return today() + timedelta(days=n)


@pytest.fixture
def campaign(site):
    """Measure 2 with everything a measure can have."""
    housing = UnitFactory(name="县住建局", is_lead=True)
    land = UnitFactory(name="县自然资源局")
    measure = Measure.objects.get(number=2)
    measure.units = [housing, land]
    measure.save()
    ResponsiblePost.objects.create(measure=measure, unit=land, post="登记中心主任")
    DeadlineFactory(measure=measure, phrase="下月底前", date=days(10), label="签约定")
    DeadlineFactory(
        measure=measure, phrase="年底前", date=days(90), label="送省厅", body="市住建局"
    )
    Indicator.objects.create(
        measure=measure,
        number=1,
        name="已复核",
        done=812,
        total=1024,
        counted_in="户",
        definition="复核完的家庭，占全部家庭。",
    )
    Milestone.objects.create(measure=measure, number=1, text="启动", done_on=days(-3))
    Milestone.objects.create(measure=measure, number=2, text="签约", due_on=days(-1))
    exchange = DataExchange(
        measure=measure, day=days(-2), compared=1000, hits=9, stopped_signing=4
    )
    exchange.units = [housing, land]
    exchange.save()
    Duty.objects.create(campaign=site.campaign, unit=land, text="核对房产登记")
    TaskForceSeat.objects.create(
        campaign=site.campaign, number=1, role="leader", unit=housing, post="副局长"
    )
    update("三方约定谈妥", measure=measure)
    return site.campaign


class TestMeasurePage:
    def test_it_tells_who_until_when_how_far_and_what_was_done(self, campaign):
        html = page("/plan/measures/2/")
        for words in (
            *("第2项措施", "县自然资源局", "登记中心主任", "下月底前", "签约定"),
            *("已复核", "<strong>812</strong> / 1024", "复核完的家庭"),
            *("市住建局", "送省厅", "三方约定谈妥", "启动", "签约"),
            *("milestone--done", "milestone--late", ">1000<", ">9<"),
        ):
            assert words in html, words
        assert html.count("milestone--late") == 1
        assert 'href="/plan/measures/1/"' in html
        assert 'href="/plan/measures/3/"' in html
        assert "79%" not in html

    def test_the_plan_and_the_first_page_lead_to_it(self, campaign):
        for path in ("/", "/plan/"):
            assert 'href="/plan/measures/2/"' in page(path)
        assert 'href="/elder/plan/measures/2/"' in page("/elder/plan/")
        assert "/plan/measures/2/" in page("/sitemap.xml")
        assert 'href="/plan/measures/2/"' in page("/updates/三方约定谈妥/")

    def test_another_bodys_date_is_no_deadline_of_ours(self, campaign):
        measure = Measure.objects.get(number=2)
        assert measure.due == "下月底前"
        assert measure.late

    def test_no_page_where_there_is_no_measure(self, campaign):
        assert Client().get("/plan/measures/9/").status_code == 404
        assert Client().get("/plan/measures/x/").status_code == 404

    def test_nothing_of_a_campaign_that_is_not_approved(self, campaign):
        type(campaign).objects.update(live=False)
        for path in ("measures/2/", "matrix/", "exchanges/"):
            assert Client().get(f"/plan/{path}").status_code == 404

    def test_a_bare_measure_has_a_page_too(self, campaign):
        assert "第1项措施" in page("/en/plan/measures/1/")


class TestMatrix:
    def test_a_unit_takes_part_where_the_plan_says_so(self, campaign):
        html = page("/plan/matrix/")
        assert html.count("●") == 2
        assert html.count("matrix__cell") == 6 * 3
        assert html.index("县住建局") < html.index("县自然资源局")
        assert "核对房产登记" in html

    def test_as_many_queries_at_30_measures_as_at_6(self, campaign):
        page("/plan/matrix/")

        def queries(path):
            with CaptureQueriesContext(connection) as counted:
                page(path)
            return len(counted)

        paths = ("/plan/matrix/", "/plan/", "/")
        few = [queries(path) for path in paths]
        unit = UnitFactory()
        for number in range(7, 31):
            measure = MeasureFactory(campaign=campaign, number=number)
            ResponsiblePost.objects.create(measure=measure, unit=unit, post="股长")
            Milestone.objects.create(measure=measure, number=1, text="启动")
            exchange = DataExchange(measure=measure, compared=1)
            exchange.units = [unit]
            exchange.save()
        assert [queries(path) for path in paths] == few


class TestExchanges:
    def test_the_log_has_its_sums(self, campaign):
        other = DataExchange(
            measure=Measure.objects.get(number=4), day=days(-1), compared=50, hits=2
        )
        other.units = [UnitFactory(name="县民政局")]
        other.save()
        html = page("/plan/exchanges/")
        assert "县住建局、县自然资源局" in html
        assert ">1050<" in html
        # On a phone each number stands in a card of its row, and says what it counts.
        assert 'data-label="比对条数">1050<' in html
        assert "disclosures/lists.css" in html
        assert ">11<" in html
        assert html.index("县民政局") < html.index("县住建局、")

    def test_more_hits_than_records_are_refused(self, campaign):
        measure = Measure.objects.get(number=2)
        for facts in (
            {"compared": 3, "hits": 4},
            {"compared": 9, "hits": 4, "stopped_signing": 3, "stopped_registration": 2},
            {"compared": 9, "day": days(1)},
        ):
            with pytest.raises(ValidationError):
                DataExchange(measure=measure, **facts).full_clean()


class TestIndicator:
    def test_a_share_is_never_typed_and_n_never_over_m(self, campaign):
        facts = {"measure": Measure.objects.get(number=2), "number": 1, "total": 10}
        good = {"name": "已复核", "definition": "全部家庭", "done": 10}
        Indicator(**facts, **good).full_clean()
        for bad in (
            {"name": "已复核79%"},
            {"definition": "达到百分之八十"},
            {"counted_in": "％"},
            {"done": 11},
        ):
            with pytest.raises(ValidationError):
                Indicator(**facts, **(good | bad)).full_clean()

    def test_it_stands_on_the_first_page(self, campaign):
        assert "已复核 812 / 1024 户" in page("/")


class TestTaskForce:
    def test_it_stands_on_the_plan_by_post(self, campaign):
        assert "县住建局副局长" in page("/plan/")


class TestTheWholePlan:
    def test_it_names_the_responsible_posts(self, campaign):
        assert "县自然资源局登记中心主任" in page("/plan/")
        assert "登记中心主任" not in page("/")

    def test_more_posts_cost_no_more_queries(self, campaign):
        page("/plan/")
        with CaptureQueriesContext(connection) as few:
            page("/plan/")
        for measure in Measure.objects.all():
            for number in range(2):
                ResponsiblePost.objects.create(
                    measure=measure, unit=UnitFactory(), post=f"第{number}股股长"
                )
        with CaptureQueriesContext(connection) as many:
            page("/plan/")
        assert len(many) == len(few)
