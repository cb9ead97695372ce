"""A snapshot: taken in by the housing bureau, approved by a second person, shown."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.estates import snapshots
from disclosures.estates.columns import COLUMNS
from disclosures.estates.models import EstateRow, EstateSnapshot
from disclosures.estates.published import history, newest
from disclosures.estates.snapshots import Figures
from portal.workdays.clock import today
from tests.disclosures.factories import EstateFactory
from tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
EMPTY = dict.fromkeys((c.key for c in COLUMNS), 0)


@pytest.fixture
def bureau(roles):
    """Somebody of the housing bureau."""
    return MembershipFactory(unit=UnitFactory(lead=True)).user


def figures(estates, *, ago=1, source="县住建局", **changes):
    """Big numbers for every estate, but for those said."""
    row = EMPTY | {"scope": 100, "reviewed": 60, "visited": 50, "spot": 9}
    row |= {"to_vacate": 20, "vacated": 8} | changes
    day = today() - timedelta(days=ago)
    return Figures(day, source, {estate: dict(row) for estate in estates})


@pytest.fixture
def estates(db):
    return EstateFactory.create_batch(4)


class TestTheWay:
    def test_nothing_is_public_before_a_second_person_approves(
        self, bureau, moderator, estates
    ):
        snapshot, new = snapshots.take_in(figures(estates), user=bureau)
        assert new
        assert newest() is None
        snapshots.approve(snapshot, user=moderator)
        table = newest()
        assert table.lines[0].counts["scope"] == 100
        assert table.totals["scope"] == 400
        assert table.source == "县住建局"

    def test_whoever_imported_does_not_approve(self, bureau, estates):
        bureau.groups.add(UserFactory(role="moderator").groups.get())
        bureau = type(bureau).objects.get(pk=bureau.pk)
        snapshot, _new = snapshots.take_in(figures(estates), user=bureau)
        with pytest.raises(PermissionDenied):
            snapshots.approve(snapshot, user=bureau)
        assert newest() is None

    def test_only_the_lead_unit_imports(self, roles, moderator, estates):
        other = MembershipFactory(unit=UnitFactory()).user
        for person in (other, moderator, UserFactory(role="editor")):
            with pytest.raises(PermissionDenied):
                snapshots.take_in(figures(estates), user=person)

    def test_the_same_table_twice_changes_nothing(self, bureau, moderator, estates):
        snapshot, _new = snapshots.take_in(figures(estates), user=bureau)
        again, new = snapshots.take_in(figures(estates), user=bureau)
        assert (again, new) == (snapshot, False)
        snapshots.approve(snapshot, user=moderator)
        again, new = snapshots.take_in(figures(estates), user=bureau)
        assert (again, new) == (snapshot, False)
        assert EstateRow.objects.count() == len(estates)

    def test_a_public_table_stays_and_is_followed_by_a_later_one(
        self, bureau, moderator, estates
    ):
        snapshot, _new = snapshots.take_in(figures(estates), user=bureau)
        snapshots.approve(snapshot, user=moderator)
        for ago in (1, 5):
            with pytest.raises(ValidationError, match=r"later day|更晚"):
                snapshots.take_in(figures(estates, ago=ago, scope=101), user=bureau)
        snapshots.take_in(figures(estates, ago=0, scope=101), user=bureau)

    def test_one_table_waits_at_a_time(self, bureau, estates):
        first, _new = snapshots.take_in(figures(estates), user=bureau)
        with pytest.raises(ValidationError):
            snapshots.take_in(figures(estates, scope=101), user=bureau)
        snapshots.withdraw(first, user=bureau)
        snapshots.take_in(figures(estates, scope=101), user=bureau)

    def test_two_people_who_decide_do_not_both(self, bureau, moderator, estates):
        snapshot, _new = snapshots.take_in(figures(estates), user=bureau)
        snapshots.send_back(snapshot, user=moderator, reason="合计不对")
        with pytest.raises(ValidationError):
            snapshots.approve(snapshot, user=moderator)
        assert newest() is None

    def test_a_day_to_come_is_refused(self, bureau, estates):
        with pytest.raises(ValidationError):
            snapshots.take_in(figures(estates, ago=-1), user=bureau)
        assert not EstateSnapshot.objects.exists()


class TestWhatIsShown:
    @pytest.fixture
    def published(self, bureau, moderator, estates):
        """Two tables; in the first, one estate has two that must leave."""
        for ago, small in ((9, 2), (2, 12)):
            table = figures(estates, ago=ago)
            table.rows[estates[0]].update(to_vacate=small, vacated=0)
            snapshot, _new = snapshots.take_in(table, user=bureau)
            snapshots.approve(snapshot, user=moderator)
        return history()

    def test_a_small_cell_and_its_pair_are_hidden_and_totals_are_not(
        self, published, estates
    ):
        first = published[0]
        counts = [first.of(estate).counts["to_vacate"] for estate in estates]
        assert counts == [None, None, 20, 20]
        assert first.totals["to_vacate"] == 62
        assert first.of(estates[0]).counts["scope"] == 100

    def test_what_was_published_stays_when_more_comes(self, published, estates):
        assert published[0].of(estates[0]).counts["to_vacate"] is None

    def test_page_chart_and_files_say_the_same(self, published, estates, site):
        page = Client().get("/estates/").content.decode()
        assert "未公布" in page
        assert "<svg" in page
        estate = Client().get(reverse("estate_history", args=[estates[0].pk]))
        assert "未公布" in estate.content.decode()
        data = Client().get("/open-data/estates.json").json()
        rows = {(r["as_of"], r["estate"]): r["to_vacate"] for r in data["rows"]}
        first = published[0].as_of.isoformat()
        assert rows[first, estates[0].name] is None
        assert rows[first, estates[2].name] == 20
        assert rows[first, "全县"] == 62
        text = Client().get("/open-data/estates.csv").content.decode("utf-8-sig")
        line = next(
            one for one in text.splitlines() if first in one and estates[0].name in one
        )
        assert line.split(",")[7] == "未公布"

    def test_the_hidden_number_is_nowhere(self, bureau, moderator, estates, site):
        table = figures(estates, vacated=4)
        table.rows[estates[1]].update(scope=7_771, to_vacate=2)
        table.rows[estates[0]].update(scope=1)
        table.rows[estates[0]].update(dict.fromkeys(list(EMPTY)[1:], 0))
        table.rows[estates[1]].update(vacated=0)
        snapshot, _new = snapshots.take_in(table, user=bureau)
        snapshots.approve(snapshot, user=moderator)
        for address in (
            "/estates/",
            "/en/estates/",
            "/elder/estates/",
            "/figures/",
            reverse("estate_history", args=[estates[1].pk]),
            "/open-data/",
            "/open-data/estates.csv",
            "/open-data/estates.json",
        ):
            response = Client().get(address)
            assert response.status_code == 200, address
            text = response.content.decode()
            assert "7771" not in text.replace(",", ""), address

    def test_elders_get_it_without_columns(self, published, site):
        html = Client().get("/elder/estates/").content.decode()
        before = html.partition("<figure")[0].partition("<main")[2]
        plain = Client().get("/estates/").content.decode()
        assert "<table" not in before.partition("chart")[0]
        for link in re.findall(r'href="(/estates/\d+/)"', plain):
            assert f"/elder{link}" in html

    def test_the_page_costs_the_same_with_more_of_everything(
        self, published, bureau, moderator, site
    ):

        def queries(address):
            Client().get(address)
            with CaptureQueriesContext(
                connection,
            ) as found:
                assert Client().get(address).status_code == 200
            return len(found)

        addresses = ("/estates/", "/figures/", "/open-data/", "/open-data/estates.csv")
        few = [queries(address) for address in addresses]
        more = EstateFactory.create_batch(8)
        snapshot, _new = snapshots.take_in(figures(more, ago=0), user=bureau)
        snapshots.approve(snapshot, user=moderator)
        assert [queries(address) for address in addresses] == few
