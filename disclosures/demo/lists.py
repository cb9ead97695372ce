"""Items in each of the three lists, imported and closed out like a county's own."""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from disclosures.campaigns import Campaign
from disclosures.demo.estates import TABLES, totals
from disclosures.lists import acts, drafts
from disclosures.lists.changes import Change
from disclosures.lists.columns import COLUMNS, TITLES
from disclosures.lists.comparing import public_values
from disclosures.lists.items import ListKind
from disclosures.lists.sheets import find_list
from disclosures.lists.workbooks import read_grids
from portal.users.models import User
from portal.workdays import clock
from portal.workdays.clock import today

HOUSING, CIVIL = "县住建局", "县民政局"
#: Estate, focus issue, source, facts, basis, measure, units, officer, due in days.
PROBLEMS: tuple[tuple[Any, ...], ...] = (
    (
        *("东门小区", 2, "入户走访"),
        "有租户把公租房转租给他人居住，自己住在别处。",
        "《公共租赁住房管理办法》第二十七条",
        "责令限期退回房屋，按市场价补收转租期间租金。",
        *(HOUSING, "住房保障股负责人", 20),
    ),
    (
        *("西城家园", 1, "数据比对"),
        "有家庭购买商品住房后没有申报，仍在享受保障。",
        "《公共租赁住房管理办法》第三十一条",
        "约谈告知，给予合理搬迁期，到期收回房屋。",
        *(f"{HOUSING}、{CIVIL}", "住房保障股负责人", 35),
    ),
    (
        *("河滨小区", 2, "入户走访"),
        "实际居住的不是签订合同的人，说是借给亲戚住。",
        "《公共租赁住房管理办法》第二十七条",
        "核实居住情况，责令改正，拒不改正的收回房屋。",
        *(HOUSING, "住房保障股负责人", 12),
    ),
    (
        *("", 1, "群众反映"),
        "部分家庭收入变动后没有及时重新核对资格。",
        "《公共租赁住房管理办法》第二十六条",
        "民政部门每半个月提供一次核对结果，住建部门随到随办。",
        *(f"{CIVIL}、{HOUSING}", "社会救助股负责人", -3),
    ),
    (
        *("北岭公寓", 2, "抽查核实"),
        "租赁合同没有写明不得转租、转借，责任不清。",
        "《公共租赁住房管理办法》第十七条",
        "换签统一的合同文本，逐户说明。",
        *(HOUSING, "住房保障股负责人", 40),
    ),
)
#: Title, number, issued and in force (days from today), units, problem answered.
RULES: tuple[tuple[Any, ...], ...] = (
    (
        "明溪县公租房租赁合同（统一文本）",
        "明建〔2021〕31号",
        *(-40, -30, HOUSING),
        "合同没有写明不得转租、转借，违规了难以处理。",
    ),
    (
        "明溪县公租房保障家庭情况定期核对办法",
        "明建〔2021〕38号",
        *(-18, -10, f"{HOUSING}、{CIVIL}"),
        "家庭情况变了没有人知道，只能等本人申报。",
    ),
    (
        "明溪县公租房租后管理办法（征求意见稿）",
        *("", None, None, HOUSING),
        "租后管理没有统一的规定，谁来管、怎么管不清楚。",
    ),
)
SINCE = "整治开始至今"


def results() -> list[tuple[Any, ...]]:
    """Return the results; what the table of the estates counts is taken from there."""
    now, before = totals(), totals(-2)
    return [
        (
            *("完成资格复核", "户", now["reviewed"]),
            *(SINCE, f"共{now['scope']}户，上一期为{before['reviewed']}户", ""),
        ),
        (
            *("收回房屋", "套", now["vacated"]),
            *(SINCE, f"上一期为{before['vacated']}套"),
            "租户把房子租给别人收取差价，核实后收回房屋并补收租金，已安排给轮候家庭。",
        ),
        ("换签统一合同", "份", 640, SINCE, "上一期为415份", ""),
    ]


def make_lists(campaign: Campaign, editor: User, moderator: User) -> None:
    """Fill the three lists; one problem is closed out, and a close-out waits."""
    people = (editor, moderator)
    problems, rules = _problems(), _rules()
    # What was published when; reports count it for their own days.
    with clock.on(today() - timedelta(days=32)):
        _import(campaign, ListKind.PROBLEMS, problems, *people)
    with clock.on(today() - timedelta(days=17)):
        _import(campaign, ListKind.INSTITUTIONS, rules, *people)
    with clock.on(today() - timedelta(days=8)):
        closed = _close(campaign, 3, editor, "当事人已搬回居住，签订了承诺书。")
        acts.approve(closed, moderator)
    with clock.on(today() - timedelta(days=TABLES[-1][0])):
        _import(campaign, ListKind.RESULTS, results(), *people)
    _close(campaign, 1, editor, "房屋已退回，转租期间租金已补缴。")


def _problems() -> list[tuple[Any, ...]]:
    return [
        (*row[:-1], today() + timedelta(days=row[-1]), "整改中") for row in PROBLEMS
    ]


def _rules() -> list[tuple[Any, ...]]:
    return [
        tuple(
            today() + timedelta(days=value) if isinstance(value, int) else value
            for value in row
        )
        for row in RULES
    ]


def _import(
    campaign: Campaign,
    kind: str,
    rows: Sequence[tuple[Any, ...]],
    editor: User,
    moderator: User,
) -> None:
    sheet = find_list(read_grids(BytesIO(workbook(kind, rows))), kind)
    name = f"{TITLES[kind]}.xlsx"
    change = drafts.start(campaign, kind, sheet, name=name, user=editor)
    found = drafts.preview(change)
    assert found.comparison, [(m.place, m.reasons) for m in found.mistakes]
    acts.approve(acts.hand_in(change, found.comparison), moderator)


def workbook(kind: str, rows: Sequence[tuple[Any, ...]]) -> bytes:
    """Return a sheet as a county would type it: title, date, headings, rows."""
    book = Workbook()
    sheet = book.active
    headings = [column.heading for column in COLUMNS[kind]]
    sheet.append([f"公租房点题整治{TITLES[kind]}"])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headings))
    sheet.append([f"填报单位：{HOUSING}", None, None, f"填报日期：{today():%Y.%m.%d}"])
    sheet.append(headings)
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _close(campaign: Campaign, number: int, editor: User, result: str) -> Change:
    values = public_values(campaign, ListKind.PROBLEMS)[number] | {
        "status": "closed",
        "result": result,
        "closed_on": today().isoformat(),
        "evidence": "入户核查记录、补缴凭证已归档。",
    }
    return acts.propose(
        campaign, ListKind.PROBLEMS, values, user=editor, act=Change.Act.CLOSE
    )
