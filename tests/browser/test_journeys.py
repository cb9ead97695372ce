"""The main job, walked in a real Chromium against the production server."""

import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import (
    PNG,
    RECEIPT,
    act,
    log_in,
    open_mailbox,
    send_tip,
)

pytestmark = pytest.mark.browser

BODY = "三栋二单元这户一直租给别人住，签合同的人半年没有来过，邻居都知道。"


def case_of(page, body):
    """Find the case with this text the way staff do: open the newest ones."""
    page.goto("/admin/cases/?state=received&sort=-received_on")
    links = page.get_by_role("link", name=re.compile(r"^MX-\d{5}"))
    for address in [link.get_attribute("href") for link in links.all()]:
        page.goto(address)
        if page.get_by_text(body).count():
            return address
    raise AssertionError("no case holds this text")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
class TestResident:
    def test_reads_sends_and_comes_back(self, visit, size):
        page = visit(size)
        page.goto("/")
        for heading in ("整治什么", "办到哪一步了", "做什么、谁负责", "最新进展"):
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect(page.locator("[aria-current=step]").first).to_be_visible()
        page.get_by_role("link", name="我要反映").last.click()
        expect(page).to_have_url(re.compile(r"/tips/new/$"))

        receipt = send_tip(
            page, BODY, topic="sublet", estate="东门小区", place="3栋501", photo=True
        )
        assert receipt not in page.url

        mailbox = open_mailbox(page, receipt)
        main = mailbox.locator("main")
        expect(main).to_contain_text("收到")
        expect(main).to_contain_text("县住建局")
        expect(main).to_contain_text(BODY)
        expect(main.locator("time").first).to_be_visible()
        expect(main.get_by_role("link", name=re.compile("门口"))).to_be_visible()
        assert mailbox.evaluate(
            "document.documentElement.scrollWidth <= window.innerWidth"
        )


class TestBadInput:
    def test_chosen_files_stay_where_scripts_run(self, visit):
        page = visit(PHONE)
        page.goto("/tips/new/")
        page.check("[name=kind][value=report]")
        page.fill("[name=body]", "太短")
        page.set_input_files(
            "[name=attachments]",
            [{"name": "门口.png", "mimeType": "image/png", "buffer": PNG}],
        )
        page.locator("main form [type=submit]").last.click()
        summary = page.get_by_role("alert")
        expect(summary).to_be_focused()
        expect(page.locator("[name=body]")).to_have_value("太短")
        names = "node => [...node.files].map(file => file.name)"
        assert page.locator("[name=attachments]").evaluate(names) == ["门口.png"]
        summary.get_by_role("link").first.click()
        expect(page.locator("[name=body]")).to_be_focused()
        page.fill("[name=body]", BODY)
        page.locator("main form [type=submit]").last.click()
        receipt = page.locator("#receipt")
        expect(receipt).to_have_text(RECEIPT)
        main = open_mailbox(page, receipt.inner_text()).locator("main")
        expect(main.get_by_role("link", name=re.compile("门口"))).to_be_visible()


class TestWithoutScripts:
    def test_send_find_and_read(self, visit):
        page = visit(PHONE, java_script_enabled=False)
        page.goto("/")
        page.get_by_role("link", name="我要反映").last.click()
        receipt = send_tip(page, BODY + "（没有脚本）", topic="lent", photo=True)
        main = open_mailbox(page, receipt).locator("main")
        expect(main).to_contain_text("（没有脚本）")
        staff = log_in(visit(DESK), "housing")
        address = case_of(staff, "（没有脚本）")
        act(staff, "accept")
        act(staff, "investigate")
        conclude(staff)
        assert address in staff.url
        page.goto("/tips/mailbox/")
        expect(main).to_contain_text("情况属实，已经责令退回。")


def conclude(staff):
    act(
        staff,
        "conclude",
        outcome="substantiated",
        not_heard="两次上门都找不到人，已留下通知。",
        answer="情况属实，已经责令退回。",
        measures="责令限期退回房屋。",
    )
    expect(staff.locator(".kw-head")).to_contain_text("已办结")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
