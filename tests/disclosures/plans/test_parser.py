"""What is read out of whole plans, county by county."""

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document

import disclosures.demo
from disclosures.plans.errors import PlanError
from disclosures.plans.parser import parse
from disclosures.plans.reader import read_lines

from .samples import assert_placed_once, read_sample, sample_lines

DEMO = Path(disclosures.demo.__file__).with_name("plan.txt")


def texts(passages):
    """The texts of some passages."""
    return [passage.text for passage in passages]


def days(stages):
    """First and last days of stages, as text."""
    return [f"{stage.starts_on} {stage.ends_on}" for stage in stages]


class TestDemoPlan:
    plan = parse(read_lines(DEMO))

    def test_it_is_read_whole(self):
        assert self.plan.title is None
        assert len(self.plan.focus_issues) == 2
        assert [measure.number for measure in self.plan.measures] == [1, 2, 3, 4, 5, 6]
        assert [stage.number for stage in self.plan.stages] == [1, 2, 3, 4]
        assert self.plan.unplaced == ()
        assert_placed_once(read_lines(DEMO), self.plan)

    def test_units_have_one_name_each(self):
        names = ["县住建局", "县民政局", "县自然资源局", "县公安局"]
        assert list(self.plan.units) == names
        assert [len(measure.units) for measure in self.plan.measures] == [
            4, 2, 1, 4, 1, 4,
        ]  # fmt: skip
        assert [duty.unit for duty in self.plan.duties] == names

    def test_stages_overlap_and_may_lack_a_start(self):
        assert days(self.plan.stages) == [
            "None 2021-06-20",
            "2021-06-01 2021-08-31",
            "2021-07-01 2021-08-31",
            "None 2021-09-30",
        ]
        assert [stage.name for stage in self.plan.stages][1] == "自查自纠阶段"
        assert self.plan.stages[0].phrase == "2021年6月中旬前"

    def test_deadlines_inside_sentences(self):
        measures = [[d.phrase for d in m.deadlines] for m in self.plan.measures]
        assert measures == [
            [], ["定期"], ["7月底前"], ["定期"], ["6月15日前", "6月底前"], [],
        ]  # fmt: skip
        [due] = self.plan.stages[1].deadlines
        assert (due.phrase, due.date) == ("8月25日前", date(2021, 8, 25))
        [recurring] = self.plan.organisation[3].deadlines
        assert (recurring.phrase, recurring.date) == ("每半月", None)

    def test_channels_and_appendix(self):
        names = [channel.name for channel in self.plan.channels]
        assert names == ["电视台", "明溪在线", "县政府门户网站"]
        assert self.plan.appendix.text == "应退未退公租房项目名称"

    def test_a_look_alike_heads_the_organisation(self):
        assert texts(self.plan.headings)[-1] == "4、 组织实施"
        assert len(self.plan.organisation) == 4

    def test_its_words_are_the_campaigns(self):
        text = DEMO.read_text(encoding="utf-8")
        assert all(word in text for word in ("公租房", "转租", "清退"))


