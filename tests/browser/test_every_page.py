"""A page of every public kind in a real Chromium: axe is content, nothing is cut."""

from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

IS_CUT = "document.documentElement.scrollWidth > window.innerWidth"
#: So wide is what A4 leaves between the margins.
PAPER = {"width": 672, "height": 900}
#: What is wider than the paper, or than a box that cannot be scrolled on it.
CUT_ON_PAPER = """() => [...document.querySelectorAll("html, body *")]
  .filter((node) => node.clientWidth > 1 && node.scrollWidth > node.clientWidth + 1)
  .filter((node) => node === document.documentElement
    || getComputedStyle(node).overflowX !== "visible")
  .map((node) => `${node.tagName}.${node.className} ${node.scrollWidth}`)"""
#: What nobody can use on paper.
NOT_ON_PAPER = "nav, .button, [type=search], .skip"
#: First step of an address → the windows that it is looked at in.
VIEWS = {"": (DESK, PHONE), "/elder": (PHONE,), "/en": (DESK,)}


@pytest.fixture
def walk(visit, places, base_url):
    """Opens one page of every kind after the other, in one window."""

    def pages(size, prefix=""):
        window = visit(size)
        for place in places:
            if place.is_file:
                continue
            window.context.clear_cookies()
            for name, value in place.cookies.items():
                cookie = {"name": name, "value": value, "url": base_url}
                window.context.add_cookies([cookie])
            answer = window.goto(prefix + place.path)
            assert answer.status == place.status, place
            yield place, window

    return pages


class TestEveryKindOfPage:
    @pytest.mark.parametrize("prefix", VIEWS)
    def test_axe_finds_nothing_and_nothing_is_cut(self, walk, prefix):
        wrong = []
        for place, window in walk(VIEWS[prefix][0], prefix):
            for size in VIEWS[prefix]:
                window.set_viewport_size(size)
                found = Axe().run(window)
                if found.violations_count:
                    wrong.append((window.url, size, found.generate_report()))
                if not place.is_sheet and window.evaluate(IS_CUT):
                    wrong.append((window.url, size, "wider than the window"))
        assert not wrong, "\n".join(map(str, wrong))

    def test_it_is_whole_on_a4_and_without_what_paper_cannot_do(self, walk):
        wrong = []
        for place, window in walk(PAPER):
            if place.is_sheet:
                continue
            window.emulate_media(media="print")
            if cut := window.evaluate(CUT_ON_PAPER):
                wrong.append((place, cut))
            shown = [
                one.evaluate("node => node.outerHTML.slice(0, 90)")
                for one in window.locator(NOT_ON_PAPER).all()
                if one.is_visible()
            ]
            if shown:
                wrong.append((place, shown))
            if place.is_bare:
                continue
            address = window.locator(".only-print").first
            if unquote(urlsplit(place.path).path) not in address.inner_text():
                wrong.append((place, "does not name its address"))
        assert not wrong, "\n".join(map(str, wrong))
