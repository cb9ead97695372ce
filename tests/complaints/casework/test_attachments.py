"""Attachments in a case file: the cleaned copy, the evidence, files to the sender."""

import io
from contextlib import contextmanager
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from complaints import workflow
from complaints.cases import AccessRecord, Attachment, Cleaning
from complaints.casework import copies
from complaints.vault import checks, storage
from complaints.vault.boxes import SealBroken
from complaints.vault.models import Lane, SealedFile
from portal.cleaning import process
from tests.complaints.casework.factories import CaseworkTestCase, filed
from tests.complaints.intake.house import sealed_files
from tests.complaints.vault.factories import keyed_member, sealed_draft, sign_in
from tests.portal.cleaning import samples
from tests.portal.cleaning.samples import TRACE

What = AccessRecord.What
JPEG = samples.picture()
EXE = b"MZ\x00exe"


def body(answer):
    return b"".join(answer.streaming_content)


def faults():
    """What is wrong with rows; files of other tests may still lie about."""
    return [fault for fault in checks.faults() if "no row" not in fault]


class AttachmentTestCase(CaseworkTestCase):
    files, types, names = (JPEG, EXE), ("image/jpeg", "application/x-dosexec"), ()

    def setUp(self):
        self.case = filed(files=self.files, types=self.types, names=self.names)
        sign_in(self.client, self.user)

    def address(self, n, name="attachment"):
        return reverse(f"cases:{name}", args=[self.case.number, n])

    def get(self, n, query="", name="attachment"):
        return self.client.get(self.address(n, name) + query)

    def attachment(self, n=1):
        return self.case.attachments.get(number=n)

    def page(self):
        return self.client.get(reverse("cases:file", args=[self.case.number]))

    def records(self):
        found = AccessRecord.objects.filter(case=self.case).order_by("pk")
        return [(r.what, r.number) for r in found.exclude(what=What.CASE)]