class TestSchoolMeals:
    """Title in two lines, units on lines of their own, stages with days."""

    plan = read_sample("school_meals")

    def test_title_and_what_surrounds_it(self):
        assert self.plan.title == "清源县中小学校园食品安全专项整治实施方案"
        assert self.plan.title_lines == (1, 2)
        assert texts(self.plan.unplaced)[0] == "清教〔2023〕14号"
        assert texts(self.plan.unplaced)[-2:] == ["清源县教育局", "2023年2月20日"]

    def test_units_below_the_measure(self):
        assert [measure.title for measure in self.plan.measures] == [
            "管住采购环节",
            "管住加工环节",
            "管住资金使用",
        ]
        assert self.plan.measures[1].units == ("县教育局", "县市场监管局", "县卫健局")
        assert self.plan.measures[2].units == ("县财政局", "县教育局", "县审计局")
        assert self.plan.measures[2].lines == (17, 19)
        assert "单位" not in self.plan.measures[2].text

    def test_stages_take_the_year_of_the_title(self):
        assert days(self.plan.stages) == [
            "2023-03-01 2023-03-31",
            "2023-04-01 2023-10-31",
            "2023-11-01 2024-01-15",
        ]
        assert self.plan.stages[1].deadlines[0].date == date(2023, 5, 31)
        assert self.plan.stages[0].text.startswith("召开动员会")

    def test_duties_and_channels(self):
        assert [duty.unit for duty in self.plan.duties] == [
            "县教育局",
            "县市场监管局",
            "县卫健局",
        ]
        assert [channel.name for channel in self.plan.channels] == [
            "举报电话：0599-6120000",
            "县电视台",
            "清源教育微信公众号",
            "12345热线",
        ]

    def test_the_appendix_names_two(self):
        assert self.plan.appendix.text == "1.学校食堂自查表\n2.供货企业名录"
        assert self.plan.appendix.lines == (31, 32)


class TestVillageAssets:
    """Look-alikes of every kind, lead and supporting units, across new year."""

    plan = read_sample("village_assets")

    def test_look_alike_headings(self):
        assert texts(self.plan.headings) == [
            "—、指导思想",
            "ニ、目标任务",
            "三、整治内容",
            "重点整治以下三类问题：",
            "四、主要措施",
            "５、时间安排",
            "六、组织保障",
        ]
        assert self.plan.goal.text.startswith("摸清集体家底")

    def test_measures_numbered_four_ways(self):
        assert [measure.number for measure in self.plan.measures] == [1, 2, 3, 4]
        assert self.plan.measures[0].units == (
            "县农业农村局",
            "县财政局",
            "县自然资源局",
            "各乡（镇）人民政府",
        )
        assert self.plan.measures[3].units == ("县农业农村局", "县纪委监委", "县财政局")

    def test_dates_across_new_year(self):
        assert days(self.plan.stages) == [
            "2022-11-01 2022-11-30",
            "2022-12-01 2023-02-28",
            "2023-03-01 2023-03-31",
        ]
        assert self.plan.stages[1].deadlines[0].date == date(2023, 1, 15)
        assert self.plan.measures[0].deadlines[0].phrase == "１２月２０日前"
        assert self.plan.measures[0].deadlines[0].date == date(2022, 12, 20)
        assert self.plan.measures[1].deadlines[0].date == date(2023, 2, 28)


class TestEstateManagement:
    """Headings in 【】, no numbers on stages, units in 【】 below each measure."""

    plan = read_sample("estate_management")

    def test_everything_has_a_place(self):
        assert self.plan.title is None
        assert self.plan.unplaced == ()
        assert len(self.plan.measures) == 3

    def test_focus_issues_run_over_a_broken_line(self):
        assert (
            texts(self.plan.focus_issues)[2] == "拆除、占用消防通道，影响居民安全的问题"
        )
        assert {issue.lines for issue in self.plan.focus_issues} == {(4, 5)}

    def test_short_and_long_names_are_one_unit(self):
        assert self.plan.measures[1].units[0] == "区住房和城乡建设局"
        assert self.plan.units.count("区住房和城乡建设局") == 1
        assert self.plan.duties[0].unit == "区住房和城乡建设局"

    def test_stages_without_numbers(self):
        assert [stage.number for stage in self.plan.stages] == [1, 2, 3]
        assert days(self.plan.stages) == [
            "2022-03-01 2022-03-31",
            "2022-04-01 2022-09-30",
            "2022-10-01 None",
        ]


