"""A moderator finds personal data and takes a page down, beginning at `/admin/`."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import log_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_moderator_takes_a_page_down(visit, size):
    page = log_in(visit(size), "moderator")
    newest = page.locator("#published-lately .lately__page").first
    newest.scroll_into_view_if_needed()
    title = newest.get_by_role("link").first
    words, address = title.inner_text(), title.get_attribute("href")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.request.get(address).status == 200

    newest.get_by_role("link", name="立即撤下").click()
    page.get_by_label("不再适用").check()
    page.get_by_label("给读者的说明").fill("以新公告为准。")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="立即撤下").click()

    expect(page).to_have_url(re.compile(r"/admin/$"))
    expect(page.locator("#published-lately")).not_to_contain_text(words)
    assert page.request.get(address).status == 410
    readers = visit(size)
    readers.goto("/")
    readers.locator("footer").get_by_role("link", name="更正和撤回").click()
    expect(readers.locator("main")).to_contain_text(words)
