"""A new member prints the recovery code, forgets the password, and loses nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.pages import log_in

pytestmark = pytest.mark.browser

FIRST, SECOND = "柏树-first-horse-31", "柏树-second-horse-32"


def enter(page, username, password):
    page.goto("/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("form [type=submit]")


def set_password(page, link, password, **more):
    page.goto(link)
    for name in ("new_password1", "new_password2"):
        page.fill(f"[name={name}]", password)
    for name, value in more.items():
        page.fill(f"[name={name}]", value)
    page.click("form [type=submit]")


def new_link(page, account):
    """The administrator makes a one-time link for an account."""
    page.goto(f"/admin/keys/link/{account}/")
    page.get_by_role("button", name="生成链接").click()
    return page.locator("#one-time-link").inner_text()


class TestForgottenPassword:
    def test_costs_minutes(self, visit):
        admin, member, colleague = visit(DESK), visit(DESK), visit(DESK)
        log_in(admin, "admin")
        admin.goto("/admin/users/new/")
        for name, value in (
            ("username", "xinren"),
            ("last_name", "新"),
            ("first_name", "来人"),
        ):
            admin.fill(f"[name={name}]", value)
        admin.get_by_label("承办人员").check()
        admin.locator("main form [type=submit]").first.click()
        link = admin.locator("#one-time-link").inner_text()
        admin.goto("/admin/memberships/new/")
        admin.select_option("[name=user]", label="新来人")
        admin.select_option("[name=unit]", label="县住建局")
        admin.locator("main form [type=submit]").first.click()

        set_password(member, link, FIRST)
        enter(member, "xinren", FIRST)
        expect(member).to_have_url(re.compile("/admin/keys/code/"))
        code = " ".join(member.locator("#digits").inner_text().split())
        assert re.fullmatch(r"\d{40}", re.sub(r"\s", "", code))
        expect(member.get_by_role("button", name="打印", exact=True)).to_be_visible()
        member.fill("[name=last]", "0000x")
        member.get_by_role("button", name="我已打印好").click()
        expect(member.locator("#digits")).to_be_visible()
        member.fill("[name=last]", re.sub(r"\s", "", code)[-4:])
        member.get_by_role("button", name="我已打印好").click()
        expect(member).to_have_url(re.compile(r"/admin/$"))

        log_in(colleague, "housing")
        colleague.goto("/admin/keys/")
        colleague.locator("form[action='/admin/keys/grant/'] button").click()
        member.goto("/admin/cases/")
        cases = member.get_by_role("link", name=re.compile(r"^MX-\d{5}"))
        expect(cases.first).to_be_visible()

        admin.goto("/admin/users/")
        admin.get_by_role("link", name="xinren").first.click()
        admin.wait_for_url(re.compile(r"/admin/users/edit/\d+/"))
        link = new_link(admin, re.search(r"/(\d+)/", admin.url)[1])
        member.context.clear_cookies()
        wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
        set_password(member, link, SECOND, code=wrong)
        expect(member.locator("[name=code]")).to_have_value(wrong)
        member.fill("[name=code]", code)
        member.click("form [type=submit]")
        expect(member.locator("#kept")).to_be_visible()
        enter(member, "xinren", SECOND)
        expect(member.locator("#digits")).not_to_contain_text(code[:4])
        member.goto("/admin/cases/")
        expect(cases.first).to_be_visible()
