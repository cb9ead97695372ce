"""An editor drafts and writes a fortnightly report, a moderator signs and publishes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.pages import log_in

pytestmark = pytest.mark.browser

SAID = "本期集中走访余下小区，发现的转租线索已全部登记核实。"


class TestTheFortnightlyReport:
    def test_drafted_signed_sent_and_told_to_the_public(self, visit):
        editor = log_in(visit(DESK), "editor")
        editor.goto("/admin/reports/")
        editor.get_by_role("link", name="撰写").first.click()
        address = re.sub(r"^https?://[^/]+", "", editor.url)
        editor.get_by_label("进展情况").fill("身份证350421198001011239的住户已退房。")
        editor.get_by_role("button", name="保存", exact=True).click()
        expect(editor.get_by_role("alert")).to_contain_text("350421198001011239")
        editor.get_by_label("进展情况").fill(SAID)
        editor.get_by_role("button", name="保存并提交签发").click()
        expect(editor.locator("main")).to_contain_text("待签发")
        expect(editor.get_by_role("button", name="签发")).to_have_count(0)

        moderator = log_in(visit(DESK), "moderator")
        moderator.goto("/admin/reports/")
        moderator.locator(f'a[href="{address}sign/"]').click()
        expect(moderator.locator("article")).to_contain_text(SAID)
        moderator.get_by_role("button", name="签发", exact=True).click()
        expect(moderator.locator("main")).to_contain_text("SHA-256")

        editor.goto(address)
        with editor.expect_download() as download:
            editor.get_by_role("link", name="Word（.docx）").click()
        assert download.value.suggested_filename.endswith(".docx")
        editor.get_by_role("link", name="登记报送").click()
        editor.get_by_role("button", name="登记").click()
        expect(editor.locator("main")).to_contain_text("市工作专班")

        editor.get_by_role("button", name="生成公开摘要").click()
        expect(editor).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
        page_address = editor.url
        reader = visit(DESK)
        reader.goto("/reports/")
        expect(reader.locator("main")).not_to_contain_text(SAID)
        editor.get_by_role("button", name=re.compile("更多操作|更多|显示")).last.click()
        editor.locator("[name=action-submit]").click()
        expect(editor.locator("body")).to_contain_text("提交进行审核")

        moderator.goto(page_address)
        with moderator.expect_navigation():
            moderator.locator("[data-workflow-action-name=approve]").first.click()
        reader.goto("/reports/")
        expect(reader.locator("main")).to_contain_text(SAID[:20])
