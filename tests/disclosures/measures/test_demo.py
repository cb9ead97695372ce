"""The demonstration shows measures with everything they can have."""

import pytest
from django.test import Client

from disclosures.campaigns import Campaign
from disclosures.demo.column import make_column
from disclosures.demo.estates import make_estates
from disclosures.estates.published import newest
from disclosures.lists import public
from disclosures.lists.items import OutcomeItem
from disclosures.models import DateChange
from portal.pages.moderation import parts
from portal.scan import Scanned
from portal.users.models import Unit
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_its_plan_passes_the_checks_and_stands_on_the_pages(editor, moderator):
    make_column(editor, moderator)
    for part in parts(Campaign.current()):
        assert isinstance(part, Scanned)
        part.full_clean()
    client = Client()
    html = client.get("/plan/measures/2/").content.decode()
    assert "登记中心主任" in html
    assert "网签" in html
    assert "市住建局" in client.get("/plan/measures/5/").content.decode()
    assert client.get("/plan/matrix/").content.decode().count("●") >= 6
    assert "组长" in client.get("/plan/").content.decode()
    assert not DateChange.objects.exists()


def test_its_numbers_agree_wherever_they_stand(editor, moderator):
    make_column(editor, moderator)
    Unit.objects.filter(name="县住建局").update(is_lead=True)
    lead = Unit.objects.get(is_lead=True)
    make_estates(MembershipFactory(unit=lead).user, moderator)
    totals = newest().totals
    indicators = {
        (row["name"], row["done"], row["total"])
        for row in Client().get("/open-data/indicators.json").json()["rows"]
    }
    assert ("已复核", totals["reviewed"], totals["scope"]) in indicators
    assert ("已走访", totals["visited"], totals["scope"]) in indicators
    campaign = Campaign.current()
    rules = public.progress(campaign)[1]
    assert ("制度已施行", rules.done, rules.total) in indicators
    amounts = dict(OutcomeItem.objects.values_list("indicator", "value"))
    assert amounts["完成资格复核"] == totals["reviewed"]
    assert amounts["收回房屋"] == totals["vacated"]
    html = Client().get("/plan/measures/1/").content.decode()
    assert f'value="{totals["reviewed"]}"' in html
