"""A file that several pages offer: it stays with the others, or leaves them all."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from disclosures.models import Correction, Milestone, PublicText, UpdatePage
from disclosures.withdrawals.acts import take_down
from disclosures.withdrawals.removing import remove
from portal.gate.files import Attachment
from tests.disclosures import factories
from tests.disclosures.test_moderation import as_user
from tests.disclosures.withdrawals.test_compared import file, get
from tests.disclosures.withdrawals.test_removing import the
from tests.disclosures.withdrawals.test_withdrawals import change

pytestmark = pytest.mark.django_db
NAME = "王小明的合同.pdf"


@pytest.fixture
def shared(site):
    return file(NAME, words="王小明")


@pytest.fixture
def pages(shared, editor, moderator):
    """Two articles that offer one file."""
    for title in ("一月进展", "二月进展"):
        page = factories.update(title)
        change(page, editor, moderator, attachments=[Attachment(file=shared)])
    return list(UpdatePage.objects.order_by("pk"))


@pytest.fixture
def step(shared, site):
    """The same file at a milestone."""
    measure = site.campaign.measures.get(number=1)
    step = Milestone.objects.create(measure=measure, number=1, text="走访", file=shared)
    site.campaign.refresh_from_db()
    site.campaign.save_revision()
    return step


def page_that_offers(file):
    """Another article with the same file."""
    page = factories.update("另一篇")
    page.attachments.add(Attachment(file=file))
    page.save()
    return page


def is_offered(page, file):
    return file.url in get(page.url)


def is_there(file):
    file.refresh_from_db()
    return file.is_there


class TestWordsOfAPage:
    def test_leave_the_file_to_the_other_page(self, pages, shared, moderator):
        gone, other = pages
        take_down(gone, user=moderator, reason="personal")
        assert is_offered(other, shared)
        assert Client().get(shared.url).status_code == 200
        assert not UpdatePage.objects.get(pk=gone.pk).attachments.exists()
        take_down(other, user=moderator, reason="personal")
        assert not is_there(shared)

    def test_leave_it_to_a_milestone(self, pages, step, shared, moderator):
        for page in pages:
            take_down(page, user=moderator, reason="personal")
        assert is_there(shared)
        assert shared.url in get("/plan/measures/1/")

    def test_take_it_along_where_the_others_are_not_public(
        self, pages, shared, moderator
    ):
        take_down(pages[0], user=moderator, reason="wrong")
        take_down(pages[1], user=moderator, reason="personal")
        assert not is_there(shared)


class TestTheFileItself:
    def removed_from(self, other, url, shared):
        assert not is_there(shared)
        assert Client().get(url).status_code == 404
        html = get(other.url)
        assert url not in html
        assert "附件" not in html
        assert other.title in get("/corrections/")
        assert Correction.objects.filter(page=other.pk).first().hides_person
        said = Correction.objects.values_list("old", "new")
        assert NAME not in str([*said, *PublicText.objects.values_list("blocks")])
        kept = Revision.objects.for_instance(other).values_list("content", flat=True)
        assert not any(content["attachments"] for content in kept)

    def test_leaves_the_other_page_when_a_page_is_taken_down(
        self, pages, shared, moderator, is_due
    ):
        gone, other = pages
        url, client = shared.url, as_user(moderator)
        address = reverse("take_down", args=[gone.pk])
        html = client.get(address).content.decode()
        assert other.title in html
        data = {"reason": "personal", "files_too": "on"}
        assert client.post(address, data).status_code == 302
        self.removed_from(other, url, shared)
        assert is_due()

    def test_leaves_an_article_when_a_milestone_loses_it(
        self, pages, step, shared, moderator
    ):
        take_down(pages[0], user=moderator, reason="wrong")
        other, url = pages[1], shared.url
        text = the("milestone", "file")
        address = reverse("remove_text", args=["milestone", step.pk, "file"])
        assert other.title in as_user(moderator).get(address).content.decode()
        remove(text, user=moderator)
        self.removed_from(other, url, shared)
        assert url not in get("/plan/measures/1/")
        step.refresh_from_db()
        assert step.file is None

    def test_is_asked_about_only_where_others_offer_it(self, pages, moderator):
        Attachment.objects.filter(page=pages[1].pk).delete()
        address = reverse("take_down", args=[pages[0].pk])
        assert "files_too" not in as_user(moderator).get(address).content.decode()


class TestCorrections:
    """Only the lines of the file go, whatever its name holds."""

    @pytest.mark.parametrize("name", ["附件", "1"])
    def test_keep_what_only_holds_the_files_name(self, site, editor, moderator, name):
        one, page = file(name), factories.update("一月进展")
        parts = {"body": "<p>查了1户，见附件。</p>", "change_note": "补上附件1。"}
        change(page, editor, moderator, **parts)
        parts = {"body": "<p>查了12户，见附件。</p>", "change_note": "附上证明"}
        attached = [Attachment(file=one, label="王小明的证明")]
        change(page, editor, moderator, **parts, attachments=attached)
        other = page_that_offers(one)
        take_down(other, user=moderator, reason="personal", files_too=True)
        newest, first = Correction.objects.filter(page=page.pk, hides_person=False)
        assert (newest.old, newest.new) == ("查了1户，见附件。", "查了12户，见附件。")
        assert newest.why == "", "it may be about the file"
        assert (first.new, first.why) == ("查了1户，见附件。", "补上附件1。")

    def test_say_that_it_was_personal_where_no_word_is_left(
        self, pages, shared, moderator
    ):
        gone, other = pages
        take_down(gone, user=moderator, reason="personal", files_too=True)
        rows = Correction.objects.filter(page=other.pk)
        assert all(row.hides_person and not row.old + row.new for row in rows)


class TestAFileThatIsGone:
    def test_is_no_link_anywhere(self, pages, step, shared):
        url = shared.url
        shared.discard()
        for path in (pages[0].url, pages[1].url, "/plan/measures/1/"):
            html = get(path)
            assert url not in html
            assert 'class="files"' not in html