class TestInvestigation:
    def test_from_receipt_to_conclusion(self, visit, size):
        resident = visit(size)
        resident.goto("/tips/new/")
        receipt = send_tip(
            resident, BODY + f"（要办结{size['width']}）", topic="sublet"
        )

        staff = log_in(visit(size), "housing")
        staff.goto("/admin/cases/")
        expect(staff.locator("main")).not_to_contain_text(f"（要办结{size['width']}）")
        case_of(staff, f"（要办结{size['width']}）")
        act(staff, "accept")
        expect(staff.locator(".kw-head")).to_contain_text("已受理")
        act(staff, "message", text="请问一般几点有人在家？")

        main = open_mailbox(resident, receipt).locator("main")
        expect(main).to_contain_text("请问一般几点有人在家？")
        resident.fill("[name=text]", "晚上八点以后。")
        resident.get_by_role("button", name="发送").click()
        expect(resident.locator("main")).to_contain_text("晚上八点以后。")

        staff.reload()
        expect(staff.locator("main")).to_contain_text("晚上八点以后。")
        act(staff, "investigate")
        conclude(staff)
        assert staff.evaluate(
            "document.documentElement.scrollWidth <= window.innerWidth"
        )

        resident.goto("/tips/mailbox/")
        expect(main).to_contain_text("属实")
        expect(main).to_contain_text("情况属实，已经责令退回。")
        expect(main).to_contain_text("责令限期退回房屋。")

        inspector = log_in(visit(size), "inspector")
        number = staff.url.rstrip("/").rsplit("/", 1)[-1]
        inspector.goto(f"/admin/cases/{number}/")
        act(inspector, "reopen", reason="请再核实一次租金去向。")
        expect(inspector.locator(".kw-head")).to_contain_text("重新办理")


class TestWalls:
    def test_another_unit_and_the_unit_concerned_see_nothing(self, visit):
        resident = visit(PHONE)
        resident.goto("/tips/new/")
        send_tip(resident, BODY + "（住建经办）", topic="sublet")
        resident.goto("/tips/new/")
        send_tip(resident, BODY + "（反映干部）", kind="official", topic="favours")
        resident.goto("/tips/new/")
        send_tip(resident, BODY + "（反映住建局）", concerns="县住建局")

        inspector = log_in(visit(DESK), "inspector")
        official = case_of(inspector, "（反映干部）")
        concerned = case_of(inspector, "（反映住建局）")
        act(inspector, "accept")
        expect(inspector.locator(".kw-head")).to_contain_text("已受理")

        housing = log_in(visit(DESK), "housing")
        own = case_of(housing, "（住建经办）")
        for address in (official, concerned):
            assert housing.goto(address).status == 404

        civil = log_in(visit(DESK), "civil")
        civil.goto("/admin/cases/")
        for address in (own, official, concerned):
            number = address.rstrip("/").rsplit("/", 1)[-1]
            expect(civil.locator("main")).not_to_contain_text(number)
            assert civil.goto(address).status == 404
            civil.goto(f"/admin/cases/?q={number}")
            expect(civil.get_by_role("link", name=number)).to_have_count(0)
        assert civil.goto("/admin/oversight/").status == 403

        admin = log_in(visit(DESK), "admin")
        assert admin.goto("/admin/cases/").status == 403
        assert admin.goto(own).status in {403, 404}

    def test_oversight_shows_the_overdue_first(self, visit):
        inspector = log_in(visit(DESK), "inspector")
        inspector.goto("/admin/oversight/")
        rows = inspector.locator("tr", has=inspector.locator("a[href*='MX-']"))
        expect(rows.first).to_contain_text("逾期")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
class TestPublication:
    def test_two_people_make_an_update_public(self, visit, base_url, size):
        editor = log_in(visit(size), "editor")
        title = f"河滨小区走访结束（{size['width']}）"
        editor.goto("/admin/pages/")
        section = editor.evaluate(
            "fetch('/admin/api/main/pages/').then(answer => answer.json()).then("
            "all => all.items.find(page => page.meta.slug === 'updates').id)"
        )
        editor.goto(f"/admin/pages/add/disclosures/updatepage/{section}/")
        editor.fill("[name=title]", title)
        editor.fill("[name=summary]", "河滨小区的走访已经全部走完。")
        text = editor.locator("[data-contentpath=body] [contenteditable=true]").first
        text.click()
        editor.keyboard.insert_text("走访中登记了两条疑似转租情况，正在逐户核实。")
        expect(editor.locator("[name=body]")).to_have_value(re.compile("疑似转租"))
        expect(editor.locator("[name=action-publish]")).to_have_count(0)
        editor.get_by_role("button", name=re.compile("更多操作|更多|显示")).last.click()
        editor.locator("[name=action-submit]").click()
        expect(editor.locator("body")).to_contain_text("提交审核")
        assert title not in urlopen(f"{base_url}/updates/").read().decode()

        moderator = log_in(visit(size), "moderator")
        moderator.get_by_role("link", name=title).first.click()
        with moderator.expect_navigation():
            moderator.locator("[data-workflow-action-name=approve]").first.click()

        reader = visit(size)
        for address in ("/", "/search/?q=转租", "/updates/"):
            reader.goto(address)
            expect(reader.locator("main")).to_contain_text(title)
        assert title in urlopen(f"{base_url}/feeds/updates.atom").read().decode()
