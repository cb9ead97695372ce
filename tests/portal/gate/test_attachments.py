"""Files that go with a page: cleaned, scanned, looked at, downloaded."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from disclosures.models import UpdatePage, UpdatesPage
from portal.gate.files import PublicFile
from portal.gate.looking import Look, confirm, sights
from tests.disclosures.test_moderation import as_user, decide, fields, is_public
from tests.portal.gate import samples

pytestmark = pytest.mark.django_db


def formset(*files, **changes):
    """What the browser posts of a page's files."""
    data: dict = {"attachments-TOTAL_FORMS": len(files)}
    for number, file in enumerate(files):
        data |= {
            f"attachments-{number}-upload": file,
            f"attachments-{number}-label": "",
            f"attachments-{number}-ORDER": number + 1,
        }
    return data | changes


def hand_in(editor, *files, **changes):
    """A page with these files, written in the real editor and handed in."""
    section = UpdatesPage.objects.get()
    address = reverse(
        "wagtailadmin_pages:add", args=("disclosures", "updatepage", section.pk)
    )
    return as_user(editor).post(
        address, fields(**{"action-submit": "1"}) | formset(*files) | changes
    )


def errors(response):
    return [str(e) for e in response.context["form"].formsets["attachments"].errors]


def look_at_everything(page, moderator):
    for sight in sights(page.latest_revision.as_object()):
        confirm(sight, moderator)


class TestTheWay:
    def test_a_word_file_goes_public_as_a_download_without_its_author(
        self, site, editor, moderator
    ):
        assert hand_in(editor, samples.word()).status_code == 302
        page = UpdatePage.objects.get()
        file = PublicFile.objects.get()
        assert file.text.strip()
        assert Client().get(file.url).status_code == 404

        decide(moderator, page)

        assert is_public(page)
        html = Client().get(page.url).content.decode()
        assert "合同.docx" in html
        response = Client().get(file.url)
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Content-Type"] == samples.DOCX
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        content = b"".join(response.streaming_content)
        assert samples.AUTHOR.encode() not in content

    def test_it_stays_from_draft_to_draft(self, site, editor, moderator):
        hand_in(editor, samples.word("第一份", "一.docx"))
        page = UpdatePage.objects.get()
        decide(moderator, page)
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        client = as_user(editor)
        form = client.get(address).context["form"]
        first = form.formsets["attachments"].forms[0]
        kept = {
            "attachments-INITIAL_FORMS": 1,
            "attachments-0-id": first.instance.pk,
            "attachments-0-kept": first["kept"].value(),
        }
        second = samples.word("第二份", "二.docx")
        posted = fields(slug=page.slug, title=page.title)
        client.post(address, posted | formset("", second) | kept)
        form = client.get(address).context["form"]
        kept |= {
            "attachments-INITIAL_FORMS": 2,
            "attachments-1-id": "",
            "attachments-1-kept": form.formsets["attachments"].forms[1]["kept"].value(),
        }
        answer = client.post(address, posted | formset("", "") | kept)
        assert answer.status_code == 302
        draft = UpdatePage.objects.get().get_latest_revision_as_object()
        names = [one.file.name for one in draft.attachments.all()]
        assert names == ["一.docx", "二.docx"]

    def test_it_is_gone_with_its_page(self, site, editor, moderator):
        hand_in(editor, samples.word())
        page = UpdatePage.objects.get()
        decide(moderator, page)
        page.refresh_from_db()
        page.unpublish()
        assert Client().get(PublicFile.objects.get().url).status_code == 404

    def test_a_file_of_a_draft_of_a_live_page_is_not_served(
        self, site, editor, moderator
    ):
        hand_in(editor)
        page = UpdatePage.objects.get()
        decide(moderator, page)
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        as_user(editor).post(
            edit, fields(**{"action-submit": "1"}) | formset(samples.word())
        )
        assert is_public(page)
        assert Client().get(PublicFile.objects.get().url).status_code == 404

    def test_search_finds_the_page_by_the_files_name(self, site, editor, moderator):
        hand_in(editor, samples.word(name="统一租赁合同.docx"))
        page = UpdatePage.objects.get()
        decide(moderator, page)
        page.refresh_from_db()
        assert page.url in Client().get("/search/?q=租赁合同").content.decode()


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("file", "said"),
        [
            (samples.word("联系电话 138-0013-8000"), "【138-0013-8000】"),
            (samples.word(name="3栋501室.docx"), "【3栋501室】"),
            (samples.excel(["栋", "户"], ["3栋", "501室"]), "【3栋 501室】"),
            (samples.excel(["电话", 13800138000]), "【13800138000】"),
            (samples.written("Call 13800138000 in the morning"), "【13800138000】"),
        ],
        ids=["word", "name", "cells", "number", "pdf"],
    )
    def test_what_points_at_a_person_stops_it_with_the_place(
        self, site, editor, file, said
    ):
        file.seek(0)
        response = hand_in(editor, file)
        assert response.status_code == 200
        assert said in errors(response)[0]
        assert not UpdatePage.objects.exists()

    def test_numbers_in_cells_beside_each_other_are_no_number(self, site, editor):
        row = [15, 120, 300, 412, 8, 62001012345, 678901, 23456]
        assert hand_in(editor, samples.excel(row)).status_code == 302

    @pytest.mark.parametrize(
        "name", ["a.docx", "a.pdf", "a.xlsx", "a.html", "a.svg", "a.exe"]
    )
    def test_what_is_no_document_is_refused_by_name(self, site, editor, name):
        file = samples.SimpleUploadedFile(name, b"<svg onload=alert(1)>", "image/png")
        response = hand_in(editor, file)
        assert response.status_code == 200
        assert name in errors(response)[0]
        assert not PublicFile.objects.exists()

    def test_a_row_without_a_file_says_so(self, site, editor):
        data = {"attachments-TOTAL_FORMS": 1, "attachments-0-label": "合同"}
        response = hand_in(editor, **data | {"attachments-0-ORDER": 1})
        assert response.status_code == 200
        assert "upload" in errors(response)[0] or "选择" in errors(response)[0]

    def test_the_label_is_scanned_too(self, site, editor):
        data = {"attachments-0-label": "电话13800138000"}
        response = hand_in(editor, samples.word(), **data)
        assert response.status_code == 200