class CleanedCopies(AttachmentTestCase):
    def test_the_first_opening_makes_one_and_shows_it_in_a_sandbox(self):
        answer = self.get(1)
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"].startswith("inline")
        assert answer["Content-Security-Policy"].startswith("sandbox;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
        copy = body(answer)
        assert TRACE.encode() not in copy
        assert Image.open(io.BytesIO(copy)).size == (80, 120)
        found = self.attachment()
        assert (found.cleaning, found.cleaned_type) == ("cleaned", "image/jpeg")

    def test_the_second_opening_makes_no_other(self):
        body(self.get(1))
        before = sealed_files()
        with mock.patch.object(copies, "cleaned") as again:
            body(self.get(1))
        again.assert_not_called()
        assert sealed_files() == before

    def test_the_evidence_stays_untouched(self):
        body(self.get(1))
        box = self.ring.open(self.case.envelope)
        assert b"".join(box.open_file(1)) == JPEG
        answer = self.client.post(self.address(1, "original"))
        assert body(answer) == JPEG
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_records_tell_the_copy_from_the_original(self):
        body(self.get(1))
        self.get(1, name="original")
        body(self.client.post(self.address(1, "original")))
        assert self.records() == [(What.FILE, 1), (What.ORIGINAL, 1)]

    def test_the_record_stands_before_anything_is_opened(self):
        def settle(box, attachment):
            assert self.records() == [(What.FILE, 1)]
            raise SealBroken

        with mock.patch.object(copies, "settle", settle):
            assert self.get(1).status_code == 500

    def test_neither_copy_passes_for_the_other(self):
        body(self.get(1))
        box = self.ring.open(self.case.envelope)
        one, other = SealedFile.objects.filter(envelope=self.case.envelope, number=1)
        one.lane, other.lane = other.lane, one.lane
        for row in (one, other):
            with pytest.raises(SealBroken):
                list(box.open_sealed(row))

    def test_deleting_destroys_both(self):
        body(self.get(1))
        paths = set(self.case.envelope.files.values_list("path", flat=True))
        assert len(paths) == 3
        draft, _receipt = sealed_draft("x")
        draft.save([])
        self.case.envelope.files.update(envelope=draft.envelope)
        with self.captureOnCommitCallbacks(execute=True):
            draft.envelope.delete()
        assert not paths & {path.name for path in sealed_files()}

    def test_check_vault_knows_both_lanes(self):
        body(self.get(1))
        assert not faults()
        SealedFile.objects.filter(number=1, lane=Lane.ORIGINAL).delete()
        assert any("a copy of nothing" in fault for fault in faults())

    def test_two_at_once_make_one(self):
        attachment = self.attachment()
        box = self.ring.open(self.case.envelope)
        real = copies.cleaned

        @contextmanager
        def slow(content_type, pieces):
            """Meanwhile somebody else opens it, too."""
            with mock.patch.object(copies, "cleaned", real):
                copies.settle(box, self.attachment())
            with real(content_type, pieces) as copy:
                yield copy

        before = sealed_files()
        with mock.patch.object(copies, "cleaned", slow):
            copies.settle(box, attachment)
        assert attachment.cleaning == Cleaning.CLEANED
        assert len(sealed_files() - before) == 1
        assert not faults()

    def test_a_damaged_original_is_not_sent(self):
        for path in self.case.envelope.files.values_list("path", flat=True):
            file = settings.SEALED_ROOT / path
            file.write_bytes(file.read_bytes()[:-40])
        for answer in (self.get(1), self.client.post(self.address(1, "original"))):
            assert answer.status_code == 500
            self.assertTemplateUsed(answer, "casework/shut.html")
        assert self.attachment().cleaning == Cleaning.NEW

    def test_a_file_that_is_not_there(self):
        assert self.get(9).status_code == 404
        assert self.client.post(self.address(9, "original")).status_code == 404
        assert not AccessRecord.objects.exists()


class Names(AttachmentTestCase):
    files, types = (JPEG, JPEG), ("image/jpeg", "image/jpeg")
    names = ("a\r\nX: y\u202egnp.exe", "报告.pdf")

    def test_a_name_cannot_break_out_of_the_header_nor_lie(self):
        answer = self.get(1)
        body(answer)
        assert "X" not in answer
        assert answer["Content-Disposition"] == 'inline; filename="aX: ygnp.jpg"'

    def test_fitting_names(self):
        for name, fit in (
            ("照片.HEIC", "照片.jpg"),
            ("a.jpeg", "a.jpeg"),
            ("没有结尾", "没有结尾.jpg"),
            ("v1.2 最终版本说明", "v1.2 最终版本说明.jpg"),
        ):
            assert copies.fitting_name(name, "image/jpeg") == fit


class NotCleaned(AttachmentTestCase):
    files = (samples.png_of(20_000, 10_000), EXE, b"%PDF-1.4 broken" * 20)
    types = ("image/png", "application/x-dosexec", "application/pdf")

    def test_each_says_why_and_offers_the_original_behind_a_warning(self):
        for n, cleaning in ((1, "refused"), (2, "not_cleaned"), (3, "not_cleaned")):
            with self.subTest(n=n):
                answer = self.get(n)
                self.assertTemplateUsed(answer, "casework/original.html")
                assert answer.context["reason"]
                assert self.attachment(n).cleaning == cleaning
                assert self.records()[-1] == (What.FILE, n)

    def test_the_reason_is_sealed(self):
        self.get(1)
        box = self.ring.open(self.case.envelope)
        assert box.open("not_cleaned", 1) == "pixels"
        self.get(1)
        assert box.open_all("not_cleaned") == {1: "pixels"}

    def test_the_file_marks_them(self):
        for n in (1, 2, 3):
            self.get(n)
        page = self.page().content.decode()
        assert page.count("kw-file--raw") == 3
        assert "<img" not in page.split('id="attachments"')[1].split("</ol>")[0]

    def test_the_warning_opens_nothing(self):
        self.get(2, name="original")
        assert self.records() == []

    def test_a_crash_of_the_cleaner_blocks_nothing(self):
        with mock.patch.object(process, "_CHILD", settings.DATA_DIR / "none.py"):
            assert self.get(3).status_code == 200
        assert self.page().status_code == 200
        assert self.attachment(3).cleaning == Cleaning.NOT_CLEANED

    def test_too_busy_or_a_full_disk_is_tried_again(self):
        for error in (process.Busy, OSError(28, "full")):
            with mock.patch.object(copies, "cleaned", side_effect=error):
                answer = self.get(3)
            assert answer.status_code == 503
            assert answer["Retry-After"]
            assert self.attachment(3).cleaning == Cleaning.NEW


class FilePage(AttachmentTestCase):
    def test_what_opens_is_the_copy_and_pictures_are_seen_in_the_page(self):
        page = self.page().content.decode()
        assert page.count(f'src="{self.address(1)}"') == 1
        assert f'href="{self.address(2, "original")}"' in page
        assert f'href="{self.address(2)}"' not in page

    def test_more_files_cost_no_more_queries(self):
        counts = []
        for files in (1, 6):
            self.case = filed(files=[JPEG] * files, types=["image/jpeg"] * files)
            self.page()
            with CaptureQueriesContext(connection) as queries:
                self.page()
            counts.append(len(queries))
        assert counts[0] == counts[1]


class FilesForTheSender(AttachmentTestCase):
    def write(self, *files, text="请看附件。", **more):
        self.case.refresh_from_db()
        data = {"version": self.case.version, "text": text, "attachments": files}
        address = reverse("cases:act", args=[self.case.number, "message"])
        return self.client.post(address, data | more)

    def upload(self, data=JPEG, name="现场.jpg"):
        return SimpleUploadedFile(name, data)

    def test_the_cleaned_copy_goes_out_and_nothing_else_is_kept(self):
        before = sealed_files()
        assert self.write(self.upload(), self.upload(samples.docx(), "函.docx")).url
        sent = list(self.case.attachments.filter(author=self.user))
        assert [(a.number, a.cleaning) for a in sent] == [
            (3, "sent_clean"),
            (4, "sent_clean"),
        ]
        assert len(sealed_files() - before) == 2
        box = self.ring.open(self.case.envelope)
        for number in (3, 4):
            assert TRACE.encode() not in b"".join(box.open_file(number))
        assert box.open("file_name", 4) == "函.docx"
        answer = self.get(3)
        assert Image.open(io.BytesIO(body(answer))).size == (80, 120)
        assert not faults()

    def conclude(self):
        box = self.ring.open(self.case.envelope)
        for step in (workflow.accept, workflow.investigate):
            step(self.case, actor=self.user)
        data = {
            "version": self.case.version,
            "outcome": "cannot_be_verified",
            "answer": "无法核实，见附件。",
            "measures": "已登记。",
            "attachments": self.upload(),
        }
        address = reverse("cases:act", args=[self.case.number, "conclude"])
        return self.client.post(address, data), box

    def test_files_go_with_the_answer_unless_it_must_be_signed(self):
        keyed_member(self.housing, by=self.ring, is_head=True)
        self.housing.head_signs = True
        self.housing.save()
        before = sealed_files()
        page, _box = self.conclude()
        assert page.status_code == 422
        assert sealed_files() == before
        self.housing.head_signs = False
        self.housing.save()
        self.case = filed(files=self.files, types=self.types)
        page, box = self.conclude()
        assert page.status_code == 302, page.content.decode()
        assert TRACE.encode() not in b"".join(box.open_file(3))

    def test_what_cannot_be_cleaned_is_not_sent_and_the_letter_stays(self):
        before = sealed_files()
        page = self.write(self.upload(), self.upload(EXE, "工具.exe"))
        self.assertContains(page, "工具.exe", status_code=422)
        self.assertContains(page, "请看附件。", status_code=422)
        assert sealed_files() == before
        assert not self.case.messages.exists()

    def test_the_name_of_a_file_is_looked_at_like_the_letter(self):
        before = sealed_files()
        page = self.write(
            self.upload(), self.upload(name="3栋2单元501室现场.jpg"), cleared="无"
        )
        self.assertContains(page, "【3栋2单元501室】", status_code=422)
        self.assertContains(page, "请看附件。", status_code=422)
        assert sealed_files() == before
        assert not self.case.messages.exists()

    def test_a_letter_that_is_refused_or_comes_late_leaves_no_file(self):
        before = sealed_files()
        for page, status in (
            (self.write(self.upload(), text=" "), 422),
            (self.late(), 409),
        ):
            self.assertContains(page, "现场.jpg", status_code=status)
            assert sealed_files() == before

    def late(self):
        box = self.ring.open(self.case.envelope)
        workflow.message(self.case, actor=self.user, box=box, text="先来")
        return self.write(self.upload(), version=1)

    def test_a_post_from_elsewhere_does_nothing(self):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = self.client.cookies
        self.client = strict
        before = sealed_files()
        assert self.write(self.upload()).status_code == 403
        assert sealed_files() == before
        assert not self.case.messages.exists()

    def test_a_post_from_another_site_leaves_no_read_behind(self):
        elsewhere = {"origin": "https://elsewhere.example"}
        strict = Client(enforce_csrf_checks=True, headers=elsewhere)
        strict.cookies = self.client.cookies
        self.client = strict
        with mock.patch.object(storage, "write", wraps=storage.write) as write:
            assert self.write(self.upload()).status_code == 403
        assert write.call_count == 0
        assert not AccessRecord.objects.exists()

    def test_files_with_any_other_act_are_let_go(self):
        before = sealed_files()
        address = reverse("cases:act", args=[self.case.number, "accept"])
        self.client.post(address, {"version": 1, "x": self.upload(), "y": "z"})
        assert sealed_files() == before

    def test_a_stranger_seals_nothing(self):
        sign_in(self.client, self.stranger)
        before = sealed_files()
        assert self.write(self.upload()).status_code == 404
        assert sealed_files() == before
        assert not AccessRecord.objects.exists()

    def test_busy_says_so(self):
        with mock.patch(
            "complaints.casework.enclosures.cleaned", side_effect=process.Busy
        ):
            page = self.write(self.upload())
        assert page.status_code == 422
        assert not self.case.messages.exists()

    def test_it_is_never_spooled(self):
        with mock.patch(
            "django.core.files.uploadhandler.TemporaryFileUploadHandler.new_file"
        ) as spool:
            self.write(self.upload(b"x" * 3_000_000, "大.bin"))
        spool.assert_not_called()
        assert Attachment.objects.filter(author=self.user).count() == 0
