"""The first page and its sections, as a reader gets them."""

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.models import Campaign, Measure
from disclosures.site import build_site
from tests.disclosures.factories import (
    ChannelFactory,
    EstateFactory,
    MeasureFactory,
    update,
)
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/plan/",
    "/updates/",
    "/reports/",
    "/notices/",
    "/lists/",
    "/estates/",
    "/policies/",
    "/suggestions/",
    "/channels/",
    "/search/",
)
FILES = (
    "/feeds/updates.atom",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
)


@pytest.fixture
def today(monkeypatch):
    """Sets the day that pages believe in."""

    def be(day: date) -> None:
        monkeypatch.setattr("disclosures.timetable.local_today", lambda: day)

    return be


def page(path="/") -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


class TestAddresses:
    @pytest.mark.parametrize("variant", ["", "/en", "/elder"])
    @pytest.mark.parametrize("path", PAGES + FILES)
    def test_every_stable_address_answers(self, variant, path, site):
        assert page(variant + path)

    def test_building_again_changes_nothing(self, site):
        first = site
        again = build_site(first.campaign)
        assert again == first
        assert [child.slug for child in again.get_children()] == [
            *("plan", "updates", "lists", "reports", "notices"),
            *("estates", "figures", "policies", "suggestions", "channels"),
        ]

    def test_a_new_campaign_takes_the_first_page(self, site):
        old = site
        new = Campaign.objects.create(title="食品安全点题整治", year=2022)
        build_site(new)
        assert "食品安全点题整治" in page()
        assert Campaign.current() == new
        old.campaign.refresh_from_db()
        assert not old.campaign.is_current


class TestWhatStandsThere:
    def test_the_blocks_come_in_the_order_of_the_readers_questions(self, today, site):
        today(date(2021, 7, 20))
        update("东门小区走访完成")
        html = page()
        places = [
            html.index(mark)
            for mark in (
                "有人转租公租房？",
                'href="/tips/new/"',
                "自查自纠阶段",
                "第1项措施",
                "东门小区走访完成",
            )
        ]
        assert places == sorted(places)
        assert "/tips/mailbox/" in html
        assert 'href="tel:0598-2000000"' in html
        assert "转租、转借等违法违规行为" in html
        assert "及时清退不符合条件的保障对象" in html

    def test_stages_of_today_are_marked(self, today, site):
        today(date(2021, 7, 20))
        assert page().count('aria-current="step"') == 3

    @pytest.mark.parametrize(
        ("day", "sentence"),
        [
            (date(2021, 5, 1), "The campaign has not begun yet."),
            (date(2021, 10, 1), "All stages are over"),
        ],
    )
    def test_before_and_after_it_calmly_says_so(self, today, day, sentence, site):
        today(day)
        html = page("/en/")
        assert sentence in html
        assert "aria-current" not in html

    def test_between_two_stages_it_says_so(self, today, site):
        today(date(2021, 7, 10))
        campaign = site.campaign
        campaign.stages.filter(number__in=[2, 3]).delete()
        Campaign.objects.update(starts_on=date(2021, 6, 1))
        campaign.stages.filter(number=4).update(starts_on=date(2021, 9, 1))
        assert "One stage is over and the next has not begun" in page("/en/")

    def test_measures_show_their_units(self, site):
        campaign = site.campaign
        measure = campaign.measures.first()
        measure.units = [UnitFactory(name="县住建局"), UnitFactory(name="县民政局")]
        measure.save()
        html = page()
        assert "县住建局" in html
        assert "县民政局" in html

    def test_figures_that_do_not_exist_are_not_made_up(self, site):
        assert 'class="figures"' not in page()

    def test_moved_dates_are_confessed(self, site):
        assert "demonstration" not in page("/en/")
        Campaign.objects.update(moved_by_days=1985)
        assert "moved by 1985 days" in page("/en/")
        assert "2021年6月-8月" not in page()

    def test_closed_intake_points_to_the_channels(self, site):
        Campaign.objects.update(intake_open=False)
        html = page("/en/")
        main = html[html.index("<main") : html.index("</main>")]
        assert "/tips/new/" not in main
        assert "/en/channels/" in main
        assert "/en/tips/mailbox/" in main

    def test_a_campaign_that_nobody_approved_yet_is_not_shown(self, site):
        Campaign.objects.update(live=False)
        html = page()
        assert "第1项措施" not in html
        assert "第1项措施" not in page("/plan/")
        assert "0598-2000000" not in page("/channels/")

    def test_empty_sections_say_so(self, site):
        assert "Nothing has been published here yet." in page("/en/updates/")
        assert "No progress has been published yet." in page("/en/")

    def test_estates_stand_by_township_without_figures(self, site):
        EstateFactory(name="东门小区", township="东溪镇")
        EstateFactory(name="旧楼", is_active=False)
        html = page("/estates/")
        assert "东溪镇" in html
        assert "东门小区" in html
        assert "旧楼" not in html

    def test_the_plan_is_there_as_a_whole(self, site):
        campaign = site.campaign
        Measure.objects.filter(number=1).update(text="完成一次入户走访。")
        html = page("/plan/")
        assert "完成一次入户走访。" in html
        assert 'id="measure-1"' in html
        assert "抽查核实阶段" in html
        assert campaign.goal in html

    def test_a_hidden_channel_is_not_shown(self, site):
        campaign = site.campaign
        ChannelFactory(campaign=campaign, name="不公布的", is_shown=False)
        assert "不公布的" not in page("/channels/") + page()

    def test_text_of_the_campaign_is_escaped(self, site):
        Campaign.objects.update(goal="<script>alert(1)</script>")
        assert "<script>alert" not in page() + page("/plan/")


