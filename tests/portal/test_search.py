"""Search finds Chinese words inside sentences."""

import inspect
import sys
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st
from modelsearch.backends import database
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from portal.pages.finding import excerpt, marked, terms
from portal.search import index_text, query_text, teach
from tests.disclosures.factories import column, mingxi_2021, update

ODD = (
    "",
    "   ",
    "\x00",
    "转租\x00",
    "转" * 5000,
    "'; DROP TABLE x; --",
    '"转租',
    "AND OR NOT NEAR",
    "转租*",
    "(转租",
    "转租 -清退",
    "title:转租",
    "％＿%_",
    "🏠",
    "𠮷",
    "\u202e转租",
    "<script>alert(1)</script>",
    "。，、",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    " ".join(["转租"] * 60),
)


def search(**data):
    response = Client().get("/search/", data)
    assert response.status_code == 200
    return response


def urls(response):
    page = response.context["page"]
    return [result.url for result in page.object_list] if page else []


@pytest.mark.django_db
class TestFinding:
    @pytest.fixture(autouse=True)
    def pages(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            column()
        self.page = update(
            "入户走访过半",
            summary="",
            body="<p>走访中发现有人把公租房转租给别人住的，当场登记。</p>",
        )

    @pytest.mark.parametrize(
        "query",
        ["转租", "公租房", "租房", "公租房转租", "当场登记", "租", "过半", "入户走访"],
    )
    def test_a_word_inside_a_sentence_is_found(self, query):
        assert self.page.url in urls(search(q=query))

    @pytest.mark.parametrize("query", ["转房", "租转", "食品", "转租 食品"])
    def test_what_does_not_stand_there_is_not(self, query):
        assert self.page.url not in urls(search(q=query))

    def test_all_words_are_asked_for_in_any_order(self):
        assert self.page.url in urls(search(q="登记　转租"))

    def test_full_width_figures_are_the_same_figures(self):
        page = update("第三次调度会", slug="d", body="<p>全年召开调度会１２次。</p>")
        assert page.url in urls(search(q="12次"))

    def test_the_plan_and_the_channels_are_found_by_their_words(self):
        assert "/plan/" in urls(search(q="清退"))
        assert "/channels/" in urls(search(q="住房保障股"))

    def test_a_changed_campaign_is_found_by_its_new_words(
        self, django_capture_on_commit_callbacks
    ):
        from disclosures.models import Campaign

        campaign = Campaign.current()
        campaign.goal = "完善长效机制。"
        with django_capture_on_commit_callbacks(execute=True):
            campaign.save()
        assert "/plan/" in urls(search(q="长效机制"))

    def test_titles_come_first(self):
        titled = update("严查转租", slug="strict", body="<p>从严。</p>")
        update("别的事", slug="other", body="<p>又发现转租一起。</p>")
        assert urls(search(q="转租"))[0] == titled.url

    def test_drafts_and_private_pages_are_not_found(self):
        self.page.unpublish()
        assert self.page.url not in urls(search(q="转租"))

    def test_an_unapproved_change_is_not_found(self):
        self.page.body = "<p>尚未审核的新说法。</p>"
        self.page.save_revision()
        assert not urls(search(q="新说法"))
        assert self.page.url in urls(search(q="转租"))

    def test_the_excerpt_marks_the_word(self):
        html = search(q="转租").content.decode()
        assert "<mark>转租</mark>给别人住的" in html

    def test_text_and_query_are_escaped(self):
        update(
            "试 <b>转租</b>",
            slug="b",
            body="<p>转租 &lt;script&gt;x&lt;/script&gt;</p>",
        )
        html = search(q="转租<script>alert(1)</script>").content.decode()
        assert "<script>alert" not in html
        html = search(q="转租").content.decode()
        assert "试 &lt;b&gt;<mark>转租</mark>&lt;/b&gt;" in html
        assert "&lt;script&gt;x" in html

    @pytest.mark.parametrize("query", ODD)
    def test_odd_queries_get_an_answer(self, query):
        assert "Search" in Client().get("/en/search/", {"q": query}).content.decode()

    @pytest.mark.parametrize("number", ["0", "-1", "999", "x", ""])
    def test_odd_page_numbers_get_an_answer(self, number):
        assert search(q="转租", page=number)

    def test_results_come_in_pages_and_cost_the_same(self):
        search(q="转租")
        with CaptureQueriesContext(connection) as few:
            search(q="转租")
        for number in range(25):
            update(f"转租查处 {number}", slug=f"u{number}")
        with CaptureQueriesContext(connection) as many:
            response = search(q="转租")
        assert len(response.context["page"].object_list) == 10
        assert response.context["page"].paginator.num_pages >= 3
        assert len(many) <= len(few) + 1
        assert 'rel="next"' in response.content.decode()
        assert "q=%E8%BD%AC%E7%A7%9F" in response.content.decode()


class TestReplacedMethod:
    """What `portal.search` replaces inside modelsearch must stay what it was."""

    @pytest.fixture
    def indexer(self):
        """The indexer of the database in use; the other's cannot be imported."""
        backend = type(database.SearchBackend({}))
        return sys.modules[backend.__module__].ObjectIndexer

    @pytest.mark.django_db
    def test_the_indexer_still_prepares_one_value_at_a_time(self, indexer):
        get_search_backend()
        method = indexer.plain_prepare_value
        assert list(inspect.signature(method).parameters) == ["self", "value"]
        one = indexer.__new__(indexer)
        assert one.plain_prepare_value("转租") == "转租"
        assert one.plain_prepare_value(7) == "7"
        source = "".join(inspect.getsource(indexer).split())
        assert source.count("self.prepare_value(field.get_value(obj)") >= 2

    @pytest.mark.django_db
    def test_the_backend_in_use_is_ours_and_writes_pairs(self, indexer):
        backend = get_search_backend()
        assert type(backend).__name__ == "ChineseSearchBackend"
        column(mingxi_2021())
        page = Page.objects.get(slug="plan").specific
        prepared = indexer(page, backend).plain_prepare_value("整治方案")
        assert prepared == "整治方案"
        assert "整治 治方 方案" in indexer(page, backend).prepare_value("整治方案")
        assert page.title == "整治方案"

    def test_teaching_twice_changes_nothing(self):
        class Indexer:
            def prepare_value(self, value):
                return str(value)

        teach(Indexer)
        teach(Indexer)
        assert Indexer().prepare_value("公租房") == " 公租 租房 公 租 房 "


class TestSpelling:
    def test_a_run_is_spelled_as_pairs(self):
        assert query_text("公租房") == "公租 租房"
        assert query_text("租") == "租"
        assert index_text("查转租2次") == " 查转 转租 查 转 租 2 次 "

    def test_rare_characters_count_as_characters(self):
        assert query_text("𠮷家") == "𠮷家"

    @given(st.text(alphabet="公租房转借出清退", min_size=2, max_size=12), st.data())
    def test_every_piece_of_a_text_is_among_its_terms(self, text, data):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        assert set(query_text(text[start:end]).split()) <= set(index_text(text).split())

    @given(st.text(max_size=80))
    def test_terms_hold_nothing_a_database_reads(self, text):
        for term in terms(text):
            assert term.isalnum() or all(c.isalnum() for c in term)

    @given(st.text(max_size=60), st.sampled_from([["租"], ["转租", "租"], ["b"]]))
    def test_marking_escapes_everything_and_loses_nothing(self, text, words):
        told = marked(text, words)
        assert "<" not in told.replace("<mark>", "").replace("</mark>", "")
        assert unescape(told.replace("<mark>", "").replace("</mark>", "")) == unescape(
            escape(text)
        )

    def test_an_excerpt_shows_the_surroundings(self):
        told = excerpt("前" * 100 + "转租" + "后" * 200, ["转租"])
        assert told.startswith("…前")
        assert "<mark>转租</mark>后" in told
        assert told.endswith("后…")
