"""What the XML of an official document says, against GB/T 9704-2012."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from disclosures.documents import ordinals
from disclosures.documents.official import OfficialDocument, Section, Table, write
from tests.disclosures.documents.samples import REPORT


@pytest.fixture(scope="module")
def docx():
    return Document(BytesIO(write(REPORT)))


def paragraph(docx, text):
    return next(p for p in docx.paragraphs if p.text == text)


def fonts(style):
    return {
        key: style.element.rPr.rFonts.get(qn(f"w:{key}"))
        for key in ("ascii", "hAnsi", "eastAsia")
    }


def indents(p):
    ind = p._p.pPr.find(qn("w:ind"))
    return {key.split("}")[1]: value for key, value in ind.attrib.items()}


class TestThePage:
    def test_is_a4_with_156_by_225_mm_for_the_text(self, docx):
        page = docx.sections[0]
        assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
        assert page.top_margin.mm == pytest.approx(37, abs=1)
        assert page.left_margin.mm == pytest.approx(28, abs=1)
        width = page.page_width.mm - page.left_margin.mm - page.right_margin.mm
        height = page.page_height.mm - page.top_margin.mm - page.bottom_margin.mm
        assert width == pytest.approx(156, abs=0.2)
        assert height == pytest.approx(225, abs=0.2)

    def test_has_22_lines_of_28_characters(self, docx):
        grid = docx.sections[0]._sectPr.find(qn("w:docGrid"))
        assert grid.get(qn("w:type")) == "lines"
        pitch = int(grid.get(qn("w:linePitch"))) / 20
        assert 225 / 25.4 * 72 // pitch == 22
        normal = docx.styles["Normal"]
        assert normal.paragraph_format.line_spacing.pt == pitch
        closer = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
        assert 156 / 25.4 * 72 // (16 + closer) == 28

    def test_numbers_stand_outside_between_dashes(self, docx):
        page = docx.sections[0]
        assert docx.settings.odd_and_even_pages_header_footer
        odd, even = (f.paragraphs[0] for f in (page.footer, page.even_page_footer))
        assert (odd.alignment, even.alignment) == (2, 0)
        assert indents(odd)["rightChars"] == indents(even)["leftChars"] == "100"
        for footer in (odd, even):
            assert footer.text == "—  —"
            assert footer._p.findall(f".//{qn('w:instrText')}")[0].text == "PAGE"
            for run in footer.runs:
                assert run.font.size.pt == 14
                assert run._r.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"
        # 7 mm below the text, as far as the line is high.
        assert page.bottom_margin.mm - page.footer_distance.mm >= 7 + 14 / 72 * 25.4


class TestTheFonts:
    @pytest.mark.parametrize(
        ("style", "font", "size"),
        [
            ("Normal", "仿宋_GB2312", 16),
            ("Title", "方正小标宋简体", 22),
            ("Heading 1", "黑体", 16),
            ("Heading 2", "楷体_GB2312", 16),
            ("Heading 3", "仿宋_GB2312", 16),
            ("Heading 4", "仿宋_GB2312", 16),
            ("Table Header", "黑体", 10.5),
        ],
    )
    def test_are_named_for_every_script(self, docx, style, font, size):
        found = docx.styles[style]
        assert set(fonts(found).values()) == {font}
        assert found.font.size.pt == size

    def test_no_theme_wins_over_them(self, docx):
        styles = docx.styles.element.xml
        used = ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4")
        for name in used:
            assert "Theme" not in docx.styles[name].element.rPr.rFonts.xml
        defaults = styles[: styles.index("</w:docDefaults>")]
        assert "asciiTheme" not in defaults
        assert "仿宋_GB2312" in defaults


class TestTheText:
    def test_stands_in_order_under_its_numbers(self, docx):
        texts = [p.text for p in docx.paragraphs if p.text]
        wanted = [
            "明溪县住房和城乡建设局文件",
            "明建〔2021〕5号",
            "关于公租房点题整治工作进展情况的报告",
            "市公租房整治工作专班：",
            "现将七月上半月工作进展情况报告如下。",
            "一、工作进展",
            "（一）入户走访",
            "六个小区走完三个。",
            "各小区走访情况",
            "1. 走访方式",
            "（1）登记内容",
            "2. 走访时间",
            "（二）数据比对",
            "二、下一步打算",
            "附件：1. 公租房点题整治工作进展情况汇总表",
            "2. 问题清单",
            "明溪县住房和城乡建设局",
            "2021年7月15日",
        ]
        assert [text for text in texts if text in wanted] == wanted

    def test_paragraphs_begin_two_characters_in(self, docx):
        style = docx.styles["Normal"].element.pPr.find(qn("w:ind"))
        assert style.get(qn("w:firstLineChars")) == "200"
        flush = docx.styles[paragraph(docx, "市公租房整治工作专班：").style.name]
        ind = flush.element.pPr.find(qn("w:ind"))
        assert ind.get(qn("w:firstLineChars")) == "0"

    def test_head_is_red_with_a_red_line_below(self, docx):
        mark = paragraph(docx, REPORT.issuer)
        assert str(mark.style.font.color.rgb) == "FF0000"
        assert len(REPORT.issuer) * mark.runs[0].font.size.pt <= 156 / 25.4 * 72
        number = paragraph(docx, "明建〔2021〕5号")
        line = number._p.pPr.find(f"{qn('w:pBdr')}/{qn('w:bottom')}")
        assert line.get(qn("w:color")) == "FF0000"

    def test_signature_is_centred_above_a_day_four_characters_in(self, docx):
        name = indents(paragraph(docx, "明溪县住房和城乡建设局"))
        day = indents(paragraph(docx, "2021年7月15日"))
        assert day["rightChars"] == "400"
        assert int(name["rightChars"]) + 1100 // 2 == 400 + 650 // 2

    def test_long_signatures_stay_on_the_page(self):
        name = "明溪县公租房点题整治工作领导小组办公室暨住房保障中心"
        docx = Document(BytesIO(write(replace(REPORT, signatories=name))))
        assert indents(paragraph(docx, name))["rightChars"] == "0"
        assert int(indents(paragraph(docx, "2021年7月15日"))["rightChars"]) > 400

    def test_tables_are_whole_and_their_header_is_repeated(self, docx):
        (table,) = docx.tables
        source = REPORT.sections[1].sections[0].tables[0]
        rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
        assert rows == [source.header, *source.rows]
        first, second = table.rows[0]._tr.trPr, table.rows[1]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None
        assert second.find(qn("w:tblHeader")) is None
        assert second.find(qn("w:cantSplit")) is not None

    def test_short_rows_and_strange_signs_do_no_harm(self):
        table = Table("表\x0b一", ("甲", "乙"), (("一",), ("\x00二", "三")))
        section = Section("", ("有\x01控制符\ud800。",), (table,))
        docx = Document(BytesIO(write(replace(REPORT, sections=(section,)))))
        assert "有控制符。" in [p.text for p in docx.paragraphs]
        assert [c.text for c in docx.tables[0].rows[2].cells] == ["二", "三"]


class TestTheFile:
    def test_same_content_same_bytes(self):
        assert write(REPORT) == write(replace(REPORT))
        assert write(REPORT) != write(replace(REPORT, title="另一份"))

    def test_names_no_person_and_no_machine(self):
        data = write(REPORT)
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
            assert {entry.date_time[:3] for entry in package.infolist()} == {
                (1980, 1, 1)
            }
            core = package.read("docProps/core.xml").decode()
            everything = b"".join(package.read(name) for name in names)
        assert "thumbnail" not in "".join(names)
        assert b"python-docx" not in everything
        facts = Document(BytesIO(data)).core_properties
        assert (facts.author, facts.last_modified_by) == ("", "")
        assert facts.created.date() == date(2021, 7, 15)
        assert REPORT.title in core

    def test_draft_says_so_on_every_page(self):
        docx = Document(BytesIO(write(replace(REPORT, draft=True))))
        page = docx.sections[0]
        for header in (page.header, page.even_page_header):
            assert header.paragraphs[0].text == "草　稿"
        final = Document(BytesIO(write(REPORT))).sections[0]
        assert not final.header.paragraphs[0].text

    def test_the_least_that_can_be_said(self):
        docx = Document(BytesIO(write(OfficialDocument("通知", ""))))
        assert [p.text for p in docx.paragraphs if p.text] == ["通知"]


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (100, "100")],
)
def test_chinese_numbers(number, word):
    assert ordinals.chinese(number) == word
