"""From a Word file to a draft, and from a public page to the WeChat account."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.pages import log_in
from tests.disclosures.documents import wordfiles

pytestmark = pytest.mark.browser

READ = """async () => {
  const [item] = await navigator.clipboard.read();
  const text = async (type) => (await item.getType(type)).text();
  return { html: await text("text/html"), plain: await text("text/plain") };
}"""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pages_of(editor, kind):
    """All pages of a kind; the interface gives twenty at a time."""
    found = []
    for offset in range(0, 200, 20):
        listed = editor.request.get(f"/admin/api/main/pages/?limit=20&offset={offset}")
        items = listed.json()["items"]
        found += [p for p in items if p["meta"]["type"] == f"disclosures.{kind}"]
        if len(items) < 20:
            break
    return found


def upload(editor, data):
    section = pages_of(editor, "UpdatesPage")[0]["id"]
    editor.goto(f"/admin/pages/{section}/")
    editor.locator("header button:has(svg.icon-dots-horizontal)").first.click()
    editor.get_by_role("link", name="用 Word 文件起草").first.click()
    editor.set_input_files(
        "[name=file]", {"name": "走访.docx", "mimeType": DOCX, "buffer": data}
    )
    editor.get_by_role("button", name="生成草稿").click()


class TestFromWord:
    def test_a_file_becomes_a_draft_that_can_be_edited(self, visit):
        editor = log_in(visit(DESK), "editor")
        upload(editor, wordfiles.word(title="公租房走访完成过半"))
        expect(editor).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
        expect(editor.locator("[name=title]")).to_have_value("公租房走访完成过半")
        body = editor.locator("[data-contentpath=body]")
        expect(body.locator("h2")).to_have_text(["一、入户走访", "二、下一步"])
        expect(body.locator("figure img, img")).to_have_count(2)
        expect(editor.locator("[name=tables-0-cells]")).to_have_value(
            re.compile(r"翠湖小区 \| 120 \| 118")
        )

    def test_a_phone_number_in_it_is_marked_in_the_form(self, visit):
        editor = log_in(visit(DESK), "editor")
        upload(editor, wordfiles.word("电话13800138000。", title="有电话的一份文件"))
        expect(editor.locator("body")).to_contain_text("【13800138000】")
        expect(editor.locator("[name=title]")).to_have_value("有电话的一份文件")


class TestCopyForWechat:
    def open(self, visit, **options):
        editor = log_in(visit(DESK, **options), "editor")
        public = [
            page
            for page in pages_of(editor, "UpdatePage")
            if page["meta"]["status"]["live"]
        ]
        editor.goto(f"/admin/pages/{public[0]['id']}/wechat/")
        return editor

    def test_clipboard_holds_the_text_formatted_and_plain(self, visit):
        access = ["clipboard-read", "clipboard-write"]
        editor = self.open(visit, permissions=access)
        editor.get_by_role("button", name="复制 正文").click()
        expect(editor.get_by_text("已复制")).to_be_visible()
        held = editor.evaluate(READ)
        assert "<p style=" in held["html"]
        assert "<a " not in held["html"]
        assert "来源：" in held["plain"]
        assert "<p" not in held["plain"]
        editor.get_by_role("button", name="复制 标题").click()
        expect(editor.get_by_text("已复制")).to_have_count(2)
        title = editor.locator("#wechat-title").inner_text()
        assert editor.evaluate(READ)["plain"] == title

    def test_without_the_clipboard_it_is_selected_and_copied(self, visit):
        editor = self.open(visit)
        editor.evaluate("delete window.ClipboardItem")
        editor.get_by_role("button", name="复制 正文").click()
        selected = editor.evaluate("String(window.getSelection())")
        assert "来源：" in selected

    def test_without_scripts_the_text_is_there_to_be_selected(self, visit):
        """Logging in needs none either."""
        editor = self.open(visit, java_script_enabled=False)
        expect(editor.locator("#wechat-article p").first).to_be_visible()
        assert not editor.locator("[data-copy]").first.is_visible()
