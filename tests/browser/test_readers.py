"""Readers of the column: elders, those who search, those who print."""

import io

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

#: A device that speaks; each sentence takes no time. `{local}`: by itself.
SPEECH = """
  window.spoken = [];
  const voices = [{{ name: "小明", lang: "zh-CN", localService: {local} }}];
  Object.defineProperty(window, "speechSynthesis", {{ value: {{
    getVoices: () => voices,
    addEventListener() {{}},
    cancel() {{ window.waiting = null; }},
    speak(words) {{
      spoken.push(words.text);
      window.waiting = () => words.onend();
      if (!window.slow) setTimeout(() => window.waiting?.(), 0);
    }},
  }} }});
  window.SpeechSynthesisUtterance = class {{
    constructor(text) {{ this.text = text; }}
  }};
"""
PAGES = ("", "plan/", "updates/", "estates/", "channels/", "accessibility/")


def speaking(visit, *, local="true"):
    page = visit(PHONE)
    page.add_init_script(SPEECH.format(local=local))
    return page


class TestReadAloud:
    def test_all_that_the_page_says_is_read(self, visit):
        page = speaking(visit)
        page.goto("/elder/plan/")
        page.get_by_role("button", name="朗读本页").click()
        # At the end it begins anew.
        expect(page.get_by_role("button", name="朗读本页")).to_be_visible()
        said = "".join(page.evaluate("spoken")).replace(" ", "")
        for block in page.locator("main :is(h1, h2, h3, p, dd, li:not(:has(p)))").all():
            if block.is_visible() and not block.locator("p, li, dd, h3").count():
                assert "".join(block.inner_text().split()) in said
        assert "朗读本页" not in said

    def test_it_stops_and_goes_on_where_it_stopped(self, visit):
        page = speaking(visit)
        page.goto("/elder/plan/")
        page.evaluate("window.slow = true")
        page.get_by_role("button", name="朗读本页").click()
        page.evaluate("waiting()")
        expect(page.locator(".read-now")).to_have_count(1)
        page.get_by_role("button", name="停止朗读").click()
        expect(page.locator(".read-now")).to_have_count(0)
        page.get_by_role("button", name="继续朗读").click()
        assert page.evaluate("spoken[1] === spoken[2] && spoken.length") == 3

    def test_a_voice_from_elsewhere_is_never_asked(self, visit):
        page = speaking(visit, local="false")
        page.goto("/elder/plan/")
        expect(page.locator("[data-read-aloud]")).to_be_hidden()

    @pytest.mark.parametrize("path", ["/plan/", "/elder/tips/", "/elder/tips/mailbox/"])
    def test_only_the_column_is_read_and_only_in_the_elder_version(self, visit, path):
        page = speaking(visit)
        page.goto(path)
        assert page.locator("[data-read-aloud]").count() == 0


class TestElder:
    def test_type_and_targets_are_larger_and_nothing_is_lost(self, visit):
        page = visit(PHONE)
        size = "parseFloat(getComputedStyle(document.body).fontSize)"
        for path in PAGES:
            page.goto(f"/{path}")
            plain, text = page.evaluate(size), page.locator("main").inner_text()
            page.goto(f"/elder/{path}")
            assert page.evaluate(size) >= 1.25 * plain
            elder = page.locator("main").inner_text()
            assert set(text.split()) <= set(elder.split()), path
            assert page.evaluate(
                "document.documentElement.scrollWidth <= innerWidth"
            ), path
            for target in page.locator(".link-row a, .button").all():
                box = target.bounding_box()
                if target.is_visible() and box:
                    assert box["height"] >= 48, target.inner_text()


class TestSearch:
    def test_a_word_inside_a_sentence_is_found_and_marked(self, visit):
        page = visit(PHONE)
        page.goto("/elder/")
        page.get_by_label("搜索").last.fill("转租")
        page.get_by_role("search").last.get_by_role("button").click()
        expect(page.locator("main mark").first).to_have_text("转租")
        page.locator("main .results a").first.click()
        assert "/elder/" in page.url
        assert page.context.cookies() == []


class TestPrint:
    @pytest.mark.parametrize("path", PAGES)
    def test_a_page_asks_for_a4(self, visit, path):
        page = visit()
        page.goto(f"/{path}")
        with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as pdf:
            sizes = {tuple(round(x) for x in sheet.mediabox[2:]) for sheet in pdf.pages}
        assert sizes <= {(595, 842), (596, 842), (595, 841)}
