"""An editor imports a list with two bad rows, a moderator makes it public."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.pages import log_in
from tests.disclosures.lists.sheets import problem, problems

pytestmark = pytest.mark.browser


class TestLists:
    def test_two_bad_rows_are_put_right_and_approved(self, visit):
        facts = "有租户把公租房长期空置，只堆放杂物。"
        data = problems(
            problem(101, facts=facts),
            problem(102, due="七月底"),
            problem(103, estate="无名小区"),
        )
        editor = log_in(visit(DESK), "editor")
        editor.goto("/admin/lists/problems/import/")
        editor.set_input_files(
            "[name=file]",
            [{"name": "问题清单.xlsx", "mimeType": "", "buffer": data}],
        )
        editor.get_by_role("button", name="读取并显示").click()
        alert = editor.get_by_role("alert")
        expect(alert).to_contain_text("有2格需要改正")
        expect(alert).to_contain_text("J6")
        expect(alert).to_contain_text("B7")
        expect(editor.get_by_role("button", name="提交审核")).to_have_count(0)
        editor.get_by_label("J6").fill("2021.7.31")
        editor.get_by_label("B7").fill("西城家园")
        editor.get_by_role("button", name="再核对一遍").click()
        expect(editor.locator("main")).to_contain_text("新增3项")
        reader = visit(DESK)
        reader.goto("/lists/problems/")
        expect(reader.locator("main")).not_to_contain_text(facts)
        editor.get_by_role("button", name="提交审核").click()
        expect(editor.locator("main")).to_contain_text("等待另一人审核")
        address = editor.url

        moderator = log_in(visit(DESK), "moderator")
        moderator.goto(address)
        expect(moderator.locator("main")).to_contain_text(facts)
        moderator.get_by_role("button", name="通过并公开").click()
        expect(moderator.locator("main")).to_contain_text("已通过")
        reader.reload()
        row = reader.locator("tr", has=reader.get_by_text(facts))
        expect(row).to_contain_text(re.compile("整改中"))
