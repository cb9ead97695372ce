"""Sheets as counties type them, made with real writers."""

from io import BytesIO

import xlwt
from openpyxl import Workbook

#: Two lines: the upper one groups some columns.
UPPER = [
    *("序号", "项目名称", "整治重点", "发现方式", "存在问题", "依据条款", "整改措施"),
    *("责任落实", None, None, "整改情况", None, None, None, "备注"),
]
LOWER = [
    *(None,) * 7,
    *("责任单位", "责任人", "整改时限", "整改状态", "整改结果", "销号日期", "销号依据"),
    None,
]
MERGED = ["A1:O1", "A2:O2", "H3:J3", "K3:N3", *(f"{c}3:{c}4" for c in "ABCDEFGO")]


def problem(number, **changes):
    """A row of the problem list, in the order of the headings above."""
    row = {
        "number": number,
        "estate": "东门小区",
        "focus": "1",
        "source": "入户走访",
        "facts": "有租户把房子转租给别人住。",
        "basis": "《办法》第二十七条",
        "measure": "责令限期退回。",
        "units": "住建局",
        "officer": "保障股负责人",
        "due": "2021.7.15",
        "status": "整改中",
        "result": None,
        "closed_on": None,
        "evidence": None,
        "remark": None,
    }
    return list((row | changes).values())


def problems(*rows, merged=(), title="明溪县公租房点题整治问题（整改）清单"):
    """The .xlsx with title, unit-and-date line and two-line headings; rows from 5."""
    book = Workbook()
    sheet = book.active
    for line in ([title], ["填报单位：县住建局    填报日期：2021.7.15"], UPPER, LOWER):
        sheet.append(line)
    for row in rows:
        sheet.append(row)
    for area in (*MERGED, *merged):
        sheet.merge_cells(area)
    return saved(book)


def plain(headings, *rows):
    """A sheet with one line of headings and nothing else."""
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    return saved(book)


def saved(book):
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def old_problems(*rows):
    """The same as .xls."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("清单")
    sheet.write_merge(0, 0, 0, 14, "问题（整改）清单")
    for at, (upper, lower) in enumerate(zip(UPPER, LOWER, strict=True)):
        if upper and not lower:
            sheet.write_merge(1, 2, at, at, upper)
        else:
            sheet.write(2, at, lower)
    sheet.write_merge(1, 1, 7, 9, "责任落实")
    sheet.write_merge(1, 1, 10, 13, "整改情况")
    for number, row in enumerate(rows, 3):
        for at, value in enumerate(row):
            if value is not None:
                sheet.write(number, at, value)
    return saved(book)
