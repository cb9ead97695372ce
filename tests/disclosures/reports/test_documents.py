"""The report as .docx and .xlsx: what was signed, and drafts marked as such."""

from io import BytesIO

import docx
import pypdfium2
import pytest
from django.utils import translation
from openpyxl import load_workbook

from disclosures.lists.writing import write_list
from disclosures.models import Indicator
from disclosures.reports import paper, workbook
from tests.disclosures.county import PERIOD, close_period
from tests.disclosures.documents.office import converted


def words(report):
    document = docx.Document(BytesIO(paper.docx(report)))
    cells = [
        cell.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
    ]
    headers = [
        paragraph.text
        for section in document.sections
        for paragraph in section.header.paragraphs
    ]
    return "\n".join([*(p.text for p in document.paragraphs), *cells, *headers])


def book(report):
    return load_workbook(BytesIO(workbook.xlsx(report)))


def texts(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


class TestWord:
    def test_it_says_what_was_signed(self, county):
        close_period(PERIOD, received=9)
        report = county.signed(problems="白天没人。")
        said = words(report)
        for text in (
            "公租房点题整治半月报（第4期）",
            "市工作专班",
            "现将2021年7月16日至31日公租房点题整治进展情况报告如下。",
            "入户走访过半。",
            "白天没人。",
            "2021年8月2日",
            "透明日志检查点：本期尚无",
            "9件",
        ):
            assert text in said
        assert "下一步打算" not in said
        assert "草稿" not in said

    def test_office_opens_it_on_a4_with_every_word(self, county, tmp_path):
        close_period(PERIOD, received=9)
        report = county.signed(problems="白天没人。")
        (pdf,) = converted(tmp_path, paper.docx(report), "pdf")
        with pypdfium2.PdfDocument(pdf) as document:
            pages = list(document)
            sizes = {
                tuple(round(side / 72 * 25.4) for side in p.get_size()) for p in pages
            }
            read = "".join(p.get_textpage().get_text_range() for p in pages)
        assert sizes == {(210, 297)}
        letters = "".join(read.split())
        for text in (
            "公租房点题整治半月报（第4期）",
            "市工作专班：",
            "白天没人。",
            "9件",
        ):
            assert text in letters
        assert "草稿" not in letters

    def test_a_draft_says_so(self, county):
        assert paper.paper(county.handed_in()).draft
        assert not paper.paper(county.written(PERIOD.before)).date

    def test_a_nil_report(self, county):
        report = county.signed(progress="", is_nil=True, nil_reason="台风停工。")
        assert "无新增情况。台风停工。" in words(report)

    def test_the_same_report_gives_the_same_bytes(self, county):
        report = county.signed()
        assert paper.docx(report) == paper.docx(report)

    def test_later_facts_do_not_reach_it(self, county):
        one = county.indicator(done=812, total=1024, as_of="2021-07-31")
        report = county.signed()
        Indicator.objects.filter(pk=one.pk).update(done=1000)
        county.campaign.title = "改了名的整治"
        county.campaign.save()
        report.refresh_from_db()
        assert "812/1024户" in words(report)
        assert "改了名" not in words(report)


class TestWhatWasSignedStays:
    @pytest.fixture
    def renamed(self, county):
        report = county.signed()
        county.unit.name = "县住房保障中心"
        county.unit.save()
        report.refresh_from_db()
        return report

    def test_its_issuer_is_who_it_was(self, renamed):
        assert paper.paper(renamed).issuer == "县住建局"
        assert paper.paper(renamed).signatories == "县住建局"
        assert "县住房保障中心" not in words(renamed)

    def test_so_is_who_filled_in_its_tables(self, renamed):
        assert book(renamed)["进展情况"].cell(2, 1).value == "填报单位：县住建局"

    def test_a_draft_is_of_today(self, county):
        report = county.written()
        county.unit.name = "县住房保障中心"
        county.unit.save()
        assert paper.paper(report).issuer == "县住房保障中心"

    def test_its_files_are_chinese_whoever_asks(self, county):
        report = county.signed()
        with translation.override("en"):
            kinds = {row[1] for row in texts(book(report)["进展情况"])[3:]}
            said = words(report)
        assert "三张清单" in kinds
        assert "三张清单" in said
        assert "The three lists" not in said


class TestExcel:
    def test_a_row_for_each_fact(self, county):
        close_period(PERIOD.before, received=12)
        close_period(PERIOD, received=9)
        report = county.signed()
        sheet = book(report)["进展情况"]
        rows = texts(sheet)
        assert rows[0][0] == (
            "公租房点题整治半月报（第4期）进展情况统计表（2021年7月16日至31日）"
        )
        line = [value for value in rows[1] if value]
        assert line == [
            "填报单位：县住建局",
            f"填报人：{county.editor}",
            f"审核人：{county.moderator}",
            "填报日期：2021年8月2日",
        ]
        assert rows[2][:4] == ["序号", "类别", "指标", "数值"]
        first = rows[3]
        assert first[0] == 1
        assert first[3] == 21
        assert first[6] == "+9件"
        body = rows[3 : 3 + len(report.facts["rows"])]
        assert [row[3] for row in body] == [r["value"] for r in report.facts["rows"]]
        assert rows[-1][0] == "透明日志检查点：本期尚无"
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.print_title_rows == "$3:$3"

    def test_a_draft_says_so(self, county):
        sheet = book(county.written())["进展情况"]
        assert "草稿" in sheet.cell(1, 1).value

    def test_estates_as_they_are_published(self, county):
        report = county.written()
        report.facts["estates"] = {
            "as_of": "2021-07-30",
            "source": "县住建局",
            "columns": [["scope", "在保户数"], ["to_vacate", "应退"]],
            "rows": [{"estate": "东门小区", "counts": {"scope": 9, "to_vacate": None}}],
            "totals": {"scope": 9, "to_vacate": 2},
        }
        report.save()
        rows = texts(book(report)["公租房项目情况"])
        assert rows[3] == ["东门小区", 9, "不公布"]
        assert rows[4] == ["全县合计", 9, 2]

    @pytest.mark.parametrize("name", ["=1+1", "@cmd", "+1"])
    def test_nothing_is_a_formula(self, county, name):
        county.indicator(name=name, done=1, total=2, as_of="2021-07-31")
        sheet = book(county.written())["进展情况"]
        found = [
            cell for row in sheet.iter_rows() for cell in row if name in str(cell.value)
        ]
        assert found
        assert all(cell.data_type == "s" for cell in found)

    def test_nor_is_its_title(self, county):
        county.campaign.title = "=1+1"
        county.campaign.save()
        cell = book(county.written())["进展情况"].cell(1, 1)
        assert cell.value.startswith("=1+1半月报")
        assert cell.data_type == "s"

    def test_nor_is_that_of_a_list(self, county):
        county.campaign.title = "=1+1\x0b"
        county.campaign.save()
        (sheet,) = load_workbook(BytesIO(write_list(county.campaign, "problems")))
        assert sheet.cell(1, 1).value.startswith("=1+1")
        assert sheet.cell(1, 1).data_type == "s"
        assert sheet.cell(2, 1).value == "填报单位：县住建局"

    @pytest.mark.parametrize("bad", ["\x0b", "\x1f", "\uffff"])
    def test_control_characters_are_left_out(self, county, bad):
        county.indicator(name=f"复{bad}核", done=1, total=2, as_of="2021-07-31")
        county.campaign.title = f"整{bad}治"
        county.campaign.save()
        rows = texts(book(county.written())["进展情况"])
        assert rows[0][0].startswith("整治半月报")
        assert "措施1：复核" in [row[2] for row in rows]
