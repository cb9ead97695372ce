"""An article in a real Chromium: its file is attached, looked at and approved."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.pages import log_in
from tests.portal.gate import samples

pytestmark = pytest.mark.browser
#: Of a picture, once the browser has it.
WIDTH = "node => node.decode().then(() => node.naturalWidth)"


class TestAFileGoesPublic:
    def test_the_editor_attaches_a_scan_and_the_moderator_looks_at_it(
        self, visit, base_url
    ):
        editor = log_in(visit(DESK), "editor")
        editor.goto("/admin/pages/")
        pages = editor.request.get("/admin/api/main/pages/").json()["items"]
        (section,) = (
            page["id"]
            for page in pages
            if page["meta"]["type"] == "disclosures.NoticesPage"
        )
        editor.goto(f"/admin/pages/add/disclosures/noticepage/{section}/")
        editor.fill("[name=title]", "盖章的公告")
        editor.locator("[data-contentpath=body] [contenteditable=true]").first.click()
        editor.keyboard.insert_text("公告全文见附件。")
        expect(editor.locator("[name=body]")).to_have_value(re.compile("全文"))
        editor.locator("#id_attachments-ADD").click()
        scan = samples.scanned(1, name="公告.pdf")
        editor.set_input_files(
            "[name=attachments-0-upload]",
            [{"name": scan.name, "mimeType": scan.content_type, "buffer": scan.read()}],
        )
        editor.get_by_role("button", name=re.compile("更多操作|更多|显示")).last.click()
        editor.locator("[name=action-submit]").click()
        expect(editor.locator("body")).to_contain_text("提交审核")

        moderator = log_in(visit(DESK), "moderator")
        moderator.get_by_role("link", name="盖章的公告").first.click()
        moderator.get_by_role("link", name="公开前检查").click()
        picture = moderator.locator(".gate__sheet img")
        assert picture.evaluate(WIDTH) > 1000
        moderator.locator("[name=seen]").check()
        moderator.get_by_role("button", name="确认").click()
        expect(moderator.locator(".gate__done").first).to_be_visible()
