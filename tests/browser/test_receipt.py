"""Keeping the number: copied, saved, looked at; inside WeChat, without scripts."""

import base64
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import PNG, RECEIPT, open_mailbox, send_tip
from tests.complaints.intake.test_receipt import WECHAT, code_of, modules

pytestmark = pytest.mark.browser

BODY = "四栋一单元这户一年没有人住，水表一直没有动过。"
#: What WeChat's browser lacks, and what it refuses.
AS_IN_WECHAT = """
    delete window.print; window.print = undefined;
    Object.defineProperty(navigator, "clipboard", {
        value: { writeText: () => Promise.reject(new Error("denied")) },
    });
    Object.defineProperty(HTMLInputElement.prototype, "multiple", {
        get: () => false, set: () => {},
    });
"""


def sent(page):
    page.goto("/tips/new/")
    return send_tip(page, BODY)


def assert_code(data, receipt):
    image = Image.open(io.BytesIO(data))
    code = code_of(receipt.replace(" ", ""))
    assert modules(image, len(code)) == code


class TestKeeping:
    def test_copied_saved_and_looked_at(self, visit):
        page = visit(DESK, permissions=["clipboard-read", "clipboard-write"])
        receipt = sent(page)
        page.get_by_role("button", name="复制数字").click()
        expect(page.get_by_text("已复制")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == receipt
        with page.expect_download() as download:
            page.get_by_role("button", name="保存图片").click()
        assert download.value.suggested_filename == "号码.png"
        assert_code(download.value.path().read_bytes(), receipt)
        page.evaluate(
            "() => { window.printed = 0;"
            " window.print = () => { window.printed += 1; }; }"
        )
        page.get_by_role("button", name="打印").click()
        assert page.evaluate("window.printed") == 1

        check = page.get_by_label("最后四位")
        done = page.get_by_role("button", name="我抄好了")
        check.fill(str((int(receipt[-4:]) + 1) % 10000).zfill(4))
        done.click()
        expect(page.get_by_role("alert")).to_contain_text("对不上")
        expect(page.locator("#receipt")).to_have_text(receipt)
        check.fill(receipt[-4:])
        done.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("核对无误")
        page.go_back()
        expect(page.locator("#receipt")).to_have_count(0)

    def test_a_control_is_seen_only_once_it_works(self, visit):
        page = visit(PHONE)
        page.add_init_script(AS_IN_WECHAT)
        held = []
        script = re.compile(r"/receipt[.\w]*\.js$")
        page.route(script, lambda route: held.append(route))  # noqa: PLW0108
        sent(page)
        copy = page.get_by_role("button", name="复制数字")
        expect(copy).to_be_hidden()
        held.pop().continue_()
        copy.click()
        expect(page.get_by_text("数字已经选中")).to_be_visible()

    def test_where_nothing_may_be_copied_the_digits_are_marked(self, visit):
        page = visit(PHONE)
        page.add_init_script(AS_IN_WECHAT)
        receipt = sent(page)
        page.get_by_role("button", name="复制数字").click()
        expect(page.get_by_text("数字已经选中")).to_be_visible()
        assert page.evaluate("String(getSelection())") == receipt
        expect(page.get_by_role("button", name="打印")).to_be_hidden()
        page.get_by_role("link", name="跳过").click()
        expect(page).to_have_url(re.compile("/written/$"))


class TestWithoutScripts:
    def test_a_slip_is_told_and_the_last_group_leads_on(self, visit):
        page = visit(PHONE, java_script_enabled=False)
        receipt = sent(page)
        for control in ("复制数字", "保存图片", "打印"):
            expect(page.get_by_text(control, exact=True)).to_be_hidden()
        page.fill("[name=last]", "12")
        page.get_by_role("button", name="我抄好了").click()
        expect(page.get_by_role("alert")).to_contain_text("对不上")
        expect(page.locator("#receipt")).to_have_text(receipt)
        page.fill("[name=last]", receipt[-4:])
        page.get_by_role("button", name="我抄好了").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("核对无误")
        page.goto("/tips/new/")
        assert page.locator("[name=attachments]").count() == 1


class TestInWeChat:
    def window(self, visit, **options):
        page = visit(PHONE, user_agent=WECHAT, accept_downloads=False, **options)
        if options.get("java_script_enabled", True):
            page.add_init_script(AS_IN_WECHAT)
        return page

    def test_photos_one_by_one_and_a_picture_to_press_long(self, visit):
        page = self.window(visit)
        page.goto("/tips/new/")
        expect(page.get_by_text("在浏览器打开")).to_be_visible()
        expect(page.get_by_text("去掉")).to_have_count(10)
        shown = page.locator("[name=attachments]:visible")
        for number, name in enumerate(("门口.png", "水表.png", "多余.png")):
            if number:
                with page.expect_file_chooser() as chooser:
                    page.get_by_role("button", name="再加一个").click()
                assert not chooser.value.is_multiple()
            expect(shown).to_have_count(number + 1)
            file = {"name": name, "mimeType": "image/png", "buffer": PNG}
            shown.nth(number).set_input_files([file])
        page.get_by_role("button", name="去掉").last.click()
        receipt = send_tip(page, BODY)
        image = page.get_by_role("img", name="二维码")
        assert image.evaluate("node => node.decode().then(() => node.naturalWidth > 0)")
        data = image.get_attribute("src").partition(",")[2]
        assert_code(base64.b64decode(data), receipt)
        for control in ("打印", "保存图片"):
            expect(page.get_by_text(control, exact=True)).to_have_count(0)
        assert "反映" not in page.title()

        main = open_mailbox(page, receipt).locator("main")
        expect(main).to_contain_text("门口.png")
        expect(main).to_contain_text("水表.png")
        expect(main).not_to_contain_text("多余.png")
        expect(main.get_by_role("link", name="门口")).to_have_count(0)

    def test_a_refused_form_keeps_each_photo(self, visit):
        page = self.window(visit)
        page.goto("/tips/new/")
        file = {"name": "门口.png", "mimeType": "image/png", "buffer": PNG}
        page.locator("[name=attachments]").first.set_input_files([file])
        page.check("[name=kind][value=report]")
        page.fill("[name=body]", "太短")
        page.locator("main form [type=submit]").last.click()
        expect(page.get_by_role("alert")).to_be_focused()
        names = "node => [...node.files].map(file => file.name)"
        first = page.locator("[name=attachments]").first
        assert first.evaluate(names) == ["门口.png"]
        receipt = send_tip(page, BODY)
        expect(open_mailbox(page, receipt).locator("main")).to_contain_text("门口")

    def test_without_scripts_too(self, visit):
        page = self.window(visit, java_script_enabled=False)
        page.goto("/tips/new/")
        for number, field in enumerate(page.locator("[name=attachments]").all()[:2]):
            name = f"照片{number}.png"
            file = {"name": name, "mimeType": "image/png", "buffer": PNG}
            field.set_input_files([file])
        receipt = send_tip(page, BODY)
        assert RECEIPT.match(receipt)
        expect(page.get_by_role("img", name="二维码")).to_be_visible()
        main = open_mailbox(page, receipt).locator("main")
        expect(main).to_contain_text("照片0.png")
        expect(main).to_contain_text("照片1.png")