class TestBurialFees:
    """Sections numbered 1. 2. 3., items (1) (2); a city's plan."""

    plan = read_sample("burial_fees")

    def test_sections_and_items(self):
        assert len(self.plan.headings) == 5
        assert texts(self.plan.focus_issues) == ["强制消费、捆绑收费", "公墓超标准建设"]
        assert [measure.title for measure in self.plan.measures] == [
            "公示价目",
            "开展联合检查",
        ]

    def test_a_citys_market_bureau_keeps_both_words(self):
        assert self.plan.units == (
            "市民政局",
            "市发展和改革委员会",
            "市市场监督管理局",
            "市自然资源和规划局",
        )

    def test_a_closing_sentence_is_no_heading(self):
        assert texts(self.plan.unplaced) == ["6. 本计划由市民政部门解释"]


class TestRiverCleanup:
    """A cover letter before the plan; measures in titled groups."""

    plan = read_sample("river_cleanup")

    def test_the_plans_own_title_is_taken(self):
        assert self.plan.title == "松源县河湖“清四乱”专项行动方案（试行）"
        assert self.plan.title_lines == (6, 7)

    def test_groups_are_headings_unless_they_name_units_as_a_whole(self):
        assert [measure.title for measure in self.plan.measures] == [
            "乱占问题",
            "乱采问题",
            "拆除违建",
            "清运垃圾",
            "建立机制",
        ]
        assert [measure.number for measure in self.plan.measures] == [1, 2, 3, 4, 5]
        assert "（一）全面排查" in texts(self.plan.headings)

    def test_the_goal_is_the_goal_and_not_the_creed(self):
        assert self.plan.goal.text == "到2021年底，基本消除乱占、乱采、乱堆、乱建。"
        assert "（一）指导思想。坚持生态优先。" in texts(self.plan.unplaced)

    def test_a_second_appendix_belongs_to_the_first(self):
        assert self.plan.appendix.lines == (33, 36)


class TestLiftSubsidies:
    """Headings and text on one line, circled numbers, units in brackets at the end."""

    plan = read_sample("lift_subsidies")

    def test_one_line_holds_heading_and_issues(self):
        assert texts(self.plan.focus_issues) == [
            "虚报补贴",
            "指定安装单位",
            "验收走过场",
        ]
        assert {issue.lines for issue in self.plan.focus_issues} == {(3, 3)}
        assert self.plan.goal.text == "通过半年时间，解决群众反映强烈的问题。"

    def test_units_without_a_label(self):
        assert self.plan.measures[0].units == ("区住建局", "各街道")
        assert self.plan.measures[1].units == ("区纪委监委", "区住建局")

    def test_days_before_the_name(self):
        assert [stage.name for stage in self.plan.stages] == ["部署", "整治", "验收"]
        assert self.plan.stages[2].deadlines[0].date == date(2022, 9, 20)

    def test_points_run_together_are_one(self):
        [point] = self.plan.organisation
        assert point.title == "工作保障"
        assert point.text.startswith("一是加强领导")


