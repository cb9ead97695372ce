"""What a page says beside its text is compared, too: replies, captions, files."""

import json
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from disclosures.criticism import Ground, UnitRecord
from disclosures.demo.column import approve
from disclosures.models import (
    Correction,
    CriticismPage,
    NoticesPage,
    PhotoPair,
    SuggestionPage,
    SuggestionsPage,
)
from portal.gate.files import Attachment, PublicFile
from portal.workdays.clock import today
from tests.disclosures import factories
from tests.disclosures.withdrawals.test_withdrawals import change, get, kept
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


def file(name, words=""):
    one = PublicFile(name=name, content_type="application/pdf", size=len(name))
    one.text, one.uploaded_on = words, today()
    one.file.save(f"{one.token}/file", ContentFile(b"x"), save=False)
    one.save()
    return one


def add(section, page, editor, moderator):
    page.live = False
    section.objects.get().add_child(instance=page)
    approve(page, editor, moderator)
    page.refresh_from_db()
    return page


@pytest.fixture
def update(site, editor, moderator):
    return factories.update("东门小区走访过半")


@pytest.fixture
def suggestion(site, editor, moderator):
    page = SuggestionPage(title="走访安排在晚上", body="<p>晚上有人在家。</p>")
    page.outcome, page.unit = "adopted", UnitFactory(name="县住建局")
    page.replied_on, page.reply = today(), "<p>七月起照办。</p>"
    return add(SuggestionsPage, page, editor, moderator)


@pytest.fixture
def criticism(site, editor, moderator):
    unit = UnitFactory(name="县民政局")
    record = UnitRecord.objects.create(
        unit=unit, what="overdue", count=3, since=date(2026, 1, 1), as_of=today(),
        made_on=today(),
    )  # fmt: skip
    words = {"title": "关于逾期的通报", "body": "<p>逾期三件。</p>"}
    page = CriticismPage(**words, unit=unit, **factories.heard())
    page.grounds = [Ground(record=record)]
    return add(NoticesPage, page, editor, moderator)


class TestSuggestion:
    def test_reply_and_outcome(self, suggestion, editor, moderator):
        facts = {"reply": "<p>八月起照办。</p>", "outcome": "partly_adopted"}
        change(suggestion, editor, moderator, **facts)
        html = get(suggestion.url)
        assert "七月起照办。</del>" in html
        assert "八月起照办。</ins>" in html
        assert "<del>采纳<br>" in html
        assert "<ins>部分采纳<br>" in html


class TestCriticism:
    def test_what_was_put_right_and_grounds(self, criticism, editor, moderator):
        change(criticism, editor, moderator, corrected_how="已补办。")
        change(criticism, editor, moderator, corrected_how="已全部补办。")
        assert "<del>已补办。</del>" in get(criticism.url)
        more = UnitRecord.objects.create(
            unit=criticism.unit, what="returned", count=7, since=date(2026, 1, 1),
            as_of=today(), made_on=today(),
        )  # fmt: skip
        change(criticism, editor, moderator, grounds=[Ground(record=more)])
        newest = Correction.objects.first()
        assert "3" in newest.old
        assert "7" in newest.new


class TestParts:
    def test_captions_labels_and_files(self, update, editor, moderator):
        one, other = file("统计表.pdf"), file("统计表二.pdf")
        parts = {
            "photos": [PhotoPair(caption="东门楼道")],
            "attachments": [Attachment(file=one, label="六月统计")],
        }
        change(update, editor, moderator, **parts)
        parts = {
            "photos": [PhotoPair(caption="西门楼道")],
            "attachments": [Attachment(file=other, label="七月统计")],
        }
        change(update, editor, moderator, **parts)
        newest = Correction.objects.first()
        for words in ("东门楼道", "六月统计", "统计表.pdf"):
            assert words in newest.old
        for words in ("西门楼道", "七月统计", "统计表二.pdf"):
            assert words in newest.new


class TestPersonalDataInAPart:
    def test_a_file_is_gone_with_its_words_and_the_export_is_due(
        self, update, editor, moderator, is_due
    ):
        one = file("王小明.pdf", words="王小明")
        change(update, editor, moderator, attachments=[Attachment(file=one)])
        assert Client().get(one.url).status_code == 200
        facts = {"attachments": [], "change_hides_person": True}
        change(update, editor, moderator, **facts)
        newest = Correction.objects.first()
        assert (newest.hides_person, newest.old, newest.new) == (True, "", "")
        assert "王小明" not in kept(update)
        assert Client().get(one.url).status_code == 404
        one.refresh_from_db()
        assert not one.is_there
        assert is_due()

    def test_also_where_no_compared_word_changed(
        self, update, editor, moderator, is_due
    ):
        change(update, editor, moderator, seo_title="王小明")
        facts = {"seo_title": "走访", "change_hides_person": True}
        change(update, editor, moderator, **facts)
        assert Correction.objects.get().hides_person
        assert "王小明" not in json.dumps(kept(update), ensure_ascii=False)
        assert "个人信息" in get("/corrections/")
        assert is_due()


class TestTheList:
    def test_every_page_leads_there(self, update):
        for path in ("/", update.url, "/plan/"):
            assert 'href="/corrections/"' in get(path)
