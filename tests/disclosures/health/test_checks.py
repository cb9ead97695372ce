"""What the column health finds, and what it leaves alone."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision, Site

from disclosures.articles import (
    PoliciesPage,
    SuggestionsPage,
    UpdatePage,
    UpdatesPage,
)
from disclosures.health.checks import ColumnHealth
from disclosures.health.links import answers
from disclosures.models import (
    Change,
    EstateSnapshot,
    EstatesPage,
    FiguresPage,
    PlanPage,
    RuleItem,
    SuggestionPage,
)
from disclosures.reports.periods import Period
from portal.pages.facts import SiteFacts
from portal.workdays.clock import today
from tests.disclosures.county import close_period
from tests.disclosures.factories import ChannelFactory, EstateFactory, update
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.now() - timedelta(days=days)


def found(column) -> list[str]:
    return [one.words for one in ColumnHealth(column).findings()]


@pytest.fixture
def full(site):
    """A column whose updates are fresh."""
    EstateFactory()
    update("三个小区走完")
    return site


class TestSections:
    @pytest.mark.parametrize(
        ("days", "told", "red"), [(9, 0, False), (10, 1, False), (14, 1, True)]
    )
    def test_untouched_for_ten_days_warns_and_for_fourteen_is_red(
        self, full, days, told, red
    ):
        section = UpdatesPage.objects.get()
        below = Page.objects.descendant_of(section, inclusive=True)
        below.update(last_published_at=ago(days))
        about = [
            one
            for one in ColumnHealth(full).sections()
            if section.title in one.words and str(days) in one.words
        ]
        assert len(about) == told
        assert all(one.is_red == red for one in about)

    def test_an_empty_section_and_empty_lists_are_named(self, full):
        words = " ".join(found(full))
        assert PoliciesPage.objects.get().title in words
        assert UpdatesPage.objects.get().title not in words
        assert "问题" in words or "Problem" in words

    def told_of(self, column, kind):
        title = kind.objects.get().title
        return [
            one.words for one in ColumnHealth(column).sections() if title in one.words
        ]

    def test_estates_and_figures_live_on_tables_and_fortnights(self, full, editor):
        kinds = EstatesPage, FiguresPage
        for kind in kinds:
            kind.objects.update(last_published_at=ago(30))
            assert "还没有内容" in self.told_of(full, kind)[0]
        table = EstateSnapshot.objects.create(
            as_of=ago(13).date(),
            source="县住建局",
            imported_by=editor,
            state=EstateSnapshot.State.APPROVED,
            decided_at=ago(12),
        )
        for kind in kinds:
            assert "12天没有更新" in self.told_of(full, kind)[0]
        close_period(Period.parse("2021-07-a"), closed_on=today())
        assert self.told_of(full, FiguresPage) == []
        assert "12天没有更新" in self.told_of(full, EstatesPage)[0]
        EstateSnapshot.objects.update(decided_at=ago(1))
        assert self.told_of(full, EstatesPage) == []
        table.delete()
        assert "还没有内容" in self.told_of(full, EstatesPage)[0]

    def test_a_changed_campaign_keeps_the_plan_fresh(self, full):
        plan = PlanPage.objects.get()
        Page.objects.filter(pk=plan.pk).update(last_published_at=ago(30))
        assert any(plan.title in words for words in found(full))
        type(full.campaign).objects.update(last_published_at=ago(1))
        full.campaign.refresh_from_db()
        assert not any(plan.title in words for words in found(full))


class TestDutyToPublish:
    def draft(self, days):
        page = UpdatePage(title="还没公布的进展", body="<p>一</p>", live=False)
        UpdatesPage.objects.get().add_child(instance=page)
        page.save_revision()
        Revision.objects.filter(object_id=str(page.pk)).update(created_at=ago(days))
        return page

    def test_a_draft_past_twenty_working_days_is_told(self, full):
        page = self.draft(60)
        assert any("还没公布的进展" in words for words in found(full))
        page.get_latest_revision().publish()
        assert not any("还没公布的进展" in words for words in found(full))

    def test_a_fresh_draft_is_not(self, full):
        self.draft(15)
        assert not any("还没公布的进展" in words for words in found(full))


class TestDutyOfLists:
    """What is made for the lists and the estates' table is public in time, too."""

    def test_a_proposal_a_draft_and_a_table_that_wait_are_told(self, full, editor):
        old = ago(60)
        for state in ("waiting", "draft"):
            change = Change.objects.create(
                campaign=full.campaign,
                kind="results",
                act="import",
                state=state,
                proposed_by=editor,
            )
            Change.objects.filter(pk=change.pk).update(proposed_at=old)
        EstateSnapshot.objects.create(
            as_of=old.date(), source="县住建局", imported_by=editor, imported_at=old
        )
        told = list(ColumnHealth(full).unpublished())
        assert len(told) == 3
        assert [one.url for one in told if "/lists/" in one.url]
        Change.objects.update(proposed_at=ago(10))
        EstateSnapshot.objects.update(imported_at=ago(10))
        assert list(ColumnHealth(full).unpublished()) == []


