"""One place, many spellings; and an index that needs the unit's key."""

import pytest
from django.test import TestCase

from complaints.vault.places import normalise
from tests.complaints.vault.factories import keyed_member, keyed_unit


@pytest.mark.parametrize(
    "spelling",
    [
        "3栋2单元501室",
        "３幢２单元５０１",
        "三号楼二单元五〇一室",
        "3 号楼 2 单元 501 房",
        "3-2-501",
        "３－２－５０１",
        "三栋二单元五零一",
        "3#2单元501",
        "3座，2单元，501户",
    ],
)
def test_one_place_in_many_spellings(spelling):
    assert normalise(spelling) == "3-2-501"


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十栋", "10"),
        ("十二栋", "12"),
        ("二十栋", "20"),
        ("二十三栋", "23"),
        ("一百零五室", "105"),
        ("一百一十室", "110"),
        ("一二〇三室", "1203"),
    ],
)
def test_chinese_numerals(numeral, number):
    assert normalise(numeral) == number


def test_other_places_stay_apart():
    spellings = ("3栋2单元501室", "32栋501室", "3栋25单元01室", "3-2-502", "3栋2501")
    assert len({normalise(s) for s in spellings}) == len(spellings)


class Index(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, _user, cls.ring = keyed_unit(lead=True)
        _user, cls.colleague = keyed_member(cls.unit, by=cls.ring)
        cls.other, _user, cls.foreign = keyed_unit()

    def test_is_the_same_for_all_members_and_spellings(self):
        one = self.ring.place_index(self.unit, "河滨苑三栋二单元501室")
        assert one == self.colleague.place_index(self.unit, "河滨苑 3-2-501")
        assert one != self.ring.place_index(self.unit, "河滨苑3-2-502")
        assert len(one) == 64

    def test_tells_another_unit_nothing(self):
        place = "河滨苑3-2-501"
        assert self.foreign.place_index(self.unit, place) is None
        theirs = self.foreign.place_index(self.other, place)
        assert theirs != self.ring.place_index(self.unit, place)

    def test_of_nothing_is_nothing(self):
        assert self.ring.place_index(self.unit, "  ，") is None
