"""Responsible units and the duties given to them."""

import pytest

from disclosures.plans.duties import find_duties
from disclosures.plans.lines import Line
from disclosures.plans.units import UnitRegister, find_responsibilities, read_level


def names_in(text):
    """The canonical names of the units a text makes responsible."""
    return UnitRegister([part.names for part in find_responsibilities(text)]).names


class TestLists:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("（责任单位：县住建局、民政局）", ["县住建局", "县民政局"]),
            ("(责任单位:县住建局,民政局)", ["县住建局", "县民政局"]),
            ("【责任单位：区教育局】", ["区教育局"]),
            ("做好记录。责任单位：县教育局", ["县教育局"]),
            ("牵头单位:市教育局；配合单位:公安局", ["市教育局", "市公安局"]),
            (
                "（县教育局牵头，公安局、司法局配合）",
                ["县教育局", "县公安局", "县司法局"],
            ),
            ("（县教育局、公安局按职责分工负责）", ["县教育局", "县公安局"]),
            ("（责任单位：县民政局等部门）", ["县民政局"]),
            ("（责任单位：县教育局和卫健局）", ["县教育局", "县卫健局"]),
            ("（责任单位：县人力资源和社会保障局）", ["县人力资源和社会保障局"]),
            (
                "（责任单位：县水利局、各乡（镇）人民政府；完成时限：4月）",
                ["县水利局", "各乡（镇）人民政府"],
            ),
            ("（责任单位：县民政局、县民政局）", ["县民政局"]),
        ],
    )
    def test_forms(self, text, names):
        assert names_in(text) == names

    @pytest.mark.parametrize(
        "text",
        [
            "明确责任单位、责任人和整治时限。",
            "（为期三个月，由专人负责）",
            "按照谁主管谁负责的原则。",
        ],
    )
    def test_sentences_that_name_nobody(self, text):
        assert find_responsibilities(text) == []


class TestOneName:
    def test_the_level_word_left_out_is_put_back(self):
        units = UnitRegister([("县住建局", "民政局"), ("民政局", "公安局")])
        assert units.names == ["县住建局", "县民政局", "县公安局"]

    def test_a_full_name_is_the_same_unit(self):
        units = UnitRegister([("清源县民政局",), ("县民政局",), ("民政局",)])
        assert units.names == ["县民政局"]

    def test_a_short_name_is_the_same_unit(self):
        units = UnitRegister([("区住房和城乡建设局",), ("区住建局", "住房城乡建设局")])
        assert units.names == ["区住房和城乡建设局"]

    def test_another_level_is_another_unit(self):
        assert UnitRegister([("县住建局",), ("市住建局",)]).names[1] == "市住建局"

    def test_the_text_tells_the_level_where_lists_do_not(self):
        units = UnitRegister(
            [("住建局", "民政局")], "由县住建局牵头，报市住建局。县住建局"
        )
        assert units.names == ["县住建局", "县民政局"]

    def test_without_any_level_names_stay_plain(self):
        assert UnitRegister([("住建局", "民政局")]).names == ["住建局", "民政局"]

    def test_party_organs_keep_their_committee(self):
        units = UnitRegister([("县委宣传部",), ("县教育局", "宣传部")])
        assert units.names == ["县委宣传部", "县教育局"]

    @pytest.mark.parametrize(
        ("name", "level"),
        [
            ("市场监管局", ""),
            ("市市场监管局", "市"),
            ("市民政局", "市"),
            ("市政府办公室", "市"),
            ("县城市管理局", "县"),
            ("城市管理局", ""),
            ("社区居委会", ""),
            ("开发区管委会", ""),
            ("各县区教育局", ""),
            ("安和市教育局", "市"),
        ],
    )
    def test_level_words(self, name, level):
        assert read_level(name)[0] == level


class TestDuties:
    UNITS = ("县住建局", "民政局", "自然资源局")

    def duties(self, text):
        found = find_duties(Line(7, text), UnitRegister([self.UNITS]))
        return [(duty.unit, duty.text) for duty in found]

    def test_departments_are_the_units_they_stand_for(self):
        text = "其中：民政部门负责收入核对，核查婚姻；自然资源部门负责房产核对。"
        assert self.duties(text) == [
            ("县民政局", "负责收入核对，核查婚姻"),
            ("县自然资源局", "负责房产核对"),
        ]

    def test_the_lead_comes_before_the_others(self):
        text = "县住建局负责牵头，其他部门配合，其中：民政部门负责核对。"
        assert self.duties(text) == [("县住建局", "负责牵头"), ("县民政局", "负责核对")]

    def test_two_units_share_a_duty(self):
        units = [unit for unit, _ in self.duties("县住建局、民政局负责走访。")]
        assert units == ["县住建局", "县民政局"]

    def test_a_list_needs_no_verb(self):
        assert self.duties("县住建局：牵头组织。") == [("县住建局", "牵头组织")]

    @pytest.mark.parametrize(
        "text", ["各单位负责落实。", "谁主管谁负责。", "专人负责。"]
    )
    def test_what_is_said_of_everybody_is_no_duty(self, text):
        assert self.duties(text) == []

    def test_it_knows_its_line(self):
        [duty] = find_duties(Line(7, "民政局负责核对"), UnitRegister([self.UNITS]))
        assert duty.lines == (7, 7)
