"""The mailbox nobody touches, the letter nobody sent, and every page at a glance."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import open_mailbox, send_tip

pytestmark = pytest.mark.browser

BODY = "五栋的车库被隔成几间租出去了，租金不知道交给谁。"
LETTER = "写到一半，先不发。"


@pytest.fixture(scope="class")
def receipt(browser, base_url):
    context = browser.new_context(base_url=base_url, locale="zh-CN")
    page = context.new_page()
    page.goto("/tips/new/")
    yield send_tip(page, BODY)
    context.close()


def wait(page, minutes):
    """So long nobody touches anything."""
    page.clock.run_for(minutes * 60_000)


class TestIdle:
    def test_warns_is_extended_by_one_touch_then_closes(self, visit, receipt):
        page = visit(PHONE)
        page.clock.install()
        open_mailbox(page, receipt)
        warning = page.get_by_role("alertdialog", name="您还在吗")
        wait(page, 7.9)
        expect(warning).to_be_hidden()
        wait(page, 0.2)
        expect(warning).to_be_visible()
        expect(page.get_by_role("button", name="我还在")).to_be_focused()
        with page.expect_response("**/tips/mailbox/draft/") as kept:
            page.keyboard.press("Enter")
            page.clock.run_for(1000)
        assert kept.value.status == 204
        expect(warning).to_be_hidden()
        page.fill("#letter [name=text]", LETTER)
        # The page scrolled to the field, which is a touch, too.
        page.wait_for_timeout(1000)
        wait(page, 7)
        expect(warning).to_be_hidden()
        wait(page, 1.5)
        expect(warning).to_be_visible()
        wait(page, 2)
        expect(page).to_have_url(re.compile(r"/tips/mailbox/closed/\?kept=1$"))
        assert not [c for c in page.context.cookies() if c["name"] == "mailbox"]
        page.go_back()
        expect(page.get_by_text(BODY)).to_have_count(0)
        open_mailbox(page, receipt)
        expect(page.locator("#letter [name=text]")).to_have_value(LETTER)

    def test_watches_on_after_a_letter_was_refused(self, visit, receipt):
        page = visit(DESK)
        page.clock.install()
        open_mailbox(page, receipt)
        page.locator("#letter [name=text]").fill("")
        page.get_by_role("button", name="发送").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.wait_for_load_state()
        # The page scrolled to what is wrong, which is a touch.
        page.wait_for_timeout(1000)
        wait(page, 8.1)
        expect(page.get_by_role("alertdialog")).to_be_visible()

    def test_a_touch_in_another_window_counts(self, visit, receipt):
        page = visit(DESK)
        page.clock.install()
        open_mailbox(page, receipt)
        other = page.context.new_page()
        other.goto("/tips/mailbox/")
        wait(page, 9)
        warning = page.get_by_role("alertdialog")
        expect(warning).to_be_visible()
        other.wait_for_timeout(1100)
        other.locator("#letter [name=text]").press("a")
        page.clock.run_for(1000)
        expect(warning).to_be_hidden()


class TestUnsent:
    def test_is_sealed_while_it_is_written(self, visit, receipt):
        page = visit(DESK)
        page.clock.install()
        open_mailbox(page, receipt)
        page.locator("#letter [name=text]").fill("")
        page.locator("#letter [name=text]").press_sequentially("自动存好")
        with page.expect_response("**/tips/mailbox/draft/"):
            wait(page, 1.1)
        expect(page.get_by_text("已加密存好，只有您打得开")).to_be_visible()
        again = open_mailbox(visit(DESK), receipt)
        expect(again.locator("#letter [name=text]")).to_have_value("自动存好")

    def test_leaving_quickly_keeps_it_and_leaves_nothing_behind(self, visit, receipt):
        page = visit(PHONE)
        open_mailbox(page, receipt)
        page.fill("#letter [name=text]", "赶紧走")
        with page.expect_request("https://www.gov.cn/"):
            page.get_by_role("button", name="快速离开").click()
        assert not [c for c in page.context.cookies() if c["name"] == "mailbox"]
        again = open_mailbox(visit(PHONE), receipt)
        expect(again.locator("#letter [name=text]")).to_have_value("赶紧走")

    def test_without_scripts(self, visit, receipt):
        page = visit(PHONE, java_script_enabled=False)
        open_mailbox(page, receipt)
        page.fill("#letter [name=text]", "先存着")
        page.get_by_role("button", name="先存着").click()
        expect(page.locator("#letter [name=text]")).to_have_value("先存着")
        page.fill("#letter [name=text]", "再改一改")
        page.get_by_role("button", name="离开并上锁").click()
        expect(page.get_by_text("已经加密存好")).to_be_visible()
        open_mailbox(page, receipt)
        expect(page.locator("#letter [name=text]")).to_have_value("再改一改")
        with page.expect_request("https://www.gov.cn/"):
            page.get_by_role("button", name="快速离开").click()

    def test_is_taken_along_when_the_mailbox_was_closed_meanwhile(self, visit, receipt):
        page = visit(DESK)
        page.clock.install()
        open_mailbox(page, receipt)
        page.context.clear_cookies()
        page.fill("#letter [name=text]", "")
        page.locator("#letter [name=text]").press_sequentially("两小时到了")
        wait(page, 1.1)
        expect(page.get_by_label("查询码")).to_be_visible()
        expect(page.locator("[name=text]")).to_have_value("两小时到了")

    def test_sending_it_is_the_end_of_it(self, visit, receipt):
        page = visit(DESK)
        open_mailbox(page, receipt)
        page.fill("#letter [name=text]", "这回真的发出去")
        page.get_by_role("button", name="发送").click()
        expect(page.locator("main")).to_contain_text("这回真的发出去")
        expect(page.locator("#letter [name=text]")).to_have_value("")


@pytest.mark.parametrize(
    ("prefix", "size"),
    [("", PHONE), ("", DESK), ("/elder", PHONE), ("/en", DESK)],
    ids=["phone", "desk", "elder", "english"],
)
class TestForEverybody:
    def test_axe_finds_nothing_on_any_page(self, visit, receipt, size, prefix):
        page = visit(size)

        def look(name):
            found = Axe().run(page)
            assert found.violations_count == 0, (name, found.generate_report())
            assert page.evaluate(
                "document.documentElement.scrollWidth <= window.innerWidth"
            ), name

        for path in ("", "new/", "new/written/", "mailbox/", "mailbox/closed/", "x/"):
            page.goto(f"{prefix}/tips/{path}")
            look(path)
        page.goto(f"{prefix}/tips/mailbox/")
        page.fill("[name=receipt]", receipt)
        page.locator("main form [type=submit]").click()
        expect(page.locator("#letter")).to_be_visible()
        look("opened")
        page.evaluate("document.querySelector('[data-idle]').showModal()")
        look("warning")
        page.goto(f"{prefix}/tips/new/")
        send_tip(page, BODY)
        look("receipt")
        page.locator(".last-group button").click()
        look("receipt with a slip")
