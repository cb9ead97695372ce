"""A county's sheet, as it is typed, becomes rows; mistakes stand at their cells."""

from datetime import date
from io import BytesIO

import pytest
import xlwt
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from disclosures.lists import acts, drafts
from disclosures.lists.changes import Change
from disclosures.lists.items import ListKind, OutcomeItem, ProblemItem, RuleItem

from .sheets import old_problems, plain, problem, problems, saved

pytestmark = pytest.mark.django_db


def mistakes(house, data, kind=ListKind.PROBLEMS):
    found = drafts.preview(house.upload(data, kind))
    return {mistake.place: mistake.reasons for mistake in found.mistakes}


class TestASheetAsCountiesTypeIt:
    def test_title_groups_merged_cells_totals_and_feet(self, house):
        data = problems(
            ["一、转租转借类"],
            problem(1, due=date(2021, 7, 15), units="县住建局、民政局"),
            problem(2, estate=None, due="2021年8月25日前", status=None),
            ["合计", None, None, None, "2项"],
            [3],
            ["填报人：某某", None, None, "审核人：某某"],
            merged=("A5:O5", "B6:B7"),
        )
        change = house.upload(data)
        found = drafts.preview(change)
        assert found.mistakes == []
        first, second = (row.values for row in found.rows)
        assert first["due"] == "2021-07-15"
        assert first["units"] == "县住建局、县民政局"
        assert second["estate"] == "东门小区", "merged over both rows"
        assert second["due"] == "2021-08-25"
        assert second["status"] == "open"
        notes = " ".join(found.notes)
        for said in ("备注", "O4", "转租转借类", "填报人", "合计"):
            assert said in notes

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("2021.7.15", "2021-07-15"),
            ("2021-07-15", "2021-07-15"),
            ("2021/7/15", "2021-07-15"),
            ("２０２１年７月１５日", "2021-07-15"),
            ("20210715", "2021-07-15"),
            (44392, "2021-07-15"),
            ("2021年7月15日前", "2021-07-15"),
        ],
    )
    def test_days(self, house, written, read):
        found = drafts.preview(house.upload(problems(problem(1, due=written))))
        assert found.rows[0].values["due"] == read

    def test_an_old_xls(self, house):
        change = house.upload(old_problems(problem(1), problem(2, estate="西城家园")))
        found = drafts.preview(change)
        assert found.mistakes == []
        assert [row.values["estate"] for row in found.rows] == ["东门小区", "西城家园"]

    def test_the_other_two_lists(self, house):
        rules = plain(
            [
                "序号",
                "制度名称",
                "文号",
                "印发时间",
                "施行时间",
                "责任单位",
                "解决问题",
            ],
            [
                1,
                "租后管理办法",
                "明建〔2021〕40号",
                "2021.8.1",
                "2021.9.1",
                "住建局",
                "没有规定",
            ],
        )
        results = plain(
            ["序号", "指标名称", "单位", "数量", "统计期间", "典型案例"],
            [1, "收回房屋", "套", 17, "6月至8月", None],
            [2, "补收租金", "元", "12,500.50", "6月至8月", None],
            ["合计", None, None, "12,517.50", None, None],
        )
        house.publish(rules, ListKind.INSTITUTIONS)
        house.publish(results, ListKind.RESULTS)
        assert RuleItem.objects.get().units == "县住建局"
        assert [str(item.value) for item in OutcomeItem.objects.all()] == [
            "17.00",
            "12500.50",
        ]


RESULTS = ["序号", "指标", "计量单位", "数量", "统计期间"]


def new_share(value, shown, unit):
    book = load_workbook(BytesIO(plain(RESULTS, [1, "按时办结率", unit, value, "6月"])))
    book.active["D2"].number_format = shown
    return saved(book)


def old_share(value, shown, unit):
    book = xlwt.Workbook()
    sheet = book.add_sheet("成果")
    for row, values in enumerate((RESULTS, [1, "按时办结率", unit, value, "6月"])):
        for at, one in enumerate(values):
            style = xlwt.easyxf(num_format_str=shown if one == value else "General")
            sheet.write(row, at, one, style)
    return saved(book)


@pytest.mark.parametrize("share", [new_share, old_share])
class TestShares:
    """Excel keeps 95% as 0.95."""

    @pytest.mark.parametrize(
        ("value", "shown", "read"),
        [
            (0.95, "0%", "95"),
            (0.07, "0.00%", "7"),
            (0.1 + 0.2, "0%", "30"),
            (1.125, "0.0%;[Red]-0.0%", "112.5"),
            (95, '0"%"', "95"),
            ("95%", "General", "95"),
            (95.5, "General", "95.5"),
        ],
    )
    def test_are_read_as_they_are_shown(self, house, share, value, shown, read):
        change = house.upload(share(value, shown, "%"), ListKind.RESULTS)
        found = drafts.preview(change)
        assert found.mistakes == []
        assert found.rows[0].values["value"] == read

    def test_ask_for_their_unit(self, house, share):
        found = mistakes(house, share(0.95, "0%", "套"), ListKind.RESULTS)
        assert list(found) == ["D2"]
        assert "%" in found["D2"][0]


