"""Keeping the receipt: as a picture, inside WeChat, and looked at before leaving."""

import base64
import io
import re

import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase
from django.utils import translation
from PIL import Image

from complaints.cases import Attachment, Case
from complaints.intake import picture
from complaints.vault import receipts
from complaints.vault.receipts import new_token
from tests.complaints.intake.house import (
    HouseTestCase,
    Resident,
    receipt_in,
    soup,
    token_in,
)

WECHAT = (
    "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/116.0 Mobile"
    " Safari/537.36 MicroMessenger/8.0.49 NetType/4G Language/zh_CN"
)
WRITTEN = "/tips/new/written/"


def picture_in(response):
    address = soup(response).select_one("main img")["src"]
    head, _comma, data = address.partition(",")
    assert head == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


def modules(image, count):
    """The code's modules, each read at its middle."""
    left, top = picture.code_origin(count)
    middle = picture.MODULE // 2
    steps = range(0, count * picture.MODULE, picture.MODULE)
    return [
        [image.getpixel((left + x + middle, top + y + middle)) == 0 for x in steps]
        for y in steps
    ]


def code_of(digits):
    return [
        [bool(module) for module in line]
        for line in segno.make_qr(digits, error="m").matrix
    ]


class ThePictureTests(HouseTestCase):
    def test_holds_the_bare_digits_as_a_code(self):
        response = self.resident.send()
        digits = receipt_in(response).replace(" ", "")
        image = picture_in(response)
        code = code_of(digits)
        assert modules(image, len(code)) == code
        assert code != code_of(digits[:-1] + str(9 - int(digits[-1])))

    def test_stands_on_the_page_and_in_no_address_that_is_followed(self):
        page = soup(self.resident.send())
        assert page.select_one("[data-save]")["data-save"] == "号码.png"
        followed = [tag["href"] for tag in page.select("[href]")]
        assert not [address for address in followed if address.startswith("data:")]

    def test_its_words_fit_and_tell_nothing(self):
        for language in ("zh-hans", "en"):
            with translation.override(language):
                receipt = receipts.receipt_for(new_token())
                image = Image.open(io.BytesIO(picture.png(receipt)))
                assert not image.info
                edges = (0, image.width - 1)
                column = [image.getpixel((x, y)) for x in edges for y in range(1090)]
                assert 0 not in column


class InWeChatTests(HouseTestCase):
    def setUp(self):
        super().setUp()
        self.resident = Resident(headers={"user-agent": WECHAT})

    def test_the_receipt_is_a_picture_to_press_long(self):
        response = self.resident.send()
        assert picture_in(response).format == "PNG"
        self.assertContains(response, "长按下面的图片")
        assert not soup(response).select("[data-save], [data-print]")

    def test_files_are_chosen_one_by_one(self):
        fields = soup(self.resident.get("/tips/new/")).select("[name=attachments]")
        assert len(fields) == 10
        assert not [field for field in fields if field.has_attr("multiple")]
        assert len({field["id"] for field in fields}) == 10
        photo = b"\x89PNG\r\n\x1a\n0123"
        files = [SimpleUploadedFile(f"{n}.png", photo) for n in range(2)]
        receipt = self.resident.send_for_receipt(attachments=files)
        assert Attachment.objects.count() == 2
        self.resident.enter(receipt)
        page = soup(self.resident.mailbox())
        assert len(page.select("[name=attachments]")) == 10
        # Nothing can be downloaded there: named, not linked.
        assert "0.png" in page.select_one(".files").text
        assert not page.select(".files a")

    def test_says_how_to_open_the_phones_own_browser(self):
        for path in ("/tips/", "/tips/new/", "/tips/mailbox/"):
            self.assertContains(self.resident.get(path), "在浏览器打开")
            self.assertNotContains(Resident().get(path), "在浏览器打开")

    def test_public_pages_are_the_same_for_all(self):
        own = Resident().get("/health/live/").content
        assert self.resident.get("/health/live/").content == own


class WrittenDownTests(HouseTestCase):
    def setUp(self):
        super().setUp()
        self.token = self.resident.open_form()
        self.receipt = receipt_in(self.resident.send(self.token))

    def check(self, last, token=None):
        data = {"last": last, "token": token or self.token}
        return self.resident.client.post(WRITTEN, data)

    def test_the_last_group_leads_on(self):
        for last in (self.receipt[-4:], f" {self.receipt[-4:-2]} {self.receipt[-2:]} "):
            response = self.check(last)
            assert response.status_code == 303
            page = self.resident.client.get(response.headers["Location"])
            self.assertContains(page, "核对无误")
            assert self.receipt not in page.content.decode()

    def test_a_slip_shows_the_number_again(self):
        for last in ("", "12", "abcd", str((int(self.receipt[-4:]) + 1) % 10000)):
            response = self.check(last)
            assert response.status_code == 422
            assert receipt_in(response) == self.receipt
            assert soup(response).select_one("[data-error-summary] a")["href"]
        assert Case.objects.count() == 1

    def test_a_slip_shows_no_number_that_was_exchanged_since(self):
        self.resident.enter(self.receipt)
        token = token_in(self.resident.mailbox(), action="exchange")
        self.resident.client.post("/tips/mailbox/exchange/", {"token": token})
        response = self.check("0")
        assert response.status_code == 422
        self.assertNotContains(response, self.receipt, status_code=422)
        assert not soup(response).select("#receipt")

    def test_can_be_skipped(self):
        page = soup(self.resident.send(self.token))
        assert page.select_one(".skip-step")["href"] == WRITTEN
        self.assertContains(self.resident.get(WRITTEN), "再提交一次也不要紧")

    def test_gives_no_number_for_a_form_that_was_not_sent(self):
        response = self.check("0000", token=new_token())
        assert response.status_code == 303
        assert response.headers["Location"] == WRITTEN

    def test_a_foreign_page_gets_no_number(self):
        stranger = Resident(enforce_csrf_checks=True)
        response = stranger.client.post(WRITTEN, {"token": self.token, "last": "0"})
        assert response.status_code == 303


class SaidBeforehandTests(HouseTestCase):
    def test_that_a_lost_number_is_lost_and_sending_again_harmless(self):
        for path in ("/tips/", "/tips/new/"):
            self.assertContains(self.resident.get(path), "谁也找不回来")
            self.assertContains(self.resident.get(path), "再提交一次也不要紧")
        self.assertContains(self.resident.send(), "再提交一次也不要紧")


class WhatProtectsYouTests(SimpleTestCase):
    databases = {"default"}

    def test_says_each_thing_and_the_days_of_backups(self):
        with self.settings(BACKUP_DAYS=17):
            page = soup(Resident().get("/tips/"))
        text = page.main.get_text(" ", strip=True)
        for heading in ("保存什么", "谁看得到", "我们不知道什么", "什么时候销毁"):
            assert page.main.find("h2", string=heading)
        for words in ("再过 17 天", "微信", "单位无线网", "自带的浏览器", "诬告陷害"):
            assert words in text
        # Each kind of report has a term of its own, and terms can be edited.
        assert "在 15 天内" not in text
        assert not re.search(r"\d+ ?(?:个工作日|[天日])[内之]", text)
        for link in page.select(".jumps a"):
            assert page.select_one(link["href"])
