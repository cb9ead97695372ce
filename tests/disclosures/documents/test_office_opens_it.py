"""LibreOffice opens an official document: its text, page and fonts as it reads them."""

import re

import pypdfium2
import pytest
from lxml import etree

from disclosures.documents.official import write
from tests.disclosures.documents.office import converted
from tests.disclosures.documents.samples import LONG, REPORT

FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    return converted(folder, write(REPORT), "pdf", "fodt")


@pytest.fixture(scope="module")
def pdf(files):
    with pypdfium2.PdfDocument(files[0]) as document:
        yield document


@pytest.fixture(scope="module")
def odt(files):
    return etree.parse(files[1])


def words(text: str) -> str:
    return "".join(text.split())


def text_of(page) -> str:
    return page.get_textpage().get_text_range()


def test_every_page_is_a4(pdf):
    assert len(pdf) >= 4
    for page in pdf:
        width, height = (side / 72 * 25.4 for side in page.get_size())
        assert (width, height) == pytest.approx((210, 297), abs=0.5)


def test_all_words_are_there(pdf):
    # Without the page numbers, between which sentences go on.
    pages = [re.sub(r"— ?\d+ ?—", "", text_of(page)) for page in pdf]
    whole = words("".join(pages))
    for text in (
        *("明建〔2021〕5号", REPORT.title, "市公租房整治工作专班：", LONG),
        *("一、工作进展", "（一）入户走访", "1.走访方式", "（1）登记内容"),
        *("第59小区", "附件：1.公租房点题整治工作进展情况汇总表", "2021年7月15日"),
    ):
        assert text in whole, text


def test_pages_are_numbered_between_dashes(pdf):
    for number, page in enumerate(pdf, 1):
        assert f"—{number}—" in words(text_of(page))


def test_a_full_page_has_22_lines_of_28_characters(pdf):
    lines = [words(line) for line in text_of(pdf[1]).splitlines()]
    full = [line for line in lines if line and "—" not in line]
    assert len(full) == 22
    # One less where the next line would begin with a comma.
    assert {len(line) for line in full} == {27, 28}


def test_header_of_a_table_stands_on_each_of_its_pages(pdf):
    with_rows = [page for page in pdf if re.search(r"第\d+小区", words(text_of(page)))]
    assert len(with_rows) >= 2
    for page in with_rows:
        assert "应走访（户）" in words(text_of(page))


def test_fonts_and_margins_are_what_the_standard_asks(odt):
    faces = {
        face.get(f"{STYLE}name"): face.get(f"{SVG}font-family").strip("'")
        for face in odt.iter(f"{STYLE}font-face")
    }
    by_name = {s.get(f"{STYLE}name"): s for s in odt.iter(f"{STYLE}style")}
    wanted = {
        "Title": ("方正小标宋简体", "22pt"),
        "Heading_20_1": ("黑体", "16pt"),
        "Heading_20_2": ("楷体_GB2312", "16pt"),
        "Standard": ("仿宋_GB2312", "16pt"),
    }
    for name, (font, size) in wanted.items():
        facts = by_name[name].find(f"{STYLE}text-properties")
        assert faces[facts.get(f"{STYLE}font-name-asian")] == font
        assert facts.get(f"{STYLE}font-size-asian") == size
    layouts = list(odt.iter(f"{STYLE}page-layout-properties"))
    page = next(one for one in layouts if one.get(f"{FO}margin-left"))
    left = float(page.get(f"{FO}margin-left").removesuffix("in")) * 25.4
    assert left == pytest.approx(28, abs=1)
