"""The investigators' list and file in a real Chromium: nobody is overrun."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import log_in, send_tip

pytestmark = pytest.mark.browser

BODY = "七栋一单元这户长期空着，灯从来没有亮过。"
LETTER = "请问您最后一次看到有人是什么时候？"


def newest(page):
    """The address of the case that came last."""
    page.goto("/admin/cases/?state=received&sort=-received")
    link = page.get_by_role("link", name=re.compile(r"^MX-\d{5}")).first
    return link.get_attribute("href")


class TestCaseWork:
    def test_many_are_assigned_and_a_view_is_kept(self, visit):
        page = log_in(visit(DESK), "housing")
        page.goto("/admin/cases/")
        unassigned = page.get_by_role("link", name=re.compile("^未指定承办人"))
        before = int(unassigned.locator(".kw-count").inner_text())
        assert before > 1
        unassigned.click()
        page.locator("thead .kw-choose input").check()
        page.get_by_label("把勾选的件交给").select_option(label="黄股长")
        page.get_by_role("button", name="指定承办人").click()
        expect(page.get_by_text("已交给黄股长承办")).to_be_visible()
        page.goto("/admin/cases/?topic=sublet&state=open")
        page.get_by_text("把这些筛选条件存为视图").click()
        page.get_by_label("视图名称").fill("在办转租")
        page.get_by_role("button", name="保存").click()
        tab = page.get_by_role("link", name=re.compile("在办转租"))
        expect(tab).to_have_attribute("aria-current", "page")
        fits = "document.documentElement.scrollWidth <= window.innerWidth"
        assert page.evaluate(fits)
        page.set_viewport_size(PHONE)
        assert page.evaluate(fits)

    def test_what_is_being_written_survives_a_colleagues_change(self, visit):
        sender = visit(PHONE)
        sender.goto("/tips/new/")
        send_tip(sender, BODY, topic="vacant", estate="东门小区", place="7栋101")
        mine = log_in(visit(DESK), "housing")
        theirs = log_in(visit(DESK), "housing_head")
        address = newest(mine)
        mine.goto(address)
        mine.locator("[data-transition=message]").click()
        mine.fill("#message-text", LETTER)
        theirs.goto(address)
        theirs.locator("[data-transition=accept]").click()
        expect(theirs.locator(".kw-head")).to_contain_text("已受理")
        # The page asks again as soon as it is looked at.
        mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        news = mine.locator("[data-news]")
        expect(news).to_contain_text("黄股长：受理")
        expect(mine.locator("[data-also]")).to_contain_text("黄股长")
        news.get_by_role("link", name="显示最新情况").click()
        expect(mine.locator(".kw-head")).to_contain_text("已受理")
        expect(mine.locator("#message-text")).to_have_value(LETTER)
        form = mine.locator("details:has(#message-text) form")
        form.get_by_label("常用语").select_option(index=1)
        form.get_by_role("button", name="填入").click()
        expect(mine.locator("#message-text")).to_have_value(re.compile(f"^{LETTER}"))
        form.locator("[type=submit]").last.click()
        expect(mine.get_by_text(LETTER)).to_be_visible()
