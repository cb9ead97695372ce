"""The housing bureau's table as counties keep it in Excel, and its errors by cell."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from openpyxl import Workbook, load_workbook

from disclosures.estates.columns import COLUMNS
from disclosures.estates.models import Estate, EstateRow, EstateSnapshot
from disclosures.estates.published import newest
from disclosures.estates.sheet import SheetError, read_figures
from disclosures.lists.errors import MESSAGES
from disclosures.lists.workbooks import MOST_ROWS, read_grids
from portal.workdays.clock import today
from tests.disclosures.factories import EstateFactory
from tests.disclosures.lists.test_bad_files import CASES
from tests.factories import MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db

#: In scope, reviewed, visited, on the spot, must leave, then the steps of the law.
ROWS = (
    ("东门小区", 186, 151, 140, 5, 17, 6, 4, 3, None, "/", "1", 0, 0),
    ("西城家园", "152户", 121, 118, 6, 14, 5, 5, 3, 0, 0, 0, 0, 0),
)
DAY = date(2021, 7, 15)


def book(rows=ROWS, *, total=(338, 272), day="2021年7月15日", **cells) -> bytes:
    """A merged title, unit and date, a heading on two lines, 合计, who filled it in."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["明溪县公租房整治进展统计表"])
    sheet.merge_cells("A1:N1")
    sheet.append([f"填报单位：县住建局　　截至{day}"])
    sheet.merge_cells("A2:N2")
    headings = [column.headings[0] for column in COLUMNS]
    sheet.append(["序号", "项目名称", *headings[:6], "法律途径"])
    sheet.append([None] * 8 + headings[6:])
    sheet.merge_cells("I3:O3")
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row])
    if total:
        sheet.append(["合计", None, *total])
    sheet.append(["填报人：林某", None, "审核人：黄某"])
    for cell, value in cells.items():
        sheet[cell] = value
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


@pytest.fixture(autouse=True)
def estates():
    return EstateFactory(name="东门小区"), EstateFactory(name="西城家园")


def read(data, as_of=None):
    return read_figures(read_grids(io.BytesIO(data)), as_of)


def reasons(data, as_of=None):
    with pytest.raises(SheetError) as refusal:
        read(data, as_of)
    return dict(refusal.value.reasons)


def numbered(rows):
    return [(number, *row) for number, row in enumerate(rows, 1)]


def wrong_cells(lines):
    """The cells that are refused in a table of these lines, from row 5 on."""
    workbook = load_workbook(io.BytesIO(book(rows=(), total=None)))
    sheet = workbook.active
    for row, line in enumerate(lines, 5):
        for column, value in enumerate(line, 1):
            sheet.cell(row, column, value)
    data = io.BytesIO()
    workbook.save(data)
    try:
        read(data.getvalue())
    except SheetError as refusal:
        return [cell for cell, _words in refusal.reasons]
    return []


class TestReading:
    def test_a_county_table_is_understood(self, estates):
        figures = read(book())
        assert figures.as_of == DAY
        assert figures.source == "县住建局"
        east = figures.rows[estates[0]]
        assert (east["scope"], east["to_vacate"], east["suit"]) == (186, 17, 1)
        assert east["demand"] == east["enforcement"] == 0
        assert figures.rows[estates[1]]["scope"] == 152

    def test_a_day_that_is_given_comes_first(self):
        assert read(book(), date(2021, 7, 16)).as_of == date(2021, 7, 16)

    def test_without_a_day_it_asks(self):
        assert "哪一天" in reasons(book(day=""))[""]

    @pytest.mark.parametrize(
        ("cells", "cell"),
        [
            ({"C5": "约190"}, "C5"),
            ({"C5": "=100+86"}, "C5"),
            ({"C5": -3}, "C5"),
            ({"C5": 18.5}, "C5"),
            ({"D5": 187}, "D5"),
            ({"J5": 30}, "H5"),
            ({"B6": "城北小区"}, "B6"),
            ({"B6": "东门小区"}, "B6"),
            ({"C7": 339}, "C7"),
        ],
    )
    def test_an_error_names_its_cell(self, cells, cell):
        assert cell in reasons(book(**cells))

    def test_a_total_by_formula_is_left_to_excel(self):
        assert read(book(C7="=SUM(C5:C6)"))

    def test_a_total_on_top_is_held_against_the_rows_below(self):
        for said, wrong in ((338, None), (999, "C5")):
            rows = [("合计", None, said), *numbered(ROWS)]
            assert wrong_cells(rows) == ([wrong] if wrong else [])

    @pytest.mark.parametrize(
        ("east", "west", "wrong"),
        [(186, 152, []), (187, 152, ["C6"]), (186, 151, ["C8"]), (338, 152, ["C6"])],
    )
    def test_a_subtotal_is_held_against_its_group(self, east, west, wrong):
        one, two = numbered(ROWS)
        below = [one, ("小计", None, east), two, ("小计", None, west)]
        assert wrong_cells([*below, ("合计", None, 338)]) == wrong

    @pytest.mark.parametrize(
        ("east", "west", "wrong"),
        [(186, 152, []), (187, 152, ["C6"]), (186, 338, ["C8"])],
    )
    def test_and_against_the_group_below_it(self, east, west, wrong):
        one, two = numbered(ROWS)
        above = [("小计", None, east), one, ("小 计", None, west), two]
        assert wrong_cells([("合计", None, 338), *above]) == wrong

    def test_every_estate_needs_its_row(self):
        assert "西城家园" in reasons(book(ROWS[:1], total=None))[""]

    def test_a_missing_column_is_named(self):
        assert "起诉" in reasons(book(M4="其他"))[""]


