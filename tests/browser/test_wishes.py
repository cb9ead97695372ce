"""A caller's tip at the desk, and what its sender does in the mailbox on a phone."""

import io

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import RECEIPT, act, log_in, open_mailbox
from tests.browser.test_journeys import case_of

pytestmark = pytest.mark.browser

BODY = "打电话来说，六栋二单元那套房子里住的一直是房东的表弟，已经两年了。"


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


class TestPhoneAndDesk:
    def test_from_the_call_to_the_rating(self, visit):
        staff = log_in(visit(DESK), "housing")
        receipt = self.write_down(staff)
        page = visit(PHONE)
        open_mailbox(page, receipt)
        assert fits(page)
        new = self.exchange(page)
        assert new != receipt
        other = visit(PHONE)
        other.goto("/tips/mailbox/")
        other.fill("[name=receipt]", receipt)
        other.locator("main form:has([name=receipt]) [type=submit]").click()
        expect(other.get_by_role("alert")).to_contain_text("换成新的")

        page.get_by_role("link", name="回到信箱").click()
        self.ask_for_a_call(page)
        address = case_of(staff, BODY)
        expect(staff.locator(".kw-proposal")).to_contain_text("晚上七点")
        staff.locator("[data-transition=call_done]").first.click()
        form = staff.locator("details:has([data-transition=call_done]) form").first
        form.locator("[name=result][value=reached]").check()
        form.locator("[type=submit]").click()
        act(staff, "decline", reason="不在本次整治范围内，请向物业反映。")
        assert address in staff.url

        page.reload()
        expect(page.locator(".timeline")).to_contain_text("打通了")
        self.rate(page)
        assert fits(page)
        staff.goto(address)
        expect(staff.locator(".kw-side")).to_contain_text("不满意")

    def write_down(self, staff):
        staff.get_by_role("link", name="登记线索").first.click()
        staff.check("[name=source][value=phone]")
        staff.check("[name=kind][value=report]")
        staff.fill("[name=body]", BODY)
        staff.locator("main form [type=submit]").last.click()
        shown = staff.locator("#receipt")
        expect(shown).to_have_text(RECEIPT)
        receipt = shown.inner_text()
        assert receipt not in staff.url
        expect(staff.locator("[data-print]")).to_be_visible()
        for paper in ("A4", "A5"):
            sheet = staff.pdf(format=paper)
            with pikepdf.open(io.BytesIO(sheet)) as pdf:
                assert len(pdf.pages) == 1, paper
        return receipt

    def exchange(self, page):
        form = page.locator('.notice form[action$="exchange/"]')
        form.locator("[type=submit]").click()
        shown = page.locator("#receipt")
        expect(shown).to_have_text(RECEIPT)
        return shown.inner_text()

    def ask_for_a_call(self, page):
        page.get_by_text("请给我回个电话").click()
        page.fill("#call-name", "林清")
        page.fill("#call-phone", "13900000000")
        page.fill("#call-when", "晚上七点以后")
        page.locator('form[action$="mailbox/call/"] [type=submit]').click()
        expect(page.locator("#wishes .notice")).to_contain_text("晚上七点以后")

    def rate(self, page):
        form = page.locator("#rate form")
        form.locator("[value=dissatisfied]").check()
        form.locator("[type=submit]").click()
        alert = page.get_by_role("alert")
        expect(alert).to_be_focused()
        page.check("#rate-no_reason")
        form.locator("[type=submit]").click()
        expect(page.locator(".timeline")).to_contain_text("您的评价：不满意")
        expect(page.locator("#rate")).to_have_count(0)
