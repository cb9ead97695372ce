"""One place, many spellings; and an index that needs the unit's key."""

import pytest
from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
        "第三栋二单元501号房",
        "3号栋2单元501",
        "501室，3栋2单元",
        "2单元501室（3栋）",
        "3栋2单元5楼501",
        "三幢二单元五层五零一室",
        "03栋2单元0501室",
        "3/2/501",
        "3-2单元-501",
        "三栋 二单元 五百零一",
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
        ("廿栋", "20"),
        ("廿三栋", "23"),
        ("卅一栋", "31"),
        ("百栋", "100"),
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


HAN = "零一二三四五六七八九"


def in_han(number):
    """A number below 1000 as it is spoken."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = f"{HAN[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else HAN[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (HAN[ones] if ones else "")


def spelt(number, how):
    return {
        "plain": str(number),
        "full": "".join(chr(ord(c) + 0xFEE0) for c in str(number)),
        "spoken": in_han(number),
        "digits": "".join(HAN[int(c)] for c in str(number)),
        "score": in_han(number).replace("二十", "廿").replace("三十", "卅"),
    }[how]


#: A numeral of tens alone reads as one number only with its label behind it.
how = st.sampled_from(["plain", "full", "spoken", "digits", "score"])
building = st.sampled_from(["栋", "幢", "号楼", "座", "#"])
room = st.sampled_from(["室", "房", "户", "号", "号房", ""])
gap = st.sampled_from(["", " ", "　", "，", "-", "—", "/"])


@st.composite
def place(draw, numbers):
    """One of many ways to write a flat."""
    first, second, third = numbers
    steps = [
        spelt(first, draw(how)) + draw(building),
        spelt(second, draw(how)) + "单元",
        spelt(third, draw(how)) + (draw(room) or "室"),
    ]
    if draw(st.booleans()):
        steps = [steps[2], *steps[:2]]
    between = draw(gap)
    name = draw(st.sampled_from(["", "东门小区", "明溪县城关镇东门小区 "]))
    return name + between.join(steps)


flat = st.tuples(st.integers(1, 40), st.integers(1, 9), st.integers(101, 999))


calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestAnySpelling:
    @calm
    @given(data=st.data(), numbers=flat)
    def test_is_the_same_flat(self, data, numbers):
        expected = "东门小区-{}-{}-{}".format(*numbers)
        assert normalise(data.draw(place(numbers)), "东门小区") == expected

    @calm
    @given(data=st.data(), one=flat, other=flat)
    def test_never_of_another_one(self, data, one, other):
        places = [normalise(data.draw(place(n)), "东门小区") for n in (one, other)]
        assert (places[0] == places[1]) == (one == other)

    @calm
    @given(text=st.text(alphabet="0123廿百一二栋室单元#-— ab（）\n😀", max_size=30))
    def test_reads_whatever_is_typed_and_reads_its_own_again(self, text):
        assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("estate", "text"),
    [
        ("东门小区", "3-2-501"),
        ("东门小区", "东门小区三栋二单元501室"),
        ("东门小区", "明溪县城关镇东门小区3幢2单元501"),
        ("", "东门小区3-2-501"),
    ],
)
def test_the_estates_name_counts_once(estate, text):
    assert normalise(text, estate) == "东门小区-3-2-501"


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
