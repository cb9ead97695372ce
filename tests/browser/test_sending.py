"""Sending files: how much of them has gone out."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.pages import RECEIPT

pytestmark = pytest.mark.browser

BODY = "三栋二单元这户一直租给别人住，楼道里的录像可以看到是谁在进出。"


class TestProgress:
    def test_how_much_has_gone_out_is_shown_where_scripts_run(self, visit):
        page = visit(PHONE)
        page.goto("/tips/new/")
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
        line.send(
            "Network.emulateNetworkConditions", slow | {"uploadThroughput": 200_000}
        )
        page.check("[name=kind][value=report]")
        page.fill("[name=body]", BODY)
        film = {"name": "楼道.mp4", "mimeType": "video/mp4", "buffer": bytes(10**6)}
        page.set_input_files("[name=attachments]", [film])
        page.locator("main form [type=submit]").last.click()
        bar = page.locator("form .sending progress")
        expect(bar).to_be_visible()
        expect(bar).to_have_attribute("aria-label", re.compile("."))
        page.wait_for_function(
            "() => { const bar = document.querySelector('.sending progress');"
            " return bar && bar.value > 0 && bar.value < 100; }"
        )
        expect(page.locator("form .sending [role=status]")).to_contain_text("%")
        expect(page.locator("#receipt")).to_have_text(RECEIPT)
