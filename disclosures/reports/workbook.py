"""The tables of a report as .xlsx, laid out like a county's own sheets."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from disclosures.reports.facts import ESTATES, Group, Versus
from disclosures.reports.models import FortnightlyReport
from disclosures.reports.paper import days, title
from disclosures.reports.snapshot import Content, content
from disclosures.reports.words import change
from disclosures.sheets import begin, filled_in, lay_out, new_book, put, save, say
from portal.workdays.clock import today

NOT_SHOWN = "不公布"
VERSUS = {
    Versus.SIGNED: "上期已签发半月报",
    Versus.RECOUNTED: "按上期截止日重新统计",
    Versus.UNCHANGED: "",
    Versus.NONE: "",
}


@dataclass(frozen=True)
class Column:
    """One column of a sheet."""

    heading: str
    width: int
    centred: bool = True
    group: str = ""


NUMBERS = (
    Column("序号", 6),
    Column("类别", 16),
    Column("指标", 26, centred=False),
    Column("数值", 10),
    Column("总数", 10),
    Column("单位", 8),
    Column("较上期", 14),
    Column("比较依据", 22),
    Column("截至", 13),
    Column("口径", 46, centred=False),
)


def xlsx(report: FortnightlyReport) -> bytes:
    """Return the tables: of what was signed, or of a draft that says so."""
    said = content(report)
    mark = "" if report.is_signed else "（草稿）"
    line = filled_in(said["issuer"], said["editor"], said["signer"], _day(said))
    book = new_book()
    _numbers(book.create_sheet("进展情况"), said, line, mark)
    if table := said["facts"].get("estates"):
        _estates(book.create_sheet("公租房项目情况"), table, line, mark)
    return save(book)


def _numbers(sheet: Worksheet, said: Content, line: list[str], mark: str) -> None:
    heading = f"{title(said)}进展情况统计表（{days(said)}）{mark}"
    body = begin(sheet, heading, line, NUMBERS)
    for n, row in enumerate(said["facts"].get("rows", []), 1):
        values: tuple[Any, ...] = (
            n,
            Group(row["group"]).heading,
            *(row["label"], row["value"], row["of"], row["unit"], change(row)),
            VERSUS[Versus(row["versus"])],
            *(row["as_of"], row["definition"]),
        )
        _row(sheet, body + n - 1, values, NUMBERS)
    foot = body + len(said["facts"].get("rows", [])) + 1
    checkpoint = said["checkpoint"] or "本期尚无"
    say(sheet.cell(foot, 1), f"透明日志检查点：{checkpoint}")
    lay_out(sheet, body)


def _estates(
    sheet: Worksheet, table: dict[str, Any], line: list[str], mark: str
) -> None:
    columns = (
        Column("公租房项目", 18, centred=False),
        *(Column(name, 11) for _key, name in table["columns"]),
    )
    heading = f"{ESTATES}（截至{table['as_of']}）{mark}"
    body = begin(sheet, heading, line, columns)
    keys = [key for key, _name in table["columns"]]
    lines = [(one["estate"], one["counts"]) for one in table["rows"]]
    for at, (name, counts) in enumerate([*lines, ("全县合计", table["totals"])], body):
        shown = (NOT_SHOWN if counts[key] is None else counts[key] for key in keys)
        _row(sheet, at, (name, *shown), columns)
    lay_out(sheet, body)


def _row(
    sheet: Worksheet, row: int, values: tuple[Any, ...], columns: tuple[Column, ...]
) -> None:
    for at, (value, column) in enumerate(zip(values, columns, strict=True), 1):
        put(sheet, row, at, value, centred=column.centred)


def _day(said: Content) -> date:
    signed = said["signed_at"]
    return datetime.fromisoformat(signed).date() if signed else today()
