"""One case file: what it shows, to whom, and what is on record before."""

from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import workflow
from complaints.cases import AccessRecord, Case
from complaints.vault.keyring import COOKIE, Keyring
from complaints.vault.models import Wrap
from tests.complaints.casework.factories import BODY, PNG, CaseworkTestCase, filed
from tests.complaints.vault.factories import sign_in

What = AccessRecord.What


class Reading(CaseworkTestCase):
    def setUp(self):
        self.case = filed(
            place="三栋二单元301",
            files=[PNG, b"\x00exe"],
            types=["image/png", "application/x-dosexec"],
            name="林清",
            phone="13900000000",
        )
        self.address = reverse("cases:file", args=[self.case.number])
        sign_in(self.client, self.user)

    def test_it_shows_what_was_confided_and_says_it_is_recorded(self):
        page = self.client.get(self.address)
        for words in (self.case.number, BODY, "三栋二单元301", "照片1.png"):
            self.assertContains(page, words)

    def test_name_and_phone_stay_closed(self):
        page = self.client.get(self.address)
        self.assertNotContains(page, "林清")
        self.assertNotContains(page, "13900000000")

    def test_every_reading_is_on_record_with_who_and_what(self):
        self.client.get(self.address)
        self.client.get(self.address)
        records = AccessRecord.objects.filter(case=self.case)
        assert [(r.user, r.what) for r in records] == [(self.user, What.CASE)] * 2

    def test_the_record_stands_before_anything_is_opened(self):
        def opened(ring, envelope):
            assert AccessRecord.objects.filter(case=self.case).count() == 1
            raise RuntimeError

        self.client.raise_request_exception = False
        with mock.patch.object(Keyring, "open", opened):
            assert self.client.get(self.address).status_code == 500
        assert AccessRecord.objects.filter(case=self.case).count() == 1

    def test_opening_marks_it_read_for_the_unit_that_handles_it_only(self):
        sign_in(self.client, self.inspector)
        self.client.get(self.address)
        assert Case.objects.get(pk=self.case.pk).is_unread
        sign_in(self.client, self.user)
        self.client.get(self.address)
        assert not Case.objects.get(pk=self.case.pk).is_unread

    def test_a_locked_key_opens_nothing_and_says_so(self):
        del self.client.cookies[COOKIE]
        page = self.client.get(self.address)
        self.assertTemplateUsed(page, "casework/shut.html")
        self.assertNotContains(page, BODY, status_code=403)
        assert not AccessRecord.objects.exists()

    def test_without_a_wrap_it_names_who_can_grant_and_leaks_nothing(self):
        Wrap.objects.filter(
            envelope=self.case.envelope, unit_key__unit=self.housing
        ).delete()
        page = self.client.get(self.address)
        self.assertNotContains(page, BODY, status_code=403)
        self.assertContains(page, str(self.inspector), status_code=403)
        assert AccessRecord.objects.filter(case=self.case).count() == 1

    def test_inspectors_see_the_latest_readings(self):
        self.client.get(self.address)
        self.assertNotContains(self.client.get(self.address), "/admin/oversight/")
        sign_in(self.client, self.inspector)
        page = self.client.get(self.address)
        assert {read.user for read in page.context["reads"]} == {
            self.user,
            self.inspector,
        }

    def test_each_available_transition_is_a_control(self):
        page = self.client.get(self.address).content.decode()
        for name in ("accept", "decline", "refer", "message", "note", "recuse"):
            with self.subTest(name=name):
                assert page.count(f'data-transition="{name}"') == 1
        for name in ("conclude", "reopen", "decide", "return"):
            with self.subTest(name=name):
                assert f'data-transition="{name}"' not in page

    def test_what_looks_like_markup_is_text(self):
        case = filed(body="<script>alert(1)</script>", place="<b>x</b>")
        page = self.client.get(reverse("cases:file", args=[case.number]))
        self.assertNotContains(page, "<script>alert")
        self.assertNotContains(page, "<b>x</b>")
        self.assertContains(page, "&lt;script&gt;alert(1)")

    def test_it_is_never_cached(self):
        assert "no-store" in self.client.get(self.address)["Cache-Control"]


class FileQueries(CaseworkTestCase):
    def test_letters_and_notes_cost_no_more_queries(self):
        case = filed()
        address = reverse("cases:file", args=[case.number])
        sign_in(self.client, self.user)
        self.write(case, 1)
        self.client.get(address)
        with CaptureQueriesContext(connection) as few:
            self.client.get(address)
        self.write(case, 5)
        with self.assertNumQueries(len(few)):
            self.client.get(address)

    def write(self, case, n):
        box = self.ring.open(case.envelope)
        for number in range(n):
            workflow.message(case, actor=self.user, box=box, text=f"信{number}")
            workflow.note(case, actor=self.user, box=box, text=f"记{number}")


class Contact(CaseworkTestCase):
    def setUp(self):
        self.case = filed(name="林清", phone="13900000000")
        self.address = reverse("cases:contact", args=[self.case.number])
        sign_in(self.client, self.user)

    def test_it_needs_a_reason(self):
        page = self.client.post(self.address, {"reason": " ", "version": 1})
        self.assertNotContains(page, "林清", status_code=422)
        assert not AccessRecord.objects.filter(what=What.CONTACT).exists()

    def test_with_a_reason_it_is_recorded_told_to_the_sender_and_shown_once(self):
        page = self.client.post(self.address, {"reason": "要约见面", "version": 1})
        self.assertContains(page, "林清")
        self.assertContains(page, "13900000000")
        assert AccessRecord.objects.filter(what=What.CONTACT).count() == 1
        assert "contact_opened" in self.case.events.values_list("name", flat=True)
        file = reverse("cases:file", args=[self.case.number])
        page = self.client.get(file)
        self.assertNotContains(page, "林清")
        self.assertContains(page, "要约见面")

    def test_a_reason_with_personal_data_in_it_opens_nothing(self):
        for reason in ("住3栋2单元501室的林清要见面", "约 13900000000 的人"):
            page = self.client.post(self.address, {"reason": reason, "version": 1})
            self.assertNotContains(page, "林清</", status_code=422)
            self.assertContains(page, reason, status_code=422)
        assert not AccessRecord.objects.filter(what=What.CONTACT).exists()
        assert not self.case.events.filter(name="contact_opened").exists()

    def test_its_address_shows_nothing_on_its_own(self):
        self.assertRedirects(
            self.client.get(self.address),
            reverse("cases:file", args=[self.case.number]),
        )
        assert not AccessRecord.objects.filter(what=What.CONTACT).exists()

    def test_an_anonymous_tip_has_none(self):
        other = filed()
        page = self.client.post(
            reverse("cases:contact", args=[other.number]),
            {"reason": "x", "version": 1},
        )
        assert page.status_code == 302
