"""Database or disk gone: nobody loses what they have typed."""

import resource
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from complaints import workflow
from complaints.cases import Case
from complaints.vault import receipts, storage
from tests.complaints.intake.house import (
    BODY,
    MAILBOX_FORMS,
    HouseTestCase,
    Resident,
    failing,
    receipt_in,
    sealed_files,
    soup,
    token_in,
    typed,
)
from tests.complaints.intake.test_every_page import assert_quiet
from tests.complaints.intake.test_uploads import file


def kept_in(response):
    """What goes along when the page's one form is sent again."""
    [form] = soup(response).select("form")
    form.select_one("[name=csrfmiddlewaretoken]").extract()
    fields = form.select("input[name], textarea[name]")
    return {field["name"]: field.get("value", field.text.strip()) for field in fields}


class DatabaseGoneTests(HouseTestCase):
    """The page that answers asks no database, and keeps everything."""

    def test_the_form(self):
        token = self.resident.open_form()
        with failing(" "):
            response = self.resident.send(
                token, place="3幢", concerns=[1, 2], attachments=[file("门.png")]
            )
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert_quiet(response)
        page = soup(response)
        assert page.select("[name=captcha_key]") == []
        assert "还没有提交" in page.h1.text
        assert typed(response) == BODY
        assert "门.png" in page.select_one("[data-files-again]").text
        self.assert_nothing_remains()
        kept = {tag["name"]: tag["value"] for tag in page.select("input[type=hidden]")}
        assert (kept["place"], kept["kind"]) == ("3幢", "report")
        assert len(page.select("[name=concerns]")) == 2
        assert token_in(response) == token
        again = self.resident.send(token, body=typed(response), place=kept["place"])
        assert receipt_in(again)

    def test_every_form_of_the_mailbox(self):
        self.resident.enter(self.resident.send_for_receipt())
        Case.objects.update(state="declined")
        for address, given in MAILBOX_FORMS.items():
            with self.subTest(address):
                action = f"mailbox/{address}/"
                token = token_in(self.resident.mailbox(), action=action)
                data = {"token": token} | given
                with failing(" "):
                    response = self.resident.client.post(f"/tips/{action}", data)
                assert (response.status_code, response["Retry-After"]) == (503, "30")
                assert kept_in(response) == data
                assert_quiet(response)

    def test_before_anything_was_read(self):
        receipt = self.resident.send_for_receipt()
        self.resident.enter(receipt)
        token = token_in(self.resident.mailbox(), action="letter")
        before = sealed_files()
        with failing(" "):
            response = self.resident.client.post(
                "/tips/mailbox/letter/",
                {"text": "还有一件事", "token": token, "attachments": [file("a.png")]},
            )
        assert response.status_code == 503
        assert "还没有提交" in soup(response).h1.text
        assert soup(response).select_one("textarea").text.strip() == "还有一件事"
        assert sealed_files() == before

    def test_the_receipt_stays_in_its_field(self):
        self.resident.mailbox()
        with failing(" "):
            response = self.resident.enter("1234 5678")
        # A slip of the pen needs no database to be found.
        assert response.status_code in {422, 503}
        assert soup(response).select_one("[name=receipt]")["value"] == "1234 5678"

    def test_the_last_group_of_the_number(self):
        token = self.resident.open_form()
        receipt = receipt_in(self.resident.send(token))
        data = {"token": token, "last": receipt[-4:]}
        with failing(" "):
            response = self.resident.client.post("/tips/new/written/", data)
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert_quiet(response)
        assert token_in(response) == token
        # The button below it shows the number again, or says that the copy is good.
        slip = self.resident.client.post("/tips/new/written/", {"token": token})
        assert receipt_in(slip) == receipt
        again = self.resident.client.post("/tips/new/written/", data)
        assert again.status_code == 303

    def test_a_page_that_is_only_opened(self):
        with failing(" "):
            for path in ("/tips/new/", "/tips/mailbox/"):
                response = self.resident.get(path)
                assert response.status_code in {200, 503}
                assert soup(response).select_one("h1")
                assert_quiet(response)

    def test_a_token_from_elsewhere_is_not_handed_on(self):
        stranger = Resident(enforce_csrf_checks=True)
        with failing(" "):
            response = stranger.send(token=receipts.new_token())
        assert response.status_code == 503
        assert soup(response).select("[name=token]") == []
        assert typed(response) == BODY


@contextmanager
def full_disk():
    """More is to be left free than there is."""
    with patch.object(storage, "RESERVE", 2**60):
        yield


class DiskShortTests(HouseTestCase):
    def test_the_text_is_taken_without_files(self):
        token = self.resident.open_form()
        with full_disk():
            response = self.resident.send(
                token, attachments=[file("门.png"), file("合同.pdf")]
            )
        receipt = receipt_in(response)
        told = soup(response).select_one(".notice--warn").text
        assert "门.png" in told
        assert "合同.pdf" in told
        assert sealed_files() == self.files_before
        case = Case.objects.get()
        assert case.attachments.count() == 0
        box = self.housing_keys.open(case.envelope)
        assert box.open("body") == BODY
        assert box.open(workflow.NOT_KEPT) == "1 门.png\n2 合同.pdf"
        self.assert_told_until_sent_again(receipt)
        again = self.resident.send(token, attachments=[file("门.png")])
        assert receipt_in(again) == receipt
        assert "合同.pdf" in soup(again).select_one("main").text

    def assert_told_until_sent_again(self, receipt):
        self.resident.enter(receipt)
        self.assertContains(self.resident.mailbox(), "合同.pdf")
        self.resident.write("补上", attachments=[file("门.png"), file("合同.pdf")])
        assert soup(self.resident.mailbox()).select(".notice--warn") == []

    def test_a_letter_too(self):
        self.resident.enter(self.resident.send_for_receipt())
        with full_disk():
            self.resident.write("还有一件事", attachments=[file("发票.jpg")])
        page = soup(self.resident.mailbox())
        assert "发票.jpg" in page.select_one(".notice--warn").text
        assert "还有一件事" in page.text
        assert sealed_files() == self.files_before

    def test_of_the_same_name_each_one_is_missed(self):
        first = file("image.jpg")
        self.resident.enter(self.resident.send_for_receipt(attachments=[first]))
        with full_disk():
            lost = [file("image.jpg"), file("image.jpg")]
            self.resident.write("还有两张", attachments=lost)
        told = soup(self.resident.mailbox()).select_one(".notice--warn").text
        assert told.count("image.jpg") == 2
        self.resident.write("补上", attachments=[file("image.jpg")])
        told = soup(self.resident.mailbox()).select_one(".notice--warn").text
        assert told.count("image.jpg") == 1

    def test_without_files_nobody_notices(self):
        with full_disk():
            response = self.resident.send()
        assert receipt_in(response)
        assert soup(response).select(".notice--warn") == []

    def test_a_file_that_the_system_cuts_short(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
        try:
            with pytest.raises(OSError, match="large") as caught:
                storage.write(bytes(32), b"", iter([bytes(500_000)]))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert storage.is_short(caught.value)
        assert not storage.is_short(OSError(5, "input/output error"))
        assert sealed_files() == self.files_before
