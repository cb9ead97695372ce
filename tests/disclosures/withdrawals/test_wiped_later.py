"""Withdrawn, a page still keeps its words: they can be removed later, all of them."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from disclosures.criticism import CriticismPage, UnitReply
from disclosures.demo.column import approve
from disclosures.models import (
    Correction,
    PublicText,
    UpdatePage,
    Withdrawal,
)
from disclosures.withdrawals import texts
from disclosures.withdrawals.acts import take_down
from disclosures.withdrawals.removing import remove
from portal.gate import overruling
from portal.gate.overruling import Overruled
from portal.scan import Finding
from tests.disclosures import factories
from tests.disclosures.test_criticism import answer, notice
from tests.disclosures.test_moderation import as_user
from tests.disclosures.withdrawals.test_withdrawals import change, get, kept
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
WORD = "王小明"


@pytest.fixture
def article(site, editor, moderator):
    """Public, corrected once; title, text and correction name somebody."""
    page = factories.update(f"走访{WORD}家", body=f"<p>走访{WORD}家。</p>")
    facts = {"body": f"<p>走访{WORD}家两次。</p>", "change_note": f"{WORD}说的"}
    change(page, editor, moderator, **facts)
    return UpdatePage.objects.get()


@pytest.fixture
def withdrawn(article, editor):
    take_down(article, user=editor, reason="wrong", note=f"{WORD}不在家。")
    article.refresh_from_db()
    return article


def the(model, field):
    return next(
        one
        for one in texts.everything()
        if isinstance(one.thing, model) and one.field == field
    )


class TestTakenDownOnceMore:
    def test_by_hand_from_the_list_every_word_goes(self, withdrawn, moderator):
        client, address = as_user(moderator), reverse("take_down", args=[withdrawn.pk])
        assert f'href="{address}"' in client.get("/admin/published/").content.decode()
        form = client.get(address).context["form"]
        assert [value for value, _label in form.fields["reason"].choices] == [
            "personal"
        ]
        assert client.post(address, {"reason": "wrong"}).status_code == 200
        assert WORD in get("/corrections/") + get(withdrawn.url)
        data = {"reason": "personal", "note": "含有个人信息。"}
        assert client.post(address, data).status_code == 302
        rows = list(Withdrawal.objects.values_list("title", "note", "reason"))
        assert rows == [("", "含有个人信息。", "personal"), ("", "", "wrong")]
        assert WORD not in kept(withdrawn)
        assert not PublicText.objects.filter(page_id=withdrawn.pk).exists()
        withdrawn.refresh_from_db()
        gone = Client().get(withdrawn.url)
        assert gone.status_code == 410
        assert WORD not in gone.content.decode() + get("/corrections/")
        assert client.get(address).status_code == 404
        assert address not in client.get("/admin/published/").content.decode()

    def test_for_no_other_reason(self, withdrawn, editor):
        with pytest.raises(ValidationError):
            take_down(withdrawn, user=editor, reason="outdated")

    def test_what_was_never_public_is_not_taken_down(self, article, moderator):
        UpdatePage.objects.update(live=False)
        address = reverse("take_down", args=[article.pk])
        assert as_user(moderator).get(address).status_code == 404


class TestTheListOfCorrections:
    @pytest.mark.parametrize("field", ["title", "note"])
    def test_a_line_of_a_withdrawal(self, withdrawn, moderator, field):
        text = the(Withdrawal, field)
        address = reverse("remove_text", args=[text.kind, text.thing.pk, field])
        client = as_user(moderator)
        assert WORD in client.get(address).content.decode()
        assert client.post(address, {"note": ""}).status_code == 302
        assert getattr(Withdrawal.objects.get(pk=text.thing.pk), field) == ""
        newest = Withdrawal.objects.first()
        assert newest.page.pk == withdrawn.get_parent().pk
        assert WORD not in newest.title + newest.section
        assert client.get(address).status_code == 404
        # The page itself can still be wiped.
        address = reverse("take_down", args=[withdrawn.pk])
        assert client.get(address).status_code == 200

    @pytest.mark.parametrize("field", ["old", "new", "why"])
    def test_the_words_of_a_correction(self, article, moderator, is_due, field):
        assert WORD in get("/corrections/")
        remove(the(Correction, field), user=moderator)
        assert not Correction.objects.exclude(old="", new="", why="").exists()
        versions = Revision.objects.for_instance(article).exclude(
            pk=article.live_revision_id
        )
        left = json.dumps(list(versions.values_list("content")), ensure_ascii=False)
        assert f"{WORD}家。" not in left
        article.refresh_from_db()
        assert (article.live, article.change_note) == (True, "")
        assert f"{WORD}说的" not in json.dumps(
            list(Revision.objects.values_list("content")), ensure_ascii=False
        )
        assert is_due()


class TestBesideThePage:
    def test_a_units_reply_and_what_was_overruled(self, site, editor, moderator):
        page = notice(UnitFactory())
        page.reply = answer(page, f"{WORD}已经答复。")
        for number in ("13800138000", "13900139000"):
            finding = Finding("phone", "电话", number, 0, len(number))
            overruling.overrule(page, finding, moderator, f"{number}是公开电话")
        approve(page, editor, moderator)
        other = answer(notice(UnitFactory(), "通报二"), "已整改。")
        page.refresh_from_db()
        assert WORD in get(page.url)
        take_down(page, user=moderator, reason="personal")
        page = CriticismPage.objects.get(pk=page.pk)
        assert page.reply is None
        assert [one.text for one in UnitReply.objects.all()] == ["", other.text]
        rows = list(Overruled.objects.values_list("text", "compact", "reason"))
        assert len(rows) == 2
        assert "138" not in str(rows) + str(overruling.passed(page))
        assert "<mark>" not in get(f"/search/?q={WORD}")
