"""The catalogue, the files, and what a spreadsheet makes of them."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from disclosures.lists.items import OutcomeItem, ProblemItem, RuleItem
from disclosures.models import Campaign, Indicator
from disclosures.opendata import registry, writing
from disclosures.opendata.registry import Column, Content, Dataset
from portal.workdays.clock import today
from tests.disclosures import factories

pytestmark = pytest.mark.django_db

#: Whether a value of JSON is of its type.
FITS = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "date": lambda value: date.fromisoformat(value).isoformat() == value,
}


def rows_of(name):
    return Client().get(f"/open-data/{name}.json").json()["rows"]


@pytest.fixture
def site():
    factories.column()
    factories.update()


@pytest.fixture
def full(site):
    """Something in every list, an indicator, and an update without a measure."""
    campaign = Campaign.objects.get()
    Indicator.objects.create(
        measure=campaign.measures.first(), number=1, name="复核", done=3, total=9
    )
    begin = {"campaign": campaign, "changed_on": today()}
    ProblemItem.objects.create(
        **begin, number=1, focus=1, source="visit", due=date(2021, 7, 15)
    )
    RuleItem.objects.create(**begin, number=1, title="办法")
    for number, value in enumerate(("-3", "12.50"), 1):
        OutcomeItem.objects.create(**begin, number=number, value=Decimal(value))


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

    def test_the_dictionary_explains_every_column(self, full):
        rows = Client().get("/open-data/dictionary.json").json()["rows"]
        assert [row for row in rows if not row["definition"].strip()] == []
        explained = {(row["dataset"], row["column"]): row["type"] for row in rows}
        for dataset in registry.datasets():
            data = Client().get(f"/open-data/{dataset.name}.json").json()
            assert data["rows"] or dataset.name in ("figures", "estates")
            for column in data["columns"]:
                kind = explained[dataset.name, column["name"]]
                assert column["definition"]
                assert column["type"] == kind
                for row in data["rows"]:
                    value = row[column["name"]]
                    assert value is None or FITS[kind](value), (dataset.name, column)

    def test_an_empty_number_or_day_is_null_and_an_empty_cell(self, full):
        for name, key, at in (
            ("problems", "closed_on", 12),
            ("institutions", "issued_on", 3),
            ("stages", "starts_on", 3),
            ("measures", "due_on", 4),
            ("updates", "measure", 3),
        ):
            assert rows_of(name)[0][key] is None
            text = Client().get(f"/open-data/{name}.csv").content.decode("utf-8-sig")
            assert list(csv.reader(io.StringIO(text)))[1][at] == "", (name, key)

    def test_the_lists_have_numbers_and_days(self, full):
        (problem,), results = rows_of("problems"), rows_of("results")
        assert (problem["number"], problem["due"]) == (1, "2021-07-15")
        assert [row["value"] for row in results] == [-3, 12.5]
        text = Client().get("/open-data/results.csv").content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text)))[1:]
        assert [line[3] for line in lines] == ["-3", "12.5"]

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
