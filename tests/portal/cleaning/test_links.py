"""A cleaned copy that says in its text where its links led: what becomes of each."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from portal.cleaning import CLOSE, DOCX, MIDDLE, OPEN, Reason, Unclean
from portal.cleaning.process import linked
from tests.disclosures.documents import wordfiles


def read(document):
    """What stands in the cleaned copy, a paragraph each."""
    copy = linked(DOCX, wordfiles.saved(document))
    with zipfile.ZipFile(BytesIO(copy)) as package:
        assert b"hyperlink" not in package.read("word/document.xml")
    return [p.text for p in Document(BytesIO(copy)).paragraphs]


def marked(address, words):
    return f"{OPEN}{address}{MIDDLE}{words}{CLOSE}"


def test_links_and_fields_say_where_they_led():
    document = Document()
    wordfiles.link(document.add_paragraph("见"), "https://a.gov.cn/?x=1&y=2", "甲")
    wordfiles.field_link(document.add_paragraph("见"), "http://b.gov.cn/", "乙")
    wordfiles.link(document.add_paragraph("见"), "mailto:x@y.gov.cn", "丙")
    assert read(document) == [
        "见" + marked("https://a.gov.cn/?x=1&y=2", "甲"),
        "见" + marked("http://b.gov.cn/", "乙"),
        "见" + marked("mailto:x@y.gov.cn", "丙"),
    ]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "\\\\host\\share", "#x"]
)
def test_what_no_page_links_to_is_words_alone(address):
    document = Document()
    wordfiles.link(document.add_paragraph("见"), address, "甲")
    wordfiles.field_link(document.add_paragraph("见"), address, "乙")
    assert read(document) == ["见甲", "见乙"]


def test_a_deleted_link_is_gone_with_its_address():
    document = Document()
    paragraph = document.add_paragraph("留下")
    wordfiles.link(paragraph, "https://a.gov.cn/", "划掉")
    deleted = OxmlElement("w:del")
    link = paragraph._p.find(qn("w:hyperlink"))
    link.addprevious(deleted)
    deleted.append(link)
    assert read(document) == ["留下"]


def test_marks_that_the_file_brings_mean_nothing():
    document = Document()
    document.add_paragraph(marked("javascript:x", "甲"))
    assert read(document) == ["javascript:x甲"]


def test_it_is_cleaned_like_any_other():
    with pytest.raises(Unclean) as unclean:
        linked(DOCX, wordfiles.bomb())
    assert unclean.value.reason is Reason.BOMB
    with pytest.raises(Unclean):
        linked(DOCX, b"PK\x03\x04 nothing")
