"""The elder version is simpler than the other one, and says all the same."""

import re

import pytest
from django.test import Client

from disclosures.measures.models import ResponsiblePost
from disclosures.models import Measure
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
BUTTON = re.compile(r'<a class="button[^"]*" href="([^"]+)"')


def main(path):
    html = Client().get(path).content.decode()
    return html[html.index("<main") : html.index("</main>")]


class TestElder:
    def test_the_main_doors_come_first_each_a_button(self, site):
        html = main("/elder/")
        doors = BUTTON.findall(html)
        assert doors[0] == "/elder/tips/new/"
        assert "/elder/tips/mailbox/" in doors
        assert any(door.startswith("tel:") for door in doors)
        assert {"/elder/channels/", "/elder/updates/", "/elder/plan/"} <= set(doors)
        assert html.index("doors") < html.index("<h2")
        assert "doors" not in main("/")

    def test_units_and_measures_stand_without_columns(self, site):
        measure = Measure.objects.get(number=2)
        unit = UnitFactory(name="县自然资源局")
        ResponsiblePost.objects.create(measure=measure, unit=unit, post="股长")
        html = main("/elder/plan/matrix/")
        assert "<table" not in html
        assert "县自然资源局" in html
        assert 'href="/elder/plan/measures/2/"' in html
        assert "<table" in main("/plan/matrix/")