class TestMistakes:
    def test_each_is_told_at_its_cell(self, house):
        data = problems(
            problem(1, estate="无名小区"),
            problem(2, due="2021.2.30"),
            problem(3, due="7月底"),
            problem(4, focus="九"),
            problem(5, units="县水利局"),
            problem(6, facts="电话13812345678的租户转租"),
            problem(7, facts="该小区有1户转租"),
            problem(8, status="已销号", result="已退回"),
            problem(8, officer=None),
            problem(10, measure="=A1"),
        )
        found = mistakes(house, data)
        assert set(found) == {
            *("B5", "J6", "J7", "C8", "H9", "E10", "E11", "M12", "N12"),
            *("A13", "I13", "G14"),
        }
        assert "无名小区" in found["B5"][0]
        assert "东门小区" in found["B5"][0], "says which there are"
        assert "公式" in found["G14"][0]

    @pytest.mark.parametrize(
        "formula",
        [
            ArrayFormula("G5", "=G9&H9"),
            DataTableFormula("G5", dt2D="1", r1="A1", r2="B1"),
        ],
    )
    def test_a_formula_of_every_kind_is_told(self, house, formula):
        book = load_workbook(BytesIO(problems(problem(1))))
        book.active["G5"] = formula
        found = mistakes(house, saved(book))
        assert list(found) == ["G5"]
        assert "公式" in found["G5"][0]

    def test_a_wrong_total_is_told(self, house):
        rows = [problem(1), problem(2), ["合计", None, None, None, "3项"]]
        assert list(mistakes(house, problems(*rows))) == ["E7"]
        results = plain(
            ["序号", "指标", "计量单位", "数量", "统计期间"],
            [1, "收回房屋", "套", 17, "6月"],
            [2, "收回房屋", "套", 3, "7月"],
            ["合计", None, None, 21, None],
        )
        found = mistakes(house, results, ListKind.RESULTS)
        assert "20" in found["D4"][0]

    @pytest.mark.parametrize(
        ("lines", "wrong"),
        [
            ((("合计", 20), 17, 3), []),
            ((("合计", 21), 17, 3), ["D2"]),
            ((17, ("小计", 17), 3, ("小计", 3), ("合计", 20)), []),
            ((17, ("小计", 17), 3, ("小 计", 20), ("合计", 20)), ["D5"]),
            ((("总计", 20), ("小计", 17), 17, ("小计", 3), 3), []),
            ((("总计", 20), ("小计", 20), 17, ("小计", 4), 3), ["D3", "D5"]),
            ((("小计", 17), 17, ("小计", 3), 3, ("合计", 21)), ["D6"]),
            ((("小计", 0), 17, 3, ("小计", 20)), []),
        ],
    )
    def test_totals_above_below_and_of_groups(self, house, lines, wrong):
        rows = [
            [line[0], None, None, line[1], None]
            if isinstance(line, tuple)
            else [number, f"收回房屋{number}", "套", line, "6月"]
            for number, line in enumerate(lines, 1)
        ]
        found = mistakes(house, plain(RESULTS, *rows), ListKind.RESULTS)
        assert list(found) == wrong

    def test_corrected_in_place_and_only_then_handed_in(self, house, client):
        data = problems(problem(1), problem(2, due="7月底"), problem(3, units="水利"))
        change = house.upload(data)
        client.force_login(house.editor)
        address = f"/admin/lists/changes/{change.pk}/"
        refused = client.post(address, {"act": "hand_in"})
        assert refused.status_code == 422
        assert 'name="cell-J6"' in refused.content.decode()
        change.refresh_from_db()
        assert change.state == Change.State.DRAFT
        typed = {"act": "correct", "cell-J6": "2021.7.31", "cell-H7": "民政局"}
        assert client.post(address, typed).status_code == 302
        assert client.post(address, {"act": "hand_in"}).status_code == 302
        change.refresh_from_db()
        assert change.state == Change.State.WAITING
        assert change.sheet == {}, "first words are not kept"
        assert not ProblemItem.objects.exists(), "nothing before a second person"
        acts.approve(change, house.moderator)
        assert ProblemItem.objects.count() == 3


class TestTheSameFileTwice:
    def test_changes_nothing(self, house, client):
        data = problems(problem(1), problem(None, estate="西城家园"))
        house.publish(data)
        change = house.upload(data)
        found = drafts.preview(change).comparison
        assert (found.rows, found.same, found.absent) == ([], 2, [])
        client.force_login(house.editor)
        client.post(f"/admin/lists/changes/{change.pk}/", {"act": "hand_in"})
        assert not Change.objects.filter(pk=change.pk).exists()
        assert ProblemItem.objects.count() == 2

    def test_nor_while_the_first_one_waits(self, house):
        data = problems(problem(1))
        for wanted in ("waiting", "refused"):
            change = house.upload(data)
            found = drafts.preview(change).comparison
            if wanted == "waiting":
                acts.hand_in(change, found)
            else:
                with pytest.raises(acts.Refused):
                    acts.hand_in(change, found)

    def test_what_is_not_in_a_file_stays(self, house):
        house.publish_problems(3)
        found = drafts.preview(
            house.upload(problems(problem(2, facts="换签了合同。"), problem(4)))
        ).comparison
        assert [row["number"] for row in found.rows] == [2, 4]
        assert (found.new, found.changed, found.absent) == (1, 1, [1, 3])
