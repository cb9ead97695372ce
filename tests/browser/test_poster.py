"""An estate's poster: found on the column, printed on one page, saved as a file."""

import io

import pikepdf
import pytest

pytestmark = pytest.mark.browser


def size(sheet):
    """Width and height in points."""
    return [round(float(side)) for side in sheet.mediabox[2:]]


def test_poster_downloaded(visit, tmp_path):
    page = visit()
    page.goto("/channels/")
    page.get_by_role("link", name="东门小区").click()
    printed = pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    (sheet,) = printed.pages
    assert size(sheet) == [595, 842]
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == "海报-东门小区.html"
    page.goto(file.as_uri())
    assert page.get_by_text("东门小区").first.is_visible()
    saved = pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    (same,) = saved.pages
    assert size(same) == [595, 842]
