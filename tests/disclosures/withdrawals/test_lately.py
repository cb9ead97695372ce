"""From the first page of the admin, editor and moderator reach what is public."""

import pytest
from django.urls import reverse

from disclosures.models import UpdatePage
from tests.disclosures import factories
from tests.disclosures.test_moderation import as_user, create, decide
from tests.disclosures.test_scheduling import SUBMIT, stamp
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ALL = "/admin/published/"


def html(user, path="/admin/"):
    return as_user(user).get(path).content.decode()


def down(page):
    return reverse("take_down", args=[page.pk])


@pytest.fixture
def page(site):
    return factories.update("东门小区走访过半")


class TestOnTheFirstPage:
    def test_a_moderator_reads_takes_down_and_copies_and_does_not_edit(
        self, page, moderator
    ):
        text = html(moderator)
        assert "最近公开" in text
        for path in (page.url, down(page), reverse("wechat_copy", args=[page.pk])):
            assert f'href="{path}"' in text
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) not in text

    def test_an_editor_edits_too(self, page, editor):
        text = html(editor)
        assert f'href="{down(page)}"' in text
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text

    def test_nobody_else_sees_it(self, page):
        for role in ("investigator", "admin"):
            text = html(UserFactory(role=role))
            assert down(page) not in text
            assert ALL not in text

    def test_what_waits_for_its_time_is_stopped_from_here(self, site, editor):
        moderator = UserFactory(role="moderator")
        create(editor, **{"go_live_at": stamp(days=2), **SUBMIT})
        waiting = UpdatePage.objects.get()
        decide(moderator, waiting)
        stop = reverse("stop_publication", args=[waiting.pk])
        assert f'href="{stop}"' in html(moderator)
        answer = as_user(moderator).post(stop, follow=True)
        assert answer.redirect_chain == [("/admin/", 302)]
        assert answer.status_code == 200
        assert stop not in answer.content.decode()


class TestTheWholeList:
    def test_it_is_searched_and_paged(self, page, moderator):
        for number in range(21):
            factories.update(f"第{number}篇进展", slug=f"n-{number}")
        assert down(page) not in html(moderator, ALL)
        assert down(page) in html(moderator, f"{ALL}?p=2")
        assert down(page) in html(moderator, f"{ALL}?q=东门")

    def test_its_queries_do_not_grow(
        self, page, moderator, django_assert_num_queries, django_assert_max_num_queries
    ):
        client = as_user(moderator)
        client.get(ALL)
        with django_assert_max_num_queries(40) as few:
            client.get(ALL)
        for number in range(10):
            factories.update(f"第{number}篇进展", slug=f"n-{number}")
        with django_assert_num_queries(len(few.captured_queries)):
            client.get(ALL)

    def test_what_was_taken_down_is_offered_for_its_words_alone(self, page, moderator):
        client = as_user(moderator)
        answer = client.post(down(page), {"reason": "wrong"}, follow=True)
        assert answer.redirect_chain == [("/admin/", 302)]
        assert down(page) not in answer.content.decode()
        public, _heading, withdrawn = html(moderator, ALL).partition("文字仍保存")
        assert down(page) not in public
        assert down(page) in withdrawn
