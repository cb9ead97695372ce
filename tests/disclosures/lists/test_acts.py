"""Two people for whatever changes; close-out with evidence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from disclosures.lists import acts, drafts
from disclosures.lists.changes import Change
from disclosures.lists.items import ProblemItem

from .acting import as_user, close, decide
from .sheets import problem, problems

pytestmark = pytest.mark.django_db


class TestTwoPeople:
    def test_nobody_approves_what_they_handed_in(self, house):
        house.editor.groups.add(*house.moderator.groups.all())
        change = house.upload(problems(problem(1)))
        change = acts.hand_in(change, drafts.preview(change).comparison)
        assert decide(house.editor, change).status_code == 409
        assert not ProblemItem.objects.exists()
        assert decide(house.other_editor, change).url == "/admin/"
        assert not ProblemItem.objects.exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            Change.objects.filter(pk=change.pk).update(
                state="approved", decided_by=house.editor, decided_at=change.proposed_at
            )
        assert decide(house.moderator, change).status_code == 302
        assert ProblemItem.objects.count() == 1

    def test_a_second_decision_is_told_the_first(self, house, django_user_model):
        change = house.upload(problems(problem(1)))
        change = acts.hand_in(change, drafts.preview(change).comparison)
        assert decide(house.moderator, change, "return").status_code == 409
        decide(house.moderator, change, "return", reason="请补依据")
        late = decide(house.moderator, change)
        assert late.status_code == 409
        assert str(house.moderator) in late.content.decode()
        assert not ProblemItem.objects.exists()

    def test_what_changed_meanwhile_is_not_written_over(self, house):
        house.publish_problems(1)
        change = house.upload(problems(problem(1, facts="甲")))
        first = acts.hand_in(change, drafts.preview(change).comparison)
        change = house.upload(problems(problem(1, facts="乙")))
        second = acts.hand_in(change, drafts.preview(change).comparison)
        acts.approve(second, house.moderator)
        assert decide(house.moderator, first).status_code == 409
        assert ProblemItem.objects.get().facts == "乙"

    def test_a_draft_is_nobody_elses(self, house):
        change = house.upload(problems(problem(1)))
        address = f"/admin/lists/changes/{change.pk}/"
        assert as_user(house.editor).get(address).status_code == 200
        assert as_user(house.moderator).get(address).status_code == 404

    def test_one_item_by_form(self, house):
        client = as_user(house.editor)
        posted = {
            "estate": "西城家园",
            "focus": 1,
            "source": "visit",
            "facts": "有租户长期空置。",
            "basis": "",
            "measure": "约谈。",
            "units": ["县住建局"],
            "officer": "股长",
            "due": "2021-08-01",
            "status": "open",
            "result": "",
        }
        bad = posted | {"facts": "住5栋302室的租户转租"}
        refused = client.post("/admin/lists/problems/new/", bad)
        assert refused.status_code == 422
        assert "住5栋302室" in refused.content.decode(), "what was typed is kept"
        told = client.post("/admin/lists/problems/new/", posted | {"source": "tip"})
        assert told.status_code == 422, "an estate beside a tip tells on somebody"
        assert client.post("/admin/lists/problems/new/", posted).status_code == 302
        acts.approve(Change.objects.get(), house.moderator)
        assert ProblemItem.objects.get().estate.name == "西城家园"


class TestCloseOut:
    def test_needs_evidence_and_a_second_person(self, house):
        house.publish_problems(1)
        assert close(house.editor, evidence="").status_code == 422
        assert close(house.editor).status_code == 302
        assert not ProblemItem.objects.get().is_closed
        assert "tag--done" not in Client().get("/lists/problems/").content.decode()
        acts.approve(Change.objects.waiting().get(), house.moderator)
        item = ProblemItem.objects.get()
        assert item.is_closed
        assert item.evidence == "退房单已归档。"

    def test_two_people_at_the_same_item(self, house):
        house.publish_problems(2)
        assert close(house.editor).status_code == 302
        second = close(house.other_editor, result="已换锁收回。")
        assert second.status_code == 409
        page = second.content.decode()
        assert str(house.editor) in page, "told who was first"
        assert "已换锁收回。" in page, "what was typed is kept"
        assert close(house.other_editor, number=2).status_code == 302
        for change in Change.objects.waiting():
            acts.approve(change, house.moderator)
        late = close(house.other_editor)
        assert late.status_code == 409
        assert str(house.editor) in late.content.decode()

    def test_the_database_lets_only_one_in(self, house):
        house.publish_problems(1)
        close(house.editor)
        first = Change.objects.waiting().get()
        first.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            first.save()

    def test_the_document_is_for_the_second_person_only(self, house):
        house.publish_problems(1)
        fake = SimpleUploadedFile("退房单.pdf", b"MZ not a pdf")
        assert close(house.editor, document=fake).status_code == 422
        paper = SimpleUploadedFile("退房单.pdf", b"%PDF-1.4 x")
        assert close(house.editor, document=paper).status_code == 302
        change = Change.objects.waiting().get()
        start = as_user(house.moderator).get("/admin/").content.decode()
        assert f"/admin/lists/changes/{change.pk}/" in start, "told on the first page"
        address = f"/admin/lists/changes/{change.pk}/document/"
        answer = as_user(house.moderator).get(address)
        assert b"".join(answer.streaming_content) == b"%PDF-1.4 x"
        assert answer["Content-Disposition"].startswith("attachment")
        assert Client().get(address).status_code == 302
        assert Client().get(f"/media/{change.document.name}").status_code == 404

    def test_a_file_does_not_change_what_is_closed(self, house):
        house.publish_problems(1)
        close(house.editor)
        acts.approve(Change.objects.waiting().get(), house.moderator)
        change = house.upload(problems(problem(1)))
        assert [m.place for m in drafts.preview(change).mistakes] == ["A5"]
