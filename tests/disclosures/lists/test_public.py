"""What readers see of the lists, and the sheet that staff take away."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from disclosures.lists import drafts, public
from disclosures.lists.items import ListKind
from disclosures.lists.writing import write_list
from disclosures.models import ListsPage

from .sheets import plain, problem, problems

pytestmark = pytest.mark.django_db


def page(path):
    return Client().get(path).content.decode()


class TestPages:
    def test_an_overview_and_a_page_for_each_list(self, house):
        assert "已销号" not in page("/lists/")
        house.publish(
            problems(
                problem(1, facts="有租户转租。"),
                problem(
                    2,
                    status="已销号",
                    result="已退回。",
                    closed_on="2021.7.1",
                    evidence="退房单",
                ),
            )
        )
        overview = page("/lists/")
        assert "已销号1项，共2项" in overview
        assert 'href="problems/"' in overview
        assert "已销号1项，共2项" in page("/")
        for prefix in ("", "/en", "/elder"):
            listed = page(f"{prefix}/lists/problems/")
            for said in ("有租户转租。", "东门小区", "退房单", "县住建局"):
                assert said in listed
        assert "/lists/problems/</loc>" in page("/sitemap.xml")
        assert Client().get("/lists/none/").status_code == 404
        assert not Client().get("/lists/problems/").cookies

    def test_found_by_words_of_an_item(self, house, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            house.publish(problems(problem(1, facts="有租户把房子当仓库用。")))
        assert "仓库" in page("/search/?q=仓库")

    def test_same_queries_at_any_length(self, house):
        house.publish_problems(3)
        page("/lists/problems/")
        with CaptureQueriesContext(connection) as few:
            page("/lists/problems/")
        house.publish_problems(30)
        with CaptureQueriesContext(connection) as many:
            page("/lists/problems/")
        assert len(many) == len(few)

    def test_same_queries_in_the_admin(self, house):
        client = Client()
        client.force_login(house.editor)
        counts = []
        for rows in (3, 30):
            house.publish_problems(rows)
            client.get("/admin/lists/problems/")
            with CaptureQueriesContext(connection) as taken:
                assert client.get("/admin/lists/problems/").status_code == 200
            counts.append(len(taken))
        assert counts[0] == counts[1]

    def test_rows_for_open_data(self, house):
        house.publish(problems(problem(1)))
        (row,) = public.public_rows(house.campaign, ListKind.PROBLEMS)
        assert row["due"] == "2021-07-15"
        assert row["source"] == "入户走访"
        assert list(row) == list(public.column_labels(ListKind.PROBLEMS))
        assert ListsPage.objects.get().sub_addresses()[0] == "problems/"


class TestExport:
    def test_looks_like_the_countys_own(self, house):
        house.publish_problems(2)
        book = load_workbook(BytesIO(write_list(house.campaign, ListKind.PROBLEMS)))
        sheet = book.active
        assert "问题（整改）清单" in sheet["A1"].value
        assert "A1:N1" in sheet.merged_cells
        line = " ".join(cell.value or "" for cell in sheet[2] if cell.value)
        for said in ("填报单位：县住建局", f"填报人：{house.editor}"):
            assert said in line
        assert f"审核人：{house.moderator}" in line
        assert "填报日期" in line
        assert sheet["H3"].value == "责任落实"
        assert "H3:J3" in sheet.merged_cells
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.print_title_rows == "$3:$4"
        assert sheet["E5"].border.left.style == "thin"

    def test_comes_back_without_a_change(self, house):
        house.publish(problems(problem(1), problem(2, estate="全县", focus=2)))
        house.publish(
            plain(
                ["序号", "指标", "计量单位", "数量", "统计期间"],
                [1, "收回房屋", "套", 17.5, "6月"],
            ),
            ListKind.RESULTS,
        )
        for kind in (ListKind.PROBLEMS, ListKind.RESULTS):
            change = house.upload(write_list(house.campaign, kind), kind)
            found = drafts.preview(change)
            assert found.mistakes == []
            assert found.comparison.rows == []

    def test_no_cell_becomes_a_formula(self, house):
        house.publish(problems(problem(1, facts="+1 处问题", measure="@约谈")))
        sheet = load_workbook(
            BytesIO(write_list(house.campaign, ListKind.PROBLEMS))
        ).active
        assert {cell.data_type for cell in sheet[5] if cell.value} <= {"s", "n"}
