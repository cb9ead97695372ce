"""Files of every kind, good and bad."""

import io
import time
import zipfile

import pytest
from django.utils import translation
from docx import Document

from disclosures.plans.errors import MESSAGES, PlanError
from disclosures.plans.reader import LIMIT, read_lines

TEXT = "一、工作目标\n整治到2021年底。\n"
LINES = ["一、工作目标", "整治到2021年底。", ""]


def code_of(source, name=""):
    """Why a file is refused."""
    with pytest.raises(PlanError) as refusal:
        read_lines(source, name)
    return refusal.value.code


def zipped(**parts):
    """A zip with the parts given, named with _ for / and . as it comes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def saved(document):
    """The bytes of a Word document."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_encodings(self, encoding):
        assert read_lines(TEXT.encode(encoding)) == LINES

    @pytest.mark.parametrize("newline", ["\r\n", "\r"])
    def test_line_ends(self, newline):
        assert read_lines(TEXT.replace("\n", newline).encode()) == LINES

    def test_rare_characters(self):
        assert read_lines("𠮷县2021年".encode("gb18030")) == ["𠮷县2021年"]

    def test_a_path(self, tmp_path):
        path = tmp_path / "plan.txt"
        path.write_text(TEXT, encoding="gb18030")
        assert read_lines(path) == LINES

    def test_an_open_file(self):
        assert read_lines(io.BytesIO(TEXT.encode()), "plan.txt") == LINES


class TestRefusals:
    @pytest.mark.parametrize("content", [b"", b" \r\n\t\n", "　\n".encode()])
    def test_empty(self, content):
        assert code_of(content) == "empty"

    @pytest.mark.parametrize(
        "content",
        [
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
            b"\xff\xd8\xff\xe0\x00\x10JFIF",
            b"%PDF-1.7\n1 0 obj",
            b"{\\rtf1 text}",
            bytes(range(256)),
            b"text\x00text",
        ],
    )
    def test_not_text(self, content):
        assert code_of(content) == "not_text"

    def test_an_old_word_file(self):
        assert code_of(bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600) == "old_word"

    def test_nothing_there(self, tmp_path):
        assert code_of(tmp_path / "none.txt") == "not_found"
        assert code_of(tmp_path) == "not_found"

    def test_fifty_megabytes_are_refused_at_once(self, tmp_path):
        path = tmp_path / "huge.txt"
        with path.open("wb") as file:
            file.truncate(50 * 1024 * 1024)
        before = time.monotonic()
        assert code_of(path) == "too_large"
        assert time.monotonic() - before < 1

    def test_no_more_is_read_than_needed(self):
        source = io.BytesIO(b"a" * (3 * LIMIT))
        assert code_of(source) == "too_large"
        assert source.tell() == LIMIT + 1

    def test_a_book(self):
        assert code_of("一".encode() * 200_001) == "too_long"

    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_each_has_one_sentence(self, language):
        with translation.override(language):
            for code in MESSAGES:
                sentence = str(PlanError(code, limit=5))
                assert sentence
                assert "%" not in sentence
                assert "\n" not in sentence


class TestWord:
    def test_paragraphs_and_tables_in_their_order(self):
        document = Document()
        document.add_paragraph("一、整治措施")
        table = document.add_table(rows=2, cols=3)
        for cell, text in zip(
            table.row_cells(0), ["序号", "任务", "责任单位"], strict=True
        ):
            cell.text = text
        for cell, text in zip(
            table.row_cells(1), ["1", "排查", "县民政局"], strict=True
        ):
            cell.text = text
        document.add_paragraph("二、组织\n保障")
        assert read_lines(saved(document)) == [
            "一、整治措施",
            "序号\t任务\t责任单位",
            "1\t排查\t责任单位：县民政局",
            "二、组织",
            "保障",
        ]

    def test_numbers_that_word_draws(self):
        document = Document()
        for text in ("甲", "乙"):
            document.add_paragraph(text, style="List Number")
        assert read_lines(saved(document)) == ["1.甲", "2.乙"]

    def test_inserted_words_count_and_deleted_ones_do_not(self):
        document = Document()
        run = document.add_paragraph("留").add_run("增")._r
        mark = run.makeelement(run.tag.replace("}r", "}ins"))
        run.addprevious(mark)
        mark.append(run)
        gone = document.paragraphs[0].add_run("删")._r
        mark = gone.makeelement(gone.tag.replace("}r", "}del"))
        gone.addprevious(mark)
        mark.append(gone)
        assert read_lines(saved(document)) == ["留增"]

    def test_an_empty_one(self):
        assert code_of(saved(Document())) == "empty"

    @pytest.mark.parametrize(
        "content",
        [
            TEXT.encode(),
            b"PK\x03\x04 broken",
            zipped(readme="text"),
            zipped(**{"[Content_Types].xml": "<x/>", "word/document.xml": "<x"}),
        ],
        ids=["text", "cut", "archive", "broken"],
    )
    def test_what_only_claims_to_be_one(self, content):
        assert code_of(content, "plan.docx") == "not_docx"

    def test_one_cut_short(self):
        assert code_of(saved(Document())[:-2000]) == "not_docx"

    def test_one_that_unfolds_into_something_huge(self):
        parts = {"[Content_Types].xml": "<x/>", "word/document.xml": " " * 45_000_000}
        assert code_of(zipped(**parts)) == "too_large"
