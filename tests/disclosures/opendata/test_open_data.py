"""The catalogue, the files, and what a spreadsheet makes of them."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from disclosures.opendata import registry, writing
from disclosures.opendata.registry import Column, Content, Dataset
from tests.disclosures import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    factories.column()
    factories.update()


class TestCatalogue:
    def test_every_data_set_is_there_in_both_formats(self, site):
        page = Client().get("/open-data/").content.decode()
        for dataset in registry.datasets():
            for ending in ("csv", "json"):
                address = f"/open-data/{dataset.name}.{ending}"
                assert address in page
                assert Client().get(address).status_code == 200, address
        assert "使用许可" in page

    def test_every_page_and_the_sitemap_lead_there(self, site):
        for variant in ("", "/en", "/elder"):
            footer = Client().get(f"{variant}/plan/").content.decode()
            assert f'href="{variant}/open-data/"' in footer.partition("<footer")[2]
        assert "/open-data/</loc>" in Client().get("/sitemap.xml").content.decode()

    def test_it_speaks_english_too(self, site):
        assert "Free to use" in Client().get("/en/open-data/").content.decode()

    def test_an_unknown_one_is_not_found(self, site):
        assert Client().get("/open-data/nothing.csv").status_code == 404

    def test_no_cookie_is_set(self, site):
        for address in ("/open-data/", "/open-data/updates.csv"):
            assert not Client().get(address).cookies


class TestFiles:
    def test_csv_opens_in_excel(self, site):
        response = Client().get("/open-data/updates.csv")
        assert response.content.startswith(b"\xef\xbb\xbf")
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert rows[0][:2] == ["日期", "标题"]
        assert rows[1][1] == "入户走访过半"

    def test_json_says_what_it_means(self, site):
        data = Client().get("/open-data/updates.json").json()
        assert data["definition"]
        assert data["as_of"] == date.fromisoformat(data["rows"][0]["date"]).isoformat()
        assert data["licence"]["text"]
        assert [column["name"] for column in data["columns"]] == list(data["rows"][0])

    def test_the_dictionary_explains_every_column(self, site):
        rows = Client().get("/open-data/dictionary.json").json()["rows"]
        explained = {(row["dataset"], row["column"]) for row in rows}
        for dataset in registry.datasets():
            for column in dataset.columns():
                assert (dataset.name, column.key) in explained

    @pytest.mark.parametrize(
        "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\n=1"]
    )
    def test_no_cell_is_a_formula(self, text):
        columns = [Column("a", "甲")]
        written = writing.as_csv(columns, Content([{"a": text}], None))
        cell = list(csv.reader(io.StringIO(written[1:])))[1][0]
        assert cell == f"'{text}"

    def test_numbers_stay_numbers(self):
        columns = [Column("a", "甲"), Column("b", "乙")]
        written = writing.as_csv(columns, Content([{"a": -3, "b": None}], None))
        assert written.splitlines()[1] == "-3,未公布"


class TestRegistry:
    def test_a_name_is_taken_once(self):
        one = registry.datasets()[0]
        assert registry.register(one) is one
        with pytest.raises(ValueError, match="twice"):
            registry.register(
                Dataset(one.name, "", "", lambda: (), lambda: Content([], None))
            )
