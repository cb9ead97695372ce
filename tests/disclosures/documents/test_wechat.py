"""The copy for the WeChat account: what is public, as that editor keeps it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from disclosures.demo import texts
from disclosures.demo.announcements import _criticise
from disclosures.documents import wechat
from disclosures.documents.tables import ArticleTable
from disclosures.models import CriticismPage, UnitRecord
from disclosures.photos import PhotoPair
from portal.workdays.clock import today
from tests.disclosures import factories
from tests.disclosures.documents import wordfiles
from tests.disclosures.test_moderation import as_user
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

BODY = (
    '<h2>走访情况</h2><p class="x" onclick="x()">已走访<b>三个</b>小区，见'
    '<a href="https://www.gov.cn/x">规定</a>和<a linktype="page" id="{page}">方案</a>。'
    "</p><ul><li>登记人口</li></ul><p>【表1】</p><p>继续走访。</p>"
)


@pytest.fixture
def article(site):
    page = factories.update(
        "入户走访过半", body=BODY.format(page=site.get_children().first().pk)
    )
    page.tables = [
        ArticleTable(number=1, caption="各小区", cells="小区 | 户数\n东门 | 120")
    ]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def address(page):
    return reverse("wechat_copy", args=[page.pk])


def shown(user, page):
    response = as_user(user).get(address(page))
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


@pytest.fixture
def text(editor, article):
    return shown(editor, article).get_element_by_id("wechat-article")


class TestTheText:
    def test_has_inline_styles_and_nothing_else(self, text):
        allowed = {"style", "src", "alt", "colspan", "rowspan"}
        for element in text.iter():
            if element is not text:
                assert set(element.attrib) <= allowed, html.tostring(element)
                assert element.tag not in {"a", "div", "script", "svg", "button"}
        assert {p.get("style") for p in text.iter("p")} >= {wechat.STYLES["p"]}

    def test_says_where_its_links_led(self, text, site):
        words = text.text_content()
        assert "规定（https://www.gov.cn/x）" in words
        plan = site.get_children().first()
        assert f"方案（{wechat.address(plan)}）" in words

    def test_keeps_tables_with_borders_and_their_title(self, text):
        (table,) = text.iter("table")
        assert "border-collapse" in table.get("style")
        assert [c.text for c in table.iter("th", "td")] == [
            *("小区", "户数"),
            *("东门", "120"),
        ]
        assert all("border:1px" in c.get("style") for c in table.iter("th", "td"))
        assert table.find("caption") is None
        assert table.getprevious().text == "各小区"

    def test_ends_with_its_source(self, text, article):
        last = text.text_content().strip()
        assert last.endswith(f"原文：{wechat.address(article)}")
        assert "来源：" in last

    def test_title_and_summary_stand_in_fields_of_their_own(self, text, article):
        assert article.title not in text.text_content()
        assert article.summary not in text.text_content()

    def test_pictures_are_those_that_readers_get(self, site, editor, settings):
        from wagtail.images.models import Image

        image = Image.objects.create(
            title="宣传栏", file=_file(wordfiles.png().getvalue())
        )
        page = factories.update("带图", body="<p>见图。</p>")
        page.photos = [PhotoPair(before=image, after=None, caption="宣传栏")]
        page.save_revision().publish()
        root = shown(editor, page).get_element_by_id("wechat-article")
        (picture,) = root.iter("img")
        assert picture.get("src").startswith(f"{settings.SITE_URL}/media/")
        path = picture.get("src").removeprefix(settings.SITE_URL)
        assert Client().get(path).status_code == 200


def _file(data):
    from django.core.files.base import ContentFile

    return ContentFile(data, "x.png")


class TestOnlyWhatIsPublic:
    def test_a_newer_draft_is_not_in_it(self, article, editor):
        draft = article.get_latest_revision_as_object()
        draft.title, draft.body = "未经审核", "<p>未经审核的话。</p>"
        draft.save_revision(user=editor)
        page = shown(editor, article)
        words = page.get_element_by_id("wechat-article").text_content()
        assert "未经审核" not in words
        assert page.get_element_by_id("wechat-title").text == "入户走访过半"
        assert "已走访三个小区" in words

    def test_a_page_that_is_not_public_has_none(self, article, editor):
        article.unpublish()
        assert as_user(editor).get(address(article)).status_code == 404
        assert as_user(editor).get(address(article.get_parent())).status_code == 404

    def test_the_button_stands_above_public_articles_alone(self, article, moderator):
        edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
        client = as_user(moderator)
        article.save_revision()
        state = article.get_workflow().start(article, None)
        assert state
        assert address(article) in client.get(edit).content.decode()
        article.unpublish()
        assert address(article) not in client.get(edit).content.decode()

    def test_a_notice_of_criticism_takes_grounds_and_reply_along(
        self, site, editor, moderator
    ):
        record = UnitRecord.objects.create(
            unit=UnitFactory(),
            what=UnitRecord.What.OVERDUE,
            count=3,
            since=today() - timedelta(days=30),
            as_of=today(),
            made_on=today(),
        )
        _criticise(record, UserFactory(role="investigator"), editor, moderator)
        page = CriticismPage.objects.get()
        words = shown(editor, page).get_element_by_id("wechat-article").text_content()
        assert texts.REPLY in words
        assert "逾期答复" in words


class TestTheDigest:
    def test_is_the_summary_or_the_beginning_in_120_characters(self, site):
        assert wechat.digest(factories.update()) == "六个小区走完三个。"
        long = factories.update(
            "长文", summary="", body=f"<p>【表1】</p><p>{'走访登记。' * 80}</p>"
        )
        assert len(wechat.digest(long)) <= 120
        assert wechat.digest(long).startswith("走访登记。")
        assert wechat.digest(long).endswith("…")