class TestFormats:
    @pytest.mark.parametrize("name", ["village_assets", "burial_fees"])
    def test_gb18030_makes_no_difference(self, name, tmp_path):
        path = tmp_path / "plan.txt"
        path.write_text("\n".join(sample_lines(name)), encoding="gb18030")
        assert parse(read_lines(path)) == read_sample(name)

    def test_word_makes_no_difference(self):
        document = Document()
        for line in sample_lines("school_meals"):
            document.add_paragraph(line)
        target = io.BytesIO()
        document.save(target)
        assert parse(read_lines(target.getvalue())) == read_sample("school_meals")

    def test_measures_in_a_table(self):
        document = Document()
        document.add_paragraph("禾川县养老机构预收费整治方案")
        document.add_paragraph("一、整治任务")
        rows = [
            ("序号", "整治任务", "责任单位", "完成时限"),
            ("1", "排查预收费", "县民政局、市场监管局", "2023年4月底前"),
            ("2", "退还押金", "民政局", "5月31日"),
        ]
        table = document.add_table(rows=0, cols=4)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        target = io.BytesIO()
        document.save(target)
        lines = read_lines(target.getvalue())
        plan = parse(lines)
        assert_placed_once(lines, plan)
        assert [measure.title for measure in plan.measures] == [
            "排查预收费",
            "退还押金",
        ]
        assert plan.measures[0].units == ("县民政局", "县市场监管局")
        assert plan.measures[1].units == ("县民政局",)
        dates = [measure.deadlines[0].date for measure in plan.measures]
        assert dates == [date(2023, 4, 30), date(2023, 5, 31)]

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: "\n".join(line.strip() for line in text.split("\n")),
            lambda text: "\n".join("　　" + line for line in text.split("\n")),
            lambda text: text.replace("\n", "\n\n"),
            lambda text: text.replace("（", "(").replace("）", ")").replace("：", ":"),
            lambda text: text.replace("一、", "—、").replace("二、", "ニ、"),
            lambda text: text.replace("三、", "3、").replace("4、", "４．"),
            lambda text: text.replace("（责任单位", "\n（责任单位"),
            lambda text: text.replace("责任单位：县", "责任单位："),
            lambda text: text.replace("第一阶段：", "（一）第一阶段："),
            lambda text: text.replace("组织实施", "组 织 实 施"),
            lambda text: text.replace("\n1.", "\n１．").replace("\n2.", "\n2、"),
            lambda text: text.replace("月-", "月—").replace("6月", "６月"),
            lambda text: text.replace("目标任务\n", "目标任务："),
        ],
    )
    def test_typing_habits_make_no_difference(self, change):
        text = DEMO.read_text(encoding="utf-8")
        usual, changed = parse(text.split("\n")), parse(change(text).split("\n"))
        for name in ("focus_issues", "measures", "stages", "organisation", "duties"):
            assert len(getattr(changed, name)) == len(getattr(usual, name))
        assert changed.unplaced == ()
        assert changed.units == usual.units
        assert days(changed.stages) == days(usual.stages)


class TestTitleAndYear:
    def test_a_given_title_is_taken_where_there_is_none(self):
        assert parse(read_lines(DEMO), title="公租房点题整治").title == "公租房点题整治"

    def test_a_given_title_wins(self):
        plan = parse(sample_lines("burial_fees"), title="殡葬收费整治")
        assert plan.title == "殡葬收费整治"
        assert plan.title_lines == (1, 1)

    @pytest.mark.parametrize(
        ("lines", "code"),
        [
            ([], "empty"),
            (["", "　"], "empty"),
            (["一、工作目标", "8月底前完成。"], "no_year"),
            (["按照《2019年工作方案》执行，8月底前完成。"], "no_year"),
        ],
    )
    def test_what_is_no_plan(self, lines, code):
        with pytest.raises(PlanError) as refusal:
            parse(lines)
        assert refusal.value.code == code

    def test_the_plans_year_is_not_that_of_a_document_it_quotes(self):
        lines = [
            "参照（清政〔2019〕3号）和2018年的通知执行。",
            "第一阶段：动员（2021年6月）",
        ]
        assert parse(lines).year == 2021


def test_the_json_has_the_shape_that_was_promised():
    plan = parse(read_lines(DEMO)).to_json()
    assert plan["goal"].keys() == plan["headings"][0].keys() == {"lines", "text"}
    assert plan["measures"][2]["deadlines"] == [
        {"lines": [9, 9], "phrase": "7月底前", "date": "2021-07-31", "body": ""}
    ]
    assert plan["units"] == ["县住建局", "县民政局", "县自然资源局", "县公安局"]
    assert plan["channels"][1] == {"lines": [27, 27], "name": "明溪在线"}
    assert set(plan) >= {
        "title", "goal", "focus_issues", "measures", "stages", "units", "duties",
        "channels", "organisation", "headings", "appendix", "unplaced",
    }  # fmt: skip
    assert plan["stages"][0]["starts_on"] is None
