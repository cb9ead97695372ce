"""A flat directly after an estate's name is found, however that name ends."""

import pytest

from portal.scan import findings
from tests.disclosures.factories import EstateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def estate():
    return EstateFactory(name="宏远安居")


class TestFlats:
    @pytest.mark.parametrize(
        "text",
        ["住宏远安居3-601的家庭", "宏远安居 Ｂ—１２０３", "宏远安居3-601一直出租"],
    )
    def test_it_finds(self, text):
        (found,) = findings(text)
        assert found.kind == "address"
        assert found.text == text[found.start : found.end]
        assert found.text.startswith("宏远安居")

    @pytest.mark.parametrize(
        "text",
        [
            "宏远安居3-5人，2021-7-15，0598-2852345",
            "宏远安居2021-2022年度",
            "宏远安置点3-601",
        ],
    )
    def test_it_lets_pass(self, text):
        assert findings(text) == []

    def test_it_asks_only_where_a_flat_could_be(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            findings("宏远安居走访过半")

    def test_a_place_that_the_scan_knows_is_found_once(self):
        EstateFactory(name="东门小区")
        assert len(findings("东门小区3-601")) == 1