class TestCost:
    #: Site, page tree, campaign, and one for each block.
    #: Of these 22 the three lists are three, the measures five, the frame six.
    FIRST_PAGE = 22

    def test_the_first_page_costs_the_same_at_any_length(self, site):
        campaign = site.campaign
        update("第一篇")
        page()
        with CaptureQueriesContext(
            connection,
        ) as few:
            page()
        for number in range(20):
            measure = MeasureFactory(campaign=campaign, number=number + 7)
            measure.units = [UnitFactory()]
            measure.save()
            ChannelFactory(campaign=campaign)
            update(f"进展 {number}", slug=f"u{number}")
        with CaptureQueriesContext(connection) as many:
            page()
        assert len(many) <= len(few) <= self.FIRST_PAGE

    def test_the_appendix_leads_to_the_estates(self, site):
        Campaign.objects.update(appendix="应退未退公租房项目名称")
        told = page("/plan/").partition("应退未退公租房项目名称")[2]
        assert 'href="/estates/"' in told.partition("</section>")[0]

    @pytest.mark.parametrize("path", ["/updates/", "/plan/", "/channels/", "/estates/"])
    def test_so_does_every_section(self, path, site):
        campaign = site.campaign
        update("第一篇")
        page(path)
        with CaptureQueriesContext(connection) as few:
            page(path)
        for number in range(15):
            update(f"进展 {number}", slug=f"u{number}")
            MeasureFactory(campaign=campaign, number=number + 7)
            ChannelFactory(campaign=campaign)
            EstateFactory()
        with CaptureQueriesContext(connection) as many:
            page(path)
        assert len(many) <= len(few)

    def test_the_first_visit_stays_below_100_kilobytes(self, site):
        for number in range(6):
            update(f"进展 {number}", slug=f"u{number}")
        html = page()
        weight = len(gzip.compress(html.encode()))
        for path in re.findall(r'(?:href|src)="/static/([^"]+)"', html):
            weight += len(gzip.compress(Path(finders.find(path)).read_bytes()))
        assert weight < 60_000


class TestHeaders:
    @pytest.mark.parametrize("path", PAGES)
    def test_the_content_policy_allows_nothing_unsafe(self, path, site):
        response = Client().get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        for directive in ("object-src 'none'", "base-uri", "form-action", "frame-anc"):
            assert directive in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"

    @pytest.mark.parametrize("path", PAGES)
    def test_nothing_is_inline_and_nothing_comes_from_elsewhere(self, path, site):
        update()
        # A page's own address is named there, and fetched by nobody.
        html = re.sub(r'<link rel="canonical"[^>]*>', "", page(path))
        assert "<style" not in html
        assert " style=" not in html
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
        assert not re.search(r"\bon\w+=", html)
        assert not re.search(r'(?:src|href)="(?:https?:)?//(?!testserver)', html)

    def test_the_meta_of_government_sites_is_there(self, site):
        url = update().url
        html = " ".join(page(url).split())
        for name, content in {
            "SiteName": "公租房点题整治专栏",
            "SiteDomain": "127.0.0.1",
            "ColumnName": "最新进展",
            "ColumnDescription": "做了什么、发现了什么、下一步做什么，随时公布。",
            "ColumnKeywords": "入户走访过半,最新进展",
            "ColumnType": "政务动态",
            "ArticleTitle": "入户走访过半",
            "ContentSource": "公租房点题整治专栏",
            "Keywords": "入户走访过半,最新进展",
            "Description": "六个小区走完三个。",
            "Url": f"http://127.0.0.1:8000{url}",
        }.items():
            assert f'<meta name="{name}" content="{content}">' in html
        assert re.search(
            r'<meta name="PubDate" content="\d{4}-\d\d-\d\d \d\d:\d\d">', html
        )

    def test_a_page_says_where_it_stands_and_what_to_show_of_it(self, site):
        html = page("/en/updates/?page=1&x=%22%3E")
        whole = "http://127.0.0.1:8000/en/updates/"
        assert f'<link rel="canonical" href="{whole}">' in html
        assert f'<meta property="og:url" content="{whole}">' in html
        assert '<meta property="og:title" content="最新进展">' in html
        assert '<meta property="og:type" content="article">' in page(update().url)