class TestWhatNoMachineReads:
    FILES = {
        "scan": (samples.scanned, 2),
        "photo": (samples.photo, 1),
        "picture in Word": (lambda: samples.word(picture=samples.png()), 1),
        "text": (samples.written, 0),
    }

    @pytest.mark.parametrize("kind", FILES)
    def test_it_waits_until_the_reviewer_has_seen_each_picture(
        self, site, editor, moderator, kind
    ):
        make, count = self.FILES[kind]
        hand_in(editor, make())
        page = UpdatePage.objects.get()
        assert len(sights(page.latest_revision.as_object())) == count
        decide(moderator, page)
        assert is_public(page) == (count == 0)

        look_at_everything(page, moderator)
        if count:
            decide(moderator, page)
        assert is_public(page)

    def test_one_of_two_is_not_enough_and_a_colleagues_look_neither(
        self, site, editor, moderator
    ):
        hand_in(editor, samples.scanned(2))
        page = UpdatePage.objects.get()
        first, second = sights(page.latest_revision.as_object())
        confirm(first, moderator)
        confirm(second, editor)
        state = page.current_workflow_task_state
        with pytest.raises(PermissionDenied, match=r"扫描件\.pdf"):
            state.task.specific.on_action(state, moderator, "approve")

    def test_the_check_shows_each_at_full_size_and_takes_the_confirmation(
        self, site, editor, moderator
    ):
        hand_in(editor, samples.scanned(2))
        page = UpdatePage.objects.get()
        client = as_user(moderator)
        edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        address = reverse("gate_check", args=[page.current_workflow_task_state.pk])
        assert address in edit.content.decode()
        shown = client.get(address)
        found = sights(page.latest_revision.as_object())
        for sight in found:
            assert sight.url in shown.content.decode()
            picture = client.get(sight.url)
            assert picture.headers["Content-Type"] == "image/jpeg"
            assert Client().get(sight.url).status_code == 302
        assert "还没有勾选" in client.post(address, follow=True).content.decode()
        client.post(address, {"seen": [sight.key for sight in found]})
        assert Look.objects.filter(user=moderator).count() == 2
        decide(moderator, page)
        assert is_public(page)

    def test_the_writer_confirms_nothing(self, site, editor):
        hand_in(editor, samples.scanned(1))
        page = UpdatePage.objects.get()
        address = reverse("gate_check", args=[page.current_workflow_task_state.pk])
        found = sights(page.latest_revision.as_object())
        as_user(editor).post(address, {"seen": [found[0].key]})
        assert not Look.objects.exists()

    def test_a_look_is_kept(self, site, editor, moderator):
        hand_in(editor, samples.photo())
        look_at_everything(UpdatePage.objects.get(), moderator)
        with pytest.raises(TypeError):
            Look.objects.get().delete()
