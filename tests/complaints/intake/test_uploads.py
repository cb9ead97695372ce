"""Attachments: sealed while they arrive, never on a disk in plain text."""

import os
import secrets
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from complaints.cases import Case
from complaints.intake.forms import TipForm
from complaints.intake.uploads import Lost, Sealing
from complaints.vault import storage
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    problems,
    receipt_in,
    sealed_files,
    soup,
    typed,
)

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + os.urandom(2000)


def file(name, content=PNG, told="text/plain"):
    return SimpleUploadedFile(name, content, told)


def feed(sealing, pieces):
    for _n in range(pieces):
        sealing.write(b"a")


class GoodFilesTests(HouseTestCase):
    def test_come_back_as_they_were(self):
        large = os.urandom(300_000)
        self.resident.send_for_receipt(
            attachments=[file("门牌.png"), file("合同.bin", large)]
        )
        case = Case.objects.get()
        box = self.housing_keys.open(case.envelope)
        assert [b"".join(box.open_file(n)) for n in (1, 2)] == [PNG, large]
        assert box.open_all("file_name") == {1: "门牌.png", 2: "合同.bin"}

    def test_what_it_is_is_told_from_its_content(self):
        self.resident.send_for_receipt(attachments=[file("a.txt", PNG, "text/html")])
        kinds = Case.objects.get().attachments.values_list("content_type", flat=True)
        assert list(kinds) == ["image/png"]

    def test_every_type_is_taken(self):
        content = [b"MZ\x90\0", b"#!/bin/sh\n", b"PK\x03\x04..", b"\0\1\2", b"<svg/>"]
        self.resident.send_for_receipt(
            attachments=[file(f"a{n}", data) for n, data in enumerate(content)]
        )
        assert Case.objects.get().attachments.count() == len(content)

    @override_settings(ATTACHMENTS_MOST=2, ATTACHMENT_BYTES_MOST=1000)
    def test_as_many_and_as_large_as_allowed(self):
        files = [file("a", b"a" * 1000), file("b", b"b" * 1000)]
        assert self.resident.send(attachments=files).status_code == 200

    def test_a_form_without_a_chosen_file(self):
        fields = {"kind": "report", "body": BODY, "token": self.resident.open_form()}
        head = '--x\r\nContent-Disposition: form-data; name="'
        parts = [f'{head}{name}"\r\n\r\n{text}' for name, text in fields.items()]
        parts.append(f'{head}attachments"; filename=""\r\n\r\n')
        response = self.resident.client.generic(
            "POST",
            "/tips/new/",
            "\r\n".join([*parts, "--x--\r\n"]).encode(),
            content_type="multipart/form-data; boundary=x",
        )
        assert receipt_in(response)


class RefusedFilesTests(HouseTestCase):
    def test_an_empty_file(self):
        response = self.resident.send(attachments=[file("a.png"), file("空.png", b"")])
        self.assert_refused(response, "attachments")
        assert "空.png" in problems(response)["id_attachments"]
        assert "a.png" not in problems(response)["id_attachments"]

    @override_settings(ATTACHMENT_BYTES_MOST=100_000)
    def test_a_file_too_large(self):
        response = self.resident.send(
            attachments=[file("大.mp4", b"a" * 100_001), file("小.png")]
        )
        self.assert_refused(response, "attachments")
        assert "大.mp4" in problems(response)["id_attachments"]

    @override_settings(ATTACHMENTS_MOST=2)
    def test_one_file_too_many(self):
        response = self.resident.send(attachments=[file(f"{n}.png") for n in "abc"])
        self.assert_refused(response, "attachments")
        assert "c.png" in problems(response)["id_attachments"]
        assert "a.png" not in problems(response)["id_attachments"]

    def test_far_too_many_files(self):
        response = self.resident.send(
            attachments=[file(f"{n}", b"a") for n in range(150)]
        )
        assert response.status_code == 422
        self.assert_nothing_remains()

    def test_whatever_is_wrong_the_page_names_the_files_to_choose_again(self):
        response = self.resident.send(body="短", attachments=[file("门牌.png")])
        self.assert_refused(response, "body", text="短")
        assert "门牌.png" in soup(response).select_one("[data-files-again]").text

    def test_files_of_other_fields_are_let_go(self):
        response = self.resident.send(photo=file("a.png"), body_file=file("b.png"))
        assert response.status_code == 200
        assert Case.objects.get().attachments.count() == 0
        assert sealed_files() == self.files_before

    def test_a_file_where_a_text_should_be(self):
        response = self.resident.send(body=file("a.txt", BODY.encode()))
        assert set(problems(response)) == {"id_body"}
        self.assert_nothing_remains()

    def test_repeated_with_other_files_the_first_are_kept(self):
        token = self.resident.open_form()
        first = receipt_in(self.resident.send(token, attachments=[file("a.png")]))
        before = sealed_files()
        again = self.resident.send(token, attachments=[file("b.png")])
        assert receipt_in(again) == first
        assert sealed_files() == before
        assert soup(again).select(".notice--warn")


