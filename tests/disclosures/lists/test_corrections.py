"""Old words stay to be read, unless they pointed at a person: then none is kept."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from disclosures.lists import acts, drafts, removing
from disclosures.lists.changes import Change
from disclosures.lists.comparing import next_number, public_values
from disclosures.lists.items import ListKind
from disclosures.lists.past import Past
from disclosures.models import (
    StaticExport,
)
from disclosures.withdrawals import remaking
from portal.workdays.clock import now, today

from .acting import as_user, close, sheet_of
from .sheets import problem, problems

pytestmark = pytest.mark.django_db


class TestCorrections:
    def edit(self, house, **changes):
        values = public_values(house.campaign, "problems")[1]
        posted = values | {"units": values["units"].split("、"), "closed_on": ""}
        return as_user(house.editor).post(
            "/admin/lists/problems/1/", posted | {"note": "写错了"} | changes
        )

    def test_old_and_new_words_stay_to_be_read(self, house):
        house.publish_problems(1)
        assert self.edit(house, facts="有租户转借。").status_code == 302
        acts.approve(Change.objects.waiting().get(), house.moderator)
        page = Client().get("/lists/problems/").content.decode()
        assert "<del>有租户把房子转租给别人住。</del>" in page
        assert "写错了" in page

    def hide(self, house):
        """Put a name right in two steps, the second of which hides it."""
        facts = "租户王某某转租。"
        closed = {"result": "王某某已退房。", "evidence": "退房单。"}
        closed |= {"status": "已销号", "closed_on": "2021.7.1"}
        house.publish(problems(problem(1, facts=facts, **closed), problem(2)))
        house.upload(problems(problem(1, facts="租户王某某空置。"), problem(2)))
        for facts, hides in (
            ("租户王某转租。", {}),
            ("有租户转租。", {"hides_old": "on"}),
        ):
            posted = {"facts": facts, "note": "王某写错了", "result": "已退房。"}
            self.edit(house, **posted, closed_on="2021-07-01", **hides)
            acts.approve(Change.objects.waiting().get(), house.moderator)

    def test_unless_they_pointed_at_a_person(self, house):
        self.hide(house)
        page = Client().get("/lists/problems/").content.decode()
        assert "王某" not in page, "nor does the reason stand there"
        assert page.count("第1项已更正") == 2, "that and when"

    def test_then_no_earlier_word_is_kept(self, house):
        self.hide(house)
        kept = Change.objects.values_list("rows", "note", "reason", "sheet")
        assert "王某" not in json.dumps(list(kept), ensure_ascii=False)
        past = Past(house.campaign).on(today())["problems"]
        assert past == public_values(house.campaign, "problems")
        for change in Change.objects.all():
            address = f"/admin/lists/changes/{change.pk}/"
            shown = as_user(house.moderator).get(address).content.decode()
            assert "王某" not in shown

    def returned(self, house):
        """A file that was sent back, with a reason that names somebody."""
        house.publish(problems(problem(1, facts="王某某转租。"), problem(2)))
        change = house.upload(problems(problem(1, facts="租户王某某转租。")))
        acts.hand_in(change, drafts.preview(change).comparison)
        acts.send_back(change, house.moderator, "第1项写了王某某的名字，删掉")

    @pytest.mark.parametrize("way", ["hidden", "withdrawn"])
    def test_nor_why_a_file_was_sent_back(self, house, way):
        self.returned(house)
        if way == "hidden":
            self.edit(house, facts="有租户转租。", hides_old="on")
            acts.approve(Change.objects.waiting().get(), house.moderator)
        else:
            removing.withdraw(
                *(house.campaign, "problems", 1),
                user=house.moderator,
                note="写到了个人",
                is_personal=True,
            )
        kept = Change.objects.values_list("rows", "note", "reason", "sheet")
        assert "王某某" not in json.dumps(list(kept), ensure_ascii=False)

    def test_nor_the_document_of_a_close_out(self, house):
        house.publish(problems(problem(1, facts="王某某转租。"), problem(2)))
        paper = SimpleUploadedFile("王某某退房单.pdf", b"%PDF-1.4")
        close(house.editor, document=paper)
        closed = Change.objects.waiting().get()
        acts.approve(closed, house.moderator)
        closed.refresh_from_db()
        document = closed.document
        assert document.storage.exists(document.name)
        posted = {"facts": "有租户转租。", "status": "closed", "result": "已退房。"}
        posted |= {"closed_on": closed.rows[0]["after"]["closed_on"]}
        self.edit(house, **posted, hides_old="on")
        acts.approve(Change.objects.waiting().get(), house.moderator)
        closed.refresh_from_db()
        assert (bool(closed.document), closed.document_name) == (False, "")
        assert not document.storage.exists(document.name)

    def test_and_exports_are_made_again(self, house):
        StaticExport.objects.create(folder="/srv/column", made_at=now())
        house.publish_problems(2)
        close(house.editor)
        acts.approve(Change.objects.waiting().get(), house.moderator)
        assert not remaking.stale().exists(), "nothing went"
        house.publish(problems(problem(2, facts="有租户转借。")))
        assert remaking.stale().exists()

    def test_a_reason_is_scanned_too(self, house):
        house.publish_problems(1)
        refused = self.edit(house, facts="改", note="是13812345678的住户")
        assert refused.status_code == 422

    def test_a_moderator_takes_an_item_off_at_once(self, house):
        house.publish(problems(problem(1, facts="住在这里的王某某转租。"), problem(2)))
        close(house.editor)
        address = "/admin/lists/problems/1/withdraw/"
        assert as_user(house.editor).get(address).url == "/admin/"
        moderator = as_user(house.moderator)
        assert moderator.post(address, {"note": ""}).status_code == 422
        assert moderator.post(address, {"note": "写到了个人"}).status_code == 302
        page = Client().get("/lists/problems/").content.decode()
        assert "王某某" not in page
        assert "写到了个人" in page
        assert not Change.objects.waiting().exists()
        change = house.upload(problems(problem(1), problem(None)))
        assert [m.place for m in drafts.preview(change).mistakes] == ["A5"]
        assert next_number(house.campaign, "problems") == 3
        assert moderator.post(address, {"note": "再来"}).status_code == 404


class TestDrafts:
    """Files that are not handed in lose the words as well, and say so."""

    def upload(self, house, number=1):
        own = drafts.start(
            *(house.campaign, ListKind.PROBLEMS),
            sheet_of(problem(number, facts="王某某转租。"), problem(2)),
            name="旧清单.xlsx",
            user=house.other_editor,
        )
        return house.upload(problems(problem(2), problem(3))), own

    def is_emptied(self, house, draft):
        draft.refresh_from_db()
        address = f"/admin/lists/changes/{draft.pk}/"
        client = as_user(house.other_editor)
        for answer in (client.get(address), client.post(address, {"act": "hand_in"})):
            assert "重新上传" in answer.content.decode()
        kept = json.dumps([draft.sheet, draft.rows], ensure_ascii=False)
        return draft.state == Change.State.RETURNED and "王某某" not in kept

    @pytest.mark.parametrize("number", [1, "1.", None, "甲"])
    def test_of_an_item_that_was_withdrawn(self, house, number):
        house.publish(problems(problem(1, facts="王某某转租。"), problem(2)))
        other, draft = self.upload(house, number)
        removing.withdraw(
            *(house.campaign, "problems", 1),
            user=house.moderator,
            note="写到了个人",
            is_personal=True,
        )
        assert self.is_emptied(house, draft)
        other.refresh_from_db()
        assert other.state == Change.State.DRAFT, "no word of it stands there"

    def test_of_an_item_whose_old_words_are_hidden(self, house):
        house.publish(problems(problem(1, facts="王某某转租。"), problem(2)))
        _other, draft = self.upload(house)
        TestCorrections().edit(house, facts="有租户转租。", hides_old="on")
        acts.approve(Change.objects.waiting().get(), house.moderator)
        assert self.is_emptied(house, draft)
