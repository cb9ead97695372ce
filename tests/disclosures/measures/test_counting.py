"""An indicator says what the estates' table or a list says, and is never typed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.estates import snapshots
from disclosures.lists.items import ProblemItem
from disclosures.measures.models import Source
from disclosures.models import Estate, Indicator, Measure
from portal.users.models import Unit
from portal.workdays.clock import today
from tests.disclosures.estates.test_published import EMPTY
from tests.disclosures.factories import EstateFactory
from tests.disclosures.test_campaign_overruling import approve
from tests.disclosures.test_campaign_review import edit
from tests.factories import MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db


def indicator(source, number=1):
    return Indicator.objects.create(
        measure=Measure.objects.get(number=number),
        number=1,
        name="资格复核",
        source=source,
        counted_in="户",
        definition="复核完的家庭，占应复核的家庭。",
    )


def table(moderator, days_ago, **counts):
    """An approved table of the estates."""
    lead = Unit.objects.filter(is_lead=True).first() or UnitFactory(lead=True)
    user = MembershipFactory(unit=lead).user
    estates = Estate.objects.all() or [EstateFactory() for _n in range(3)]
    rows = dict.fromkeys(estates, EMPTY | counts)
    as_of = today() - timedelta(days=days_ago)
    figures = snapshots.Figures(as_of, "县住建局", rows)
    snapshot, _new = snapshots.take_in(figures, user=user)
    snapshots.approve(snapshot, user=moderator)


def problem(campaign, number, **facts):
    return ProblemItem.objects.create(
        campaign=campaign,
        number=number,
        changed_on=today(),
        focus=1,
        source="visit",
        facts="有人转租。",
        measure="约谈。",
        units="县住建局",
        officer="股长",
        due=today(),
        **facts,
    )


def page(path="/plan/measures/1/"):
    return Client().get(path).content.decode()


def rows():
    return Client().get("/open-data/indicators.json").json()["rows"]


class TestSources:
    def test_the_newest_table_of_the_estates_speaks(self, site, moderator):
        indicator(Source.REVIEWED)
        assert "资格复核" in page()
        assert rows() == []
        table(moderator, 9, scope=100, reviewed=40)
        table(moderator, 2, scope=100, reviewed=70)
        for path in ("/plan/measures/1/", "/plan/", "/", "/elder/"):
            assert 'max="300"' in page(path), path
            assert 'value="210"' in page(path), path
        (row,) = rows()
        assert (row["done"], row["total"]) == (210, 300)
        assert row["as_of"] == (today() - timedelta(days=2)).isoformat()
        assert row["source"]

    def test_a_list_speaks(self, site):
        indicator(Source.PROBLEMS)
        problem(site.campaign, 1)
        closed = {"status": "closed", "closed_on": today(), "evidence": "一"}
        problem(site.campaign, 2, result="二", **closed)
        (row,) = rows()
        assert (row["done"], row["total"]) == (1, 2)
        assert 'max="2"' in page()

    @pytest.mark.parametrize("source", Source.values)
    def test_before_a_source_says_something_none_is_shown(self, site, source):
        indicator(source)
        assert "<progress" not in page()
        assert page("/plan/")
        assert rows() == []

    def test_typed_ones_stand_in_the_open_data_too(self, site):
        one = indicator("")
        Indicator.objects.filter(pk=one.pk).update(done=3, total=9)
        (row,) = rows()
        assert (row["done"], row["total"], row["source"]) == (3, 9, "")


class TestTyping:
    def test_what_is_typed_beside_a_source_is_not_kept(self, site, editor, moderator):
        measure = Measure.objects.get(number=1)
        Indicator.objects.create(
            measure=measure, number=1, name="复核", done=1, total=2, definition="一"
        )
        begin = "measures-0-indicators-0-"
        given = {
            f"{begin}source": "reviewed",
            f"{begin}done": 5,
            f"{begin}total": 7,
            "action-submit": "1",
        }
        assert edit(editor, site.campaign, **given).status_code == 302
        site.campaign.refresh_from_db()
        approve(moderator, site.campaign)
        one = Indicator.objects.get()
        assert (one.source, one.done, one.total) == ("reviewed", 0, None)

    def test_without_a_source_the_whole_is_asked_for(self, site):
        one = Indicator(
            measure=Measure.objects.get(number=1), number=1, name="一", definition="一"
        )
        with pytest.raises(ValidationError) as refused:
            one.full_clean()
        assert "total" in refused.value.message_dict


def test_more_indicators_cost_no_more(site, moderator):
    table(moderator, 2, scope=100, reviewed=70)
    problem(site.campaign, 1)
    indicator(Source.REVIEWED, 1)
    indicator(Source.PROBLEMS, 2)

    def queries(path):
        Client().get(path)
        with CaptureQueriesContext(connection) as found:
            Client().get(path)
        return len(found)

    paths = ("/", "/plan/", "/open-data/indicators.csv")
    few = [queries(path) for path in paths]
    for number in (3, 4, 5, 6):
        indicator(Source.VISITED, number)
    assert [queries(path) for path in paths] == few
