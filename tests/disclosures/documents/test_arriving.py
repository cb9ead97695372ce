"""What a Word file may do to the server that reads it, and what it may not hide."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.oxml.ns import qn

from disclosures.documents import grid, screening
from disclosures.documents.arriving import arrived
from disclosures.documents.drafting import remarks
from portal.cleaning import CLOSE, MIDDLE, OPEN
from tests.disclosures.documents import wordfiles

FORGED = f"{OPEN}javascript:alert(1){MIDDLE}点这里{CLOSE}"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(document):
    data = document if isinstance(document, bytes) else wordfiles.saved(document)
    return arrived(SimpleUploadedFile("走访.docx", data))


def refusal(document):
    with pytest.raises(ValidationError) as refused:
        read(document)
    return refused.value.code


def with_table(*rows):
    document = Document()
    document.add_paragraph("题目")
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return document, table


def span(cell, columns):
    cell._tc.get_or_add_tcPr().get_or_add_gridSpan().set(qn("w:val"), str(columns))


def with_footnote(text):
    """A document whose text refers to one footnote."""
    document = Document()
    document.add_paragraph("题目")
    run = document.add_paragraph("正文。").add_run()._r
    run.append(run.makeelement(qn("w:footnoteReference"), {qn("w:id"): "2"}))
    note = (
        f'<w:footnotes xmlns:w="{_W}"><w:footnote w:id="2"><w:p><w:r><w:t>{text}'
        "</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    relation = (
        f'<Relationship Id="rNote" Type="{_R}/footnotes" Target="footnotes.xml"/>'
    )
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(wordfiles.saved(document))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                end = b"</Relationships>"
                content = content.replace(end, relation.encode() + end)
            new.writestr(name, content)
        new.writestr("word/footnotes.xml", note)
    return out.getvalue()


class TestSpans:
    def test_a_cell_that_goes_over_millions_of_columns_is_refused(self):
        document, table = with_table(("一", "二"))
        for cell in table.rows[0].cells:
            span(cell, 20_000_000)
        assert refusal(document) == "large"

    def test_a_cell_over_no_column_keeps_its_words(self):
        document, table = with_table(("一", "二"))
        for cell in table.rows[0].cells:
            span(cell, 0)
        assert read(document).tables[0].cells == "一 | 二"

    def test_a_table_somewhat_too_wide_comes_as_the_form_that_says_so(self):
        document, _table = with_table(["一"] * (grid.COLUMNS_MOST + 1))
        (table,) = read(document).tables
        assert len(grid.texts(table.cells)[0]) == grid.COLUMNS_MOST + 1


class TestLength:
    def test_a_document_of_many_megabytes_is_refused(self):
        document = Document()
        for _number in range(5):
            document.add_paragraph("字" * 300_000)
        assert refusal(document) == "large"

    def test_a_footnote_of_many_megabytes_is_refused(self):
        assert refusal(with_footnote("字" * 1_500_000)) == "large"

    def test_so_is_one_of_very_many_tags(self, monkeypatch):
        monkeypatch.setattr(screening, "PIECES_MOST", 1000, raising=False)
        assert refusal(Document()) == "large"

    def test_so_are_very_many_tables(self):
        document = Document()
        for _number in range(31):
            document.add_table(1, 2)
            document.add_paragraph("题目")
        assert refusal(document) == "large"


class TestLinks:
    def test_a_footnote_forges_none(self):
        body = read(with_footnote(FORGED)).body
        assert "点这里" in body
        assert "<a" not in body
        forged = FORGED.replace("javascript:alert(1)", "https://example.org")
        assert "<a" not in read(with_footnote(forged)).body

    def test_nor_does_text_inside_an_element_of_a_text(self):
        document = Document()
        document.add_paragraph("题目")
        text = document.add_paragraph("正文").runs[0]._r[0]
        inner = text.makeelement(qn("w:other"), {})
        inner.text = FORGED
        text.append(inner)
        body = read(document).body
        assert "点这里" in body
        assert "<a" not in body

    def test_nor_does_a_description(self):
        document = wordfiles.written()
        forged = FORGED.replace("javascript:alert(1)", "https://forged.example")
        wordfiles.picture(document, forged)
        article = read(document)
        assert len(article.pictures) == article.body.count("<img") == 3
        assert "https://forged.example点这里" in article.pictures[-1].alt


class TestTablesInTables:
    def test_the_table_in_a_box_is_a_table(self):
        document, outer = with_table(("框",))
        box = outer.cell(0, 0).add_table(1, 1).cell(0, 0)
        inner = box.add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "小区", "户数"
        document.add_table(1, 2).cell(0, 0).text = "后面的"
        article = read(document)
        assert [table.cells for table in article.tables] == ["小区 | 户数", "后面的 |"]
        assert article.body.index("框") < article.body.index("【表1】")
        assert "<table" not in article.body
        assert not article.flattened

    def test_the_table_in_a_cell_of_another_is_lines_and_that_is_said(self):
        document, outer = with_table(("一", "二"))
        inner = outer.cell(0, 0).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "小区", "户数"
        article = read(document)
        assert article.tables[0].cells == "一 ⏎ 小区 ⏎ 户数 | 二"
        assert any("表格的单元格里" in remark for remark in remarks(article))


class TestSigns:
    def test_a_cell_that_is_only_a_sign_says_it(self):
        document, _table = with_table(
            ("甲", "乙"), ("↑", "^"), ("丙", "←"), ("<", "丁")
        )
        (table,) = read(document).tables
        assert table.cells.splitlines() == ["甲 | 乙", "⬆ | ＾", "丙 | ⬅", "＜ | 丁"]
        assert all(len(row) == 2 for row in grid.cells(table.cells))