class NeverInPlainTextTests(HouseTestCase):
    def setUp(self):
        super().setUp()
        self.secret = secrets.token_hex(20).encode()
        self.temporary = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(patch.object(tempfile, "tempdir", self.temporary))

    def where_it_is(self):
        """Every file that holds the secret, of all we may have written."""
        roots = (Path(settings.DATA_DIR), Path(self.temporary))
        files = [path for root in roots for path in root.rglob("*") if path.is_file()]
        return [path for path in files if self.secret in path.read_bytes()]

    def test_nothing_of_a_file_is_found_on_disk(self):
        # Larger than what Django keeps in memory, so that its own handler would spool.
        large = file(f"{self.secret.decode()}.bin", self.secret * 100_000)
        self.resident.send_for_receipt(body=self.secret.decode(), attachments=[large])
        assert self.where_it_is() == []

    def test_nor_while_it_is_arriving(self):
        seen = []
        write = Sealing.write

        def watched(sealing, piece):
            write(sealing, piece)
            if len(seen) < 3:
                seen.append(self.where_it_is())

        with patch.object(Sealing, "write", watched):
            self.resident.send(body="短", attachments=[file("a", self.secret * 20_000)])
        assert seen == [[], [], []]

    def test_the_search_would_find_it(self):
        (Path(self.temporary) / "spool").write_bytes(self.secret)
        assert self.where_it_is()

    def test_nothing_that_was_typed_is_logged(self):
        with self.assertLogs("django.request", "DEBUG") as logs:
            self.resident.send(name=self.secret.decode())
            self.resident.enter("1234" * 6)
            self.resident.client.get("/tips/mailbox/file/1/")
        assert self.secret.decode() not in str(logs.output)
        assert "1234" not in str(logs.output)


class StorageGoneTests(HouseTestCase):
    def test_a_storage_that_is_gone_keeps_the_text(self):
        token = self.resident.open_form()
        with patch.object(storage, "_settle", side_effect=OSError(5, "gone")):
            response = self.resident.send(token, attachments=[file("a.png")])
        assert response.status_code == 503
        assert typed(response) == BODY
        assert "a.png" in soup(response).select_one("[role=alert]").text
        assert self.rows() == self.rows_before
        assert self.resident.send(token).status_code == 200

    def test_refused_in_the_middle_of_a_file(self):
        with patch.object(storage, "_sealed", side_effect=OSError(5, "gone")):
            response = self.resident.send(attachments=[file("a", b"a" * 2_000_000)])
        assert response.status_code == 503
        self.assert_nothing_remains()


class SealingTests(HouseTestCase):
    def test_what_is_fed_is_what_is_pulled(self):
        taken = []
        sealing = Sealing(taken.extend)
        for n in range(50):
            sealing.write(bytes([n]))
        sealing.finish()
        assert taken == [bytes([n]) for n in range(50)]

    def test_a_puller_that_fails_is_heard_of(self):
        def fail(pieces):
            next(pieces)
            raise OSError(28, "full")

        sealing = Sealing(fail)
        with pytest.raises(OSError, match="full"):
            feed(sealing, 50)
        sealing.abort()

    def test_giving_up_before_the_first_piece(self):
        heard = []

        def seal(pieces):
            try:
                return list(pieces)
            except Lost as lost:
                heard.append(lost)
                raise

        Sealing(seal).abort()
        assert len(heard) == 1

    def test_holds_only_a_few_pieces(self):
        sealing = Sealing(list)
        assert sealing._pieces.maxsize == Sealing.WAITING
        sealing.abort()


class FormLimitsTests(HouseTestCase):
    @override_settings(ATTACHMENTS_MOST=3, ATTACHMENT_BYTES_MOST=5 * 1024 * 1024)
    def test_the_form_says_what_the_settings_say(self):
        text = str(TipForm()["attachments"].help_text)
        assert "3" in text
        assert "5 MB" in text
