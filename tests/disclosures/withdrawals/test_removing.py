"""What is no article is removed at once, too: sections, plan, files, tables."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from disclosures.demo.column import approve
from disclosures.models import (
    Campaign,
    Correction,
    DateChange,
    EstateSnapshot,
    Measure,
    Milestone,
    PoliciesPage,
    Withdrawal,
)
from disclosures.withdrawals import texts
from disclosures.withdrawals.removing import remove
from portal.workdays.clock import now, today
from tests.disclosures.test_moderation import as_user
from tests.disclosures.withdrawals.test_compared import file
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WORD = "王小明"
PAGES = ("/", "/plan/", "/plan/measures/1/", "/policies/", "/corrections/", "/estates/")
WAYS = (*PAGES, *(f"/elder{path}" for path in PAGES), f"/search/?q={WORD}")
DATA = ("/open-data/measures.csv", "/open-data/stages.json")


def shown():
    """The public answers in which the word stands."""
    found = []
    for path in (*WAYS, *DATA):
        html = Client().get(path).content.decode()
        if ("<mark>" if "search" in path else WORD) in html:
            found.append(path)
    return found


def versions():
    content = list(Revision.objects.values_list("content", "object_str"))
    rows = [*content, *DateChange.objects.values_list("what", "reason")]
    return json.dumps(rows, ensure_ascii=False, default=str)


def the(kind, field, pk=None):
    return next(
        one
        for one in texts.everything()
        if (one.kind, one.field) == (kind, field) and pk in {None, one.thing.pk}
    )


@pytest.fixture
def plan(site, editor, moderator):
    """The public plan, with the word in a measure, in drafts and in its history."""
    draft = Campaign.objects.get()
    measure = draft.measures.get(number=1)
    measure.title, measure.text = f"走访{WORD}家", f"由{WORD}负责。"
    draft.measures = [measure, *draft.measures.exclude(number=1)]
    approve(draft, editor, moderator)
    draft.refresh_from_db()
    draft.save_revision(user=editor)
    return draft


class TestSection:
    def test_an_introduction_is_gone_from_page_search_and_versions(
        self, site, editor, moderator, is_due
    ):
        page = PoliciesPage.objects.get()
        page.intro = f"<p>请联系{WORD}。</p>"
        approve(page, editor, moderator)
        assert {"/policies/", f"/search/?q={WORD}"} <= set(shown())
        text = the("policiespage", "intro")
        remove(text, user=moderator, note="含有个人信息。")
        assert shown() == []
        assert WORD not in versions()
        html = Client().get("/corrections/").content.decode()
        assert "政策文件 · 简介" in html
        assert "含有个人信息。" in html
        assert is_due()
        page.refresh_from_db()
        assert page.live
        assert not Correction.objects.exists()

    def test_words_for_readers_are_only_an_approvers(self, site, editor, moderator):
        for user, told in ((editor, ""), (moderator, "不该公布。")):
            text = the("policiespage" if user == editor else "channelspage", "intro")
            path = reverse("remove_text", args=[text.kind, text.thing.pk, text.field])
            assert ("id_note" in as_user(user).get(path).content.decode()) == bool(told)
            as_user(user).post(path, {"note": "不该公布。"})
            assert Withdrawal.objects.latest("pk").note == told
        row = Withdrawal.objects.latest("pk")
        path = reverse("remove_text", args=["withdrawal", row.pk, "note"])
        as_user(moderator).post(path, {"note": "另一句话"})
        assert set(Withdrawal.objects.values_list("note", flat=True)) == {""}

    def test_the_note_names_nobody(self, site, moderator):
        with pytest.raises(ValidationError):
            remove(the("policiespage", "intro"), user=moderator, note="13800138000")
        assert PoliciesPage.objects.get().intro
        assert not Withdrawal.objects.exists()


class TestPlan:
    def test_texts_of_a_measure_are_gone_everywhere(
        self, plan, moderator, django_capture_on_commit_callbacks, is_due
    ):
        measure = Measure.objects.get(campaign=plan, number=1)
        DateChange.objects.create(
            campaign=plan, owner=f"measure:{measure.pk}", what=measure.title
        )
        assert {"/plan/", "/plan/measures/1/", DATA[0]} <= set(shown())
        with django_capture_on_commit_callbacks(execute=True):
            for field in ("title", "text"):
                remove(the("measure", field, measure.pk), user=moderator)
        assert shown() == []
        assert WORD not in versions()
        measure.refresh_from_db()
        assert (measure.title, measure.text) == ("—", "")
        assert "措施 1 · " in Client().get("/corrections/").content.decode()
        assert is_due()
        assert Campaign.objects.get().live

    def test_pieces_of_a_text_leave_the_history_of_dates(self, plan, moderator):
        measure = Measure.objects.get(campaign=plan, number=1)
        Measure.objects.filter(pk=measure.pk).update(
            text=f"7月底前走访{WORD}家，8月底前答复。"
        )
        owner = f"measure:{measure.pk}"
        for one, what in ((owner, f"走访{WORD}家"), ("measure:0", "公布")):
            DateChange.objects.create(
                campaign=plan, owner=one, what=what, was_phrase="7月底前",
                now_phrase="8月底前", reason="调整",
            )  # fmt: skip
        remove(the("measure", "text", measure.pk), user=moderator)
        names = ("what", "was_phrase", "now_phrase", "reason")
        rows = set(DateChange.objects.values_list(*names))
        # The same times beside another clause are another text.
        other = ("公布", "7月底前", "8月底前", "调整")
        assert rows == {("—", "—", "—", "调整"), other}

    def test_a_draft_cannot_bring_them_back(self, plan, editor, moderator):
        for field in ("title", "text"):
            remove(the("measure", field), user=editor)
        plan.refresh_from_db()
        approve(plan.get_latest_revision_as_object(), editor, moderator)
        assert shown() == []

    def test_a_file_of_a_milestone(self, plan, moderator, is_due):
        one = file(f"{WORD}.pdf", words=WORD)
        Milestone.objects.create(
            measure=plan.measures.get(number=1), number=1, text="走访完成", file=one
        )
        url = one.url
        assert Client().get(url).status_code == 200
        remove(the("milestone", "file"), user=moderator)
        assert Client().get(url).status_code == 404
        one.refresh_from_db()
        assert not one.is_there
        assert WORD not in one.name + one.text
        assert Milestone.objects.get().file is None
        assert is_due()


class TestTable:
    def test_an_approved_table_is_shown_no_more(self, site, moderator, is_due):
        EstateSnapshot.objects.create(
            as_of=today(), source="县住建局", state="approved", decided_at=now(),
            imported_by=UserFactory(role="investigator"), decided_by=moderator,
        )  # fmt: skip
        remove(the("estatesnapshot", "as_of"), user=moderator, note="看得出是谁家。")
        assert EstateSnapshot.objects.get().state == "withdrawn"
        assert "看得出是谁家。" in Client().get("/corrections/").content.decode()
        assert is_due()


class TestList:
    def test_nothing_stands_in_it_twice(self, plan):
        found = [(one.kind, one.thing.pk, one.field) for one in texts.everything()]
        assert any(kind == "channel" for kind, _pk, _field in found)
        assert len(found) == len(set(found))


class TestByHand:
    def test_from_list_to_list(self, site, moderator):
        client = as_user(moderator)
        page = PoliciesPage.objects.get()
        address = reverse("remove_text", args=["policiespage", page.pk, "intro"])
        assert (
            reverse("public_texts") in client.get("/admin/published/").content.decode()
        )
        html = client.get(reverse("public_texts")).content.decode()
        assert f'href="{address}"' in html
        assert "公租房怎么申请" in client.get(address).content.decode()
        answer = client.post(address, {"note": ""}, follow=True)
        assert answer.redirect_chain == [(reverse("public_texts"), 302)]
        assert PoliciesPage.objects.get().intro == ""
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("role", ["investigator", "admin"])
    def test_and_by_nobody_else(self, site, role):
        page = PoliciesPage.objects.get()
        address = reverse("remove_text", args=["policiespage", page.pk, "intro"])
        for path in (reverse("public_texts"), address):
            client = as_user(UserFactory(role=role))
            assert client.get(path).status_code != 200
            client.post(path, {"note": ""})
        assert PoliciesPage.objects.get().intro
