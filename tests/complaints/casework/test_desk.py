"""Phone and desk: written down for a caller, shown once, and opened by no clerk."""

import re
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from complaints.cases import AccessRecord, Case, Source
from complaints.topics import Kind
from complaints.vault import receipts
from complaints.vault.mailbox import open_with_receipt
from complaints.vault.models import Envelope
from tests.complaints.casework.factories import PNG, CaseworkTestCase
from tests.complaints.intake.house import (
    Resident,
    receipt_in,
    sealed_files,
    soup,
    token_in,
)
from tests.complaints.intake.test_exhausted import full_disk
from tests.complaints.vault.factories import sign_in
from tests.factories import MembershipFactory

BODY = "来电人说，五栋一单元401一直空着，水电都停了，已经有一年多。"


class Desk(CaseworkTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.clerk = MembershipFactory(
            unit=cls.housing, clerk=True, user__role="clerk"
        ).user
        browser = Client()
        sign_in(browser, cls.clerk)
        cls.cookies = browser.cookies

    def setUp(self):
        self.client.cookies = self.cookies
        self.address = reverse("cases:new")

    def send(self, token="", client=None, **fields):
        client = client or self.client
        token = token or token_in(client.get(self.address), action="new/")
        data = {"kind": "report", "source": "phone", "body": BODY, "token": token}
        return client.post(self.address, data | fields)

    def take(self, **fields):
        response = self.send(**fields)
        assert response.status_code == 200, soup(response).select(".kw-alert")
        return receipt_in(response)


class ACallersTip(Desk):
    def test_the_receipt_opens_it_and_proposes_a_new_one(self):
        receipt = self.take(place="5栋1单元401")
        resident = Resident()
        assert resident.enter(receipt).status_code == 303
        page = resident.mailbox()
        self.assertContains(page, BODY)
        assert soup(page).select_one('.notice form[action$="exchange/"]')

    def test_it_says_how_it_came_in_and_who_wrote_it_down(self):
        for source in (Source.PHONE, Source.DESK, Source.LETTER):
            self.take(source=source)
            case = Case.objects.get(source=source)
            event = case.events.get()
            assert (event.name, event.actor) == ("receive", self.clerk)
            assert case.receipt_seen
            assert case.unit == self.housing

    def test_name_and_phone_make_it_real_name(self):
        self.take(name="林清", phone="13900000000")
        assert Case.objects.get().is_real_name
        assert self.ring.open_contact(Envelope.objects.get()).name == "林清"

    def test_files_are_sealed_as_they_come(self):
        before = sealed_files()
        self.take(source="desk", attachments=[SimpleUploadedFile("照片.png", PNG)])
        new = [path for path in sealed_files() - before if path.is_file()]
        assert len(new) == 1
        assert PNG not in Path(new[0]).read_bytes()
        box = self.ring.open(Envelope.objects.get())
        assert b"".join(box.open_file(1)) == PNG

    def test_on_a_full_disk_the_text_is_taken_and_the_sheet_names_the_files(self):
        token = token_in(self.client.get(self.address), action="new/")
        photos = [SimpleUploadedFile("照片.png", PNG) for _n in range(2)]
        with full_disk():
            first = self.send(token=token, attachments=photos[:1])
        again = self.send(token=token, attachments=photos[1:])
        for answer in (first, again):
            assert answer.status_code == 200
            assert "照片.png" in soup(answer).select_one(".kw-alert").text
        case = Case.objects.get()
        assert not case.attachments.exists()
        assert self.ring.open(case.envelope).open("body") == BODY

    def test_the_conduct_of_an_official_goes_to_discipline_alone(self):
        page = soup(self.client.get(self.address))
        hint = page.select_one("input[value=official]").find_parent("label")
        assert "12388" in hint.text
        self.take(kind="official")
        case = Case.objects.get()
        assert (case.kind, case.unit) == (Kind.OFFICIAL, self.inspection)

    def test_sent_twice_it_is_one_tip_and_the_same_receipt(self):
        token = token_in(self.client.get(self.address), action="new/")
        first = self.take(token=token)
        assert self.take(token=token) == first
        other = self.send(token=token, body=BODY + "又打来补充。")
        assert receipt_in(other) == first
        assert soup(other).select(".kw-alert")
        assert Case.objects.count() == 1

    def test_sent_again_after_an_exchange_it_shows_no_dead_receipt(self):
        token = token_in(self.client.get(self.address), action="new/")
        old = self.take(token=token)
        sender = Resident()
        sender.enter(old)
        mine = token_in(sender.mailbox(), action="exchange")
        sender.client.post("/tips/mailbox/exchange/", {"token": mine})
        again = self.send(token=token)
        assert again.status_code == 422
        self.assertNotContains(again, old, status_code=422)
        self.assertContains(again, "换成新的", status_code=422)

    def test_what_is_wrong_is_said_and_nothing_is_lost(self):
        response = self.send(source="", body="短", place="5栋")
        assert response.status_code == 422
        page = soup(response)
        assert page.select_one("#id_place")["value"] == "5栋"
        assert page.select_one("#id_body").text.strip() == "短"
        links = {a["href"] for a in page.select(".kw-alert a")}
        assert {"#id_body", "#id_source"} <= links
        assert "？：" not in page.select_one(".kw-alert").text
        assert not Case.objects.exists()

    def test_a_declaration_needs_name_and_phone_here_too(self):
        assert self.send(kind="declaration").status_code == 422
        self.take(kind="declaration", name="林清", phone="13900000000")

    def test_nobody_asks_a_clerk_whether_they_are_a_robot(self):
        page = soup(self.client.get(self.address))
        for name in ("website", "captcha"):
            assert not page.select(f"[name={name}]")

    def test_a_unit_it_is_about_gets_nothing(self):
        self.take(concerns=[self.housing.pk])
        case = Case.objects.get()
        assert case.unit == self.inspection
        assert not Case.objects.visible_to(self.user).exists()

    def test_a_post_from_elsewhere_files_nothing(self):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = self.client.cookies
        response = self.send(token=receipts.new_token(), client=strict)
        assert response.status_code == 403
        page = soup(response)
        assert page.select_one("#id_body").text.strip() == BODY
        assert not page.select("#receipt")
        assert not Case.objects.exists()


class TheClerkAfterwards(Desk):
    def test_opens_nothing_at_any_address(self):
        receipt = self.take(attachments=[SimpleUploadedFile("照片.png", PNG)])
        number = Case.objects.get().number
        for address in (
            reverse("cases:index"),
            reverse("cases:file", args=[number]),
            reverse("cases:attachment", args=[number, 1]),
            reverse("cases:contact", args=[number]),
            reverse("cases:hand_out", args=[number]),
            reverse("cases:act", args=[number, "message"]),
            reverse("oversight:index"),
            reverse("oversight:history", args=[number]),
        ):
            for method in ("get", "post"):
                response = getattr(self.client, method)(address)
                with self.subTest(address=address, method=method):
                    assert response.status_code in {403, 405}
                    for secret in (BODY, number, receipt):
                        assert secret not in response.content.decode()
        assert not AccessRecord.objects.exists()

    def test_the_first_page_offers_the_form_and_names_no_case(self):
        self.take()
        page = self.client.get(reverse("wagtailadmin_home"))
        self.assertContains(page, self.address)
        self.assertNotContains(page, Case.objects.get().number)

    def test_neither_session_nor_cookie_keeps_the_receipt(self):
        receipt = self.take()
        kept = str(dict(self.client.session)) + str(self.client.cookies)
        for spelling in (receipt, receipt.replace(" ", "")):
            assert spelling not in kept
            assert spelling not in self.address

    def test_the_page_of_the_receipt_is_not_kept(self):
        response = self.send()
        assert response.headers["Cache-Control"] == "no-store"
        title = soup(response).select_one("title").text
        assert not re.search(r"\d{4}", title)
        self.assertContains(response, settings.SITE_URL + reverse("mailbox"))


class WhoMayFile(Desk):
    def test_members_of_units_may(self):
        for user in (self.user, self.inspector):
            client = Client()
            sign_in(client, user)
            assert client.get(self.address).status_code == 200
        self.client.cookies = client.cookies
        receipt = self.take(source="desk")
        box = open_with_receipt(receipts.derive(receipts.parse(receipt)))
        assert box.open("body") == BODY

    def test_a_clerk_who_left_may_not(self):
        self.clerk.memberships.update(left_on="2024-01-01")
        response = self.client.post(
            self.address, {"attachments": [SimpleUploadedFile("照片.png", PNG)]}
        )
        assert response.status_code == 403
        assert not Case.objects.exists()