class TestNames:
    """Brackets may be all that two names differ in."""

    def names(self, *written):
        rows = [(name, *row[1:]) for name, row in zip(written, ROWS, strict=True)]
        return [estate.name for estate in read(book(rows, total=None)).rows]

    def test_estates_that_differ_in_brackets_are_two(self):
        EstateFactory(name="东门小区（二期）")
        rows = [*ROWS, ("东门小区 (二期)", *[1] * 4, 0, *[0] * 8)]
        figures = read(book(rows, total=None))
        assert {e.name: r["scope"] for e, r in figures.rows.items()} == {
            "东门小区": 186,
            "西城家园": 152,
            "东门小区（二期）": 1,
        }
        rows[0] = ("东门小区（一期）", *ROWS[0][1:])
        assert "东门小区（一期）" in reasons(book(rows, total=None))["B5"]

    def test_what_else_stands_in_brackets_is_passed_over(self):
        known = ["东门小区", "西城家园"]
        assert self.names("东门小区（东溪镇）", "西城 家园") == known

    def test_as_long_as_it_means_one_estate(self):
        Estate.objects.filter(name="东门小区").update(name="东门小区（一期）")
        known = ["东门小区（一期）", "西城家园"]
        assert self.names("东门小区", "西城家园") == known
        found = reasons(book([("东门小区（二期）", *ROWS[0][1:]), ROWS[1]], total=None))
        assert "东门小区（二期）" in found["B5"]
        EstateFactory(name="东门小区（三期）")
        assert "B5" in reasons(book(total=None))


class TestUpload:
    @pytest.fixture
    def bureau(self, roles):
        client = Client()
        client.force_login(MembershipFactory(unit=UnitFactory(lead=True)).user)
        return client

    def upload(self, client, data, name="进展.xlsx"):
        return client.post(
            reverse("estate_figures"), {"file": SimpleUploadedFile(name, data)}
        )

    def test_import_approve_and_public(self, bureau, moderator):
        assert self.upload(bureau, book()).status_code == 302
        snapshot = EstateSnapshot.objects.get()
        address = reverse("estate_figures_table", args=[snapshot.pk])
        assert "未公布" in bureau.get(address).content.decode()
        bureau.post(address, {"act": "withdraw"})
        assert self.upload(bureau, book()).status_code == 302
        snapshot = EstateSnapshot.objects.waiting().get()
        other = Client()
        other.force_login(moderator)
        address = reverse("estate_figures_table", args=[snapshot.pk])
        assert bureau.post(address, {"act": "approve"}).status_code in (302, 403)
        assert newest() is None
        assert other.post(address, {"act": "approve"}).status_code == 302
        assert newest().totals["scope"] == 338
        assert other.post(address, {"act": "approve"}).status_code == 409

    def test_the_same_file_twice_changes_nothing(self, bureau):
        for _time in range(2):
            assert self.upload(bureau, book()).status_code == 302
        assert EstateSnapshot.objects.count() == 1
        assert EstateRow.objects.count() == 2

    def test_errors_name_the_cells_and_keep_nothing(self, bureau):
        response = self.upload(bureau, book(C5="约190", D6=999))
        assert response.status_code == 422
        page = response.content.decode()
        assert "C5" in page
        assert "D6" in page
        assert not EstateSnapshot.objects.exists()

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04nothing", b"hello"])
    def test_what_is_no_workbook_is_told(self, bureau, data):
        assert self.upload(bureau, data).status_code == 422

    @pytest.mark.parametrize("name", ["docx", "macro", "100,000 rows", "password"])
    def test_what_bites_is_told_in_one_sentence(self, bureau, name):
        make, code = CASES[name]
        page = self.upload(bureau, make()).content.decode()
        limits = {"limit": MOST_ROWS}
        assert escape(str(MESSAGES[code]) % limits) in page
        assert not EstateSnapshot.objects.exists()

    def test_a_day_to_come_is_refused(self, bureau):
        tomorrow = today() + timedelta(days=1)
        data = book(day=f"{tomorrow:%Y-%m-%d}")
        assert self.upload(bureau, data).status_code == 422

    def test_others_stay_out(self, roles, editor):
        for user in (editor, MembershipFactory(unit=UnitFactory()).user):
            client = Client()
            client.force_login(user)
            assert client.get(reverse("estate_figures")).status_code in (302, 403)
            assert self.upload(client, book()).status_code in (302, 403)
        assert not EstateSnapshot.objects.exists()