class TestUnanswered:
    def test_a_suggestion_without_a_reply_is_told(self, full):
        section = SuggestionsPage.objects.get()
        page = SuggestionPage(title="多设一个受理点", body="<p>镇上也设。</p>")
        section.add_child(instance=page)
        page.save_revision().publish()
        assert any("多设一个受理点" in words for words in found(full))
        kept = SuggestionPage.objects.filter(pk=page.pk)
        kept.update(reply="<p>已经设了。</p>")
        assert not any("多设一个受理点" in words for words in found(full))
        kept.update(reply="")
        page.refresh_from_db()
        page.unpublish()
        assert not any("多设一个受理点" in words for words in found(full))


class TestLinks:
    @pytest.mark.parametrize(
        ("path", "alive"),
        [
            ("/plan/", True),
            ("/en/plan/measures/1/", True),
            ("/tips/new/", True),
            ("/plan/measures/x/", False),
            ("/nothing/", False),
        ],
    )
    def test_an_address_answers_or_not(self, full, path, alive):
        assert answers(path, full) == alive

    @pytest.mark.parametrize(
        ("path", "place", "alive"),
        [
            ("/plan/measures/6/", "", True),
            ("/plan/measures/7/", "", False),
            ("/elder/plan/", "measure-6", True),
            ("/plan/", "measure-9", False),
            ("/plan/", "anything-else", True),
            ("/lists/problems/", "item-1", False),
            ("/estates/999/", "", False),
            ("/open-data/estates.csv", "", True),
            ("/open-data/nothing.csv", "", False),
            ("/survey/999/", "", False),
            ("/survey/end/", "", True),
        ],
    )
    def test_numbers_and_places_are_looked_up(self, full, path, place, alive):
        assert answers(path, full, place) == alive

    def test_a_dead_place_is_named_in_full(self, full):
        body = (
            '<p><a href="/plan/#measure-9">第九项</a>、<a href="/plan/?a=1">一</a></p>'
        )
        update("指向第九项", slug="ninth", body=body)
        told = [words for words in found(full) if "指向第九项" in words]
        assert len(told) == 1
        assert "/plan/#measure-9" in told[0]

    def test_texts_with_dead_links_are_named(self, full):
        gone = update("后来撤下的", slug="gone")
        update("好链接", slug="good", body='<p><a href="/plan/">方案</a></p>')
        update("坏地址", slug="bad", body='<p><a href="/nothing/">无</a></p>')
        body = f'<p><a linktype="page" id="{gone.pk}">见此</a></p>'
        update("坏页面", slug="dead", body=body)
        words = " ".join(found(full))
        assert "坏地址" in words
        assert "坏页面" not in words
        gone.unpublish()
        words = " ".join(found(full))
        assert "坏页面" in words
        assert "好链接" not in words


class TestAddresses:
    """What is no link of a text, and what begins with a host."""

    def told(self, column, word):
        return [words for words in found(column) if word in words]

    @pytest.mark.parametrize(
        ("path", "dead"),
        [("/nothing/", 1), ("/plan/#measure-9", 1), ("/plan/#measure-1", 0)],
    )
    def test_a_whole_address_of_this_site_is_followed(self, full, path, dead):
        body = f'<p><a href="{settings.SITE_URL}{path}">方案</a></p>'
        update("写了全址", slug="whole", body=body)
        assert len(self.told(full, "写了全址")) == dead

    def test_below_the_path_of_the_countys_portal(self, full, settings):
        settings.COLUMN_ROOT = "https://county.test/zt/gzf"
        links = ("/zt/gzf/nothing/", "/zt/gzf/plan/", "/zt/other/", "/")
        body = "".join(f'<a href="https://county.test{one}">看</a>' for one in links)
        update("专栏在门户里", slug="portal", body=f"<p>{body}</p>")
        (told,) = self.told(full, "专栏在门户里")
        assert "/nothing/" in told

    def test_other_hosts_and_no_addresses_are_left_alone(self, full):
        links = ("https://elsewhere.test/nothing/", "mailto:a@b.test", "http://[", "a/")
        body = "".join(f'<a href="{one}">看</a>' for one in links)
        update("别处的链接", slug="other", body=f"<p>{body}</p>")
        assert self.told(full, "别处的链接") == []

    def test_of_the_institution_list(self, full):
        for number, path in enumerate(("/nothing/", "/plan/"), 1):
            RuleItem.objects.create(
                campaign=full.campaign,
                number=number,
                title=f"第{number}项制度",
                units="县住建局",
                answers="没有规定",
                link=f"{settings.SITE_URL}{path}",
                changed_on=today(),
            )
        assert self.told(full, "第1项制度")
        assert not self.told(full, "第2项制度")

    def test_of_channels(self, full):
        for number, path in enumerate(("/nothing/", "/tips/new/"), 1):
            ChannelFactory(
                campaign=full.campaign, name=f"网上{number}", value=path, kind="online"
            )
        assert self.told(full, "网上1")
        assert not self.told(full, "网上2")

    def test_of_the_header(self, full):
        site = Site.objects.get()
        facts = SiteFacts.objects.create(
            site=site,
            portal_url="https://county.test/nothing/",
            find_error_url=f"{settings.SITE_URL}/nothing/",
        )
        assert len(self.told(full, str(facts._meta.verbose_name))) == 1


class TestPanel:
    def test_column_staff_see_it_and_nobody_else(self, full):
        for role, sees in (("editor", True), ("moderator", True), ("admin", False)):
            client = Client()
            client.force_login(UserFactory(role=role))
            html = client.get("/admin/").content.decode()
            assert ("column-health" in html) == sees, role
