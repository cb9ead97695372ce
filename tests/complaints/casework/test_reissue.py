"""A lost number at the desk: one member asks, another hands out; the sender sees it."""

from datetime import timedelta
from unittest import mock

from django.test import Client
from django.urls import reverse

from complaints import workflow
from complaints.cases import Case, Reissue
from complaints.vault import receipts
from complaints.vault.boxes import destroy_contact
from complaints.vault.models import Envelope, ReplacedReceipt, Unsent
from complaints.workflow.turns import Turn
from portal.workdays import clock
from tests.complaints.casework.factories import CaseworkTestCase
from tests.complaints.intake.house import (
    BODY,
    Resident,
    problems,
    receipt_in,
    soup,
)
from tests.complaints.vault.factories import keyed_member, sign_in

CHECKED = "已看身份证，姓名与登记的一致"


class AtTheDesk(CaseworkTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.second, cls.second_ring = keyed_member(cls.housing, by=cls.ring)
        cls.receipt = Resident().send_for_receipt(name="林清", phone="13900000000")
        cls.case = Case.objects.get()
        cls.browsers = {}
        for user in (cls.user, cls.second, cls.inspector):
            client = Client()
            sign_in(client, user)
            cls.browsers[user.pk] = client.cookies

    def client_of(self, user):
        client = Client()
        client.cookies = self.browsers[user.pk]
        return client

    def act(self, user, name, **fields):
        self.case.refresh_from_db()
        data = {"version": self.case.version} | fields
        return self.client_of(user).post(
            reverse("cases:act", args=[self.case.number, name]), data
        )

    def open_contact(self, user):
        box = self.ring.open(self.case.envelope)
        workflow.contact_opened(self.case, actor=user, box=box, reason="核对身份")

    def ask(self):
        self.open_contact(self.user)
        return self.act(self.user, "reissue_receipt", checked=CHECKED)

    def hand_out(self, user, token=None):
        return self.act(user, "confirm_reissue", token=token or receipts.new_token())

    def opens(self, receipt):
        return Resident().enter(receipt).status_code == 303


class HandingOut(AtTheDesk):
    def test_two_people_and_the_old_number_is_dead(self):
        assert self.ask().status_code == 302
        response = self.hand_out(self.second)
        new = receipt_in(response)
        assert response.headers["Cache-Control"] == "no-store"
        assert (self.opens(new), self.opens(self.receipt)) == (True, False)
        reissue = Reissue.objects.get()
        assert (reissue.asked_by, reissue.handed_out_by) == (self.user, self.second)

    def test_the_sender_sees_it_and_is_offered_a_number_of_their_own(self):
        self.ask()
        resident = Resident()
        resident.enter(receipt_in(self.hand_out(self.second)))
        page = resident.mailbox()
        last = soup(page).select(".timeline > li .step__label")[-2]
        assert self.housing.name in last.text
        assert "窗口" in last.text
        assert soup(page).select_one('.notice form[action$="exchange/"]')
        self.assertContains(page, "/tips/mailbox/forget/")
        self.assertNotContains(page, self.second.get_full_name())

    def test_whoever_still_has_the_old_one_is_told(self):
        self.ask()
        self.hand_out(self.second)
        said = problems(Resident().enter(self.receipt))["id_receipt"]
        assert self.housing.name in said
        assert ReplacedReceipt.objects.get().unit == self.housing

    def test_the_first_page_of_the_second_person_says_so(self):
        self.ask()
        home = reverse("wagtailadmin_home")
        address = reverse("cases:file", args=[self.case.number])
        page = self.client_of(self.second).get(home)
        assert str(self.user) in soup(page).select_one(f'a[href="{address}"]').text

    def test_the_second_person_reads_what_was_checked(self):
        self.ask()
        address = reverse("cases:file", args=[self.case.number])
        page = self.client_of(self.second).get(address)
        self.assertContains(page, CHECKED)
        assert soup(page).select('[data-transition="confirm_reissue"]')
        own = self.client_of(self.user).get(address)
        assert not soup(own).select('[data-transition="confirm_reissue"]')

    def test_sent_twice_it_is_the_same_number(self):
        self.ask()
        token = receipts.new_token()
        first = receipt_in(self.hand_out(self.second, token))
        assert receipt_in(self.hand_out(self.second, token)) == first
        assert ReplacedReceipt.objects.count() == 1

    def test_once_the_sender_exchanged_it_nobody_shows_it_again(self):
        self.ask()
        token = receipts.new_token()
        seen = receipt_in(self.hand_out(self.second, token))
        Case.objects.update(receipt_seen=True)
        box = self.ring.open(Envelope.objects.get())
        workflow.exchange_receipt(
            Case.objects.get(),
            actor=None,
            box=box,
            keys=receipts.derive(receipts.receipt_for("their own")),
        )
        again = self.hand_out(self.second, token)
        assert again.status_code == 422
        assert not self.opens(seen)

    def test_what_was_not_sent_yet_goes_with_the_old_number(self):
        resident = Resident()
        resident.enter(self.receipt)
        resident.client.post("/tips/mailbox/draft/", {"text": "写了一半"})
        assert Unsent.objects.exists()
        self.ask()
        new = receipt_in(self.hand_out(self.second))
        assert not Unsent.objects.exists()
        fresh = Resident()
        fresh.enter(new)
        self.assertContains(fresh.mailbox(), BODY)

    def test_killed_in_between_the_old_number_still_opens(self):
        self.ask()
        client = self.client_of(self.second)
        client.raise_request_exception = False
        self.case.refresh_from_db()
        data = {"version": self.case.version, "token": receipts.new_token()}
        address = reverse("cases:hand_out", args=[self.case.number])
        with mock.patch.object(Turn, "record", side_effect=RuntimeError):
            assert client.post(address, data).status_code == 500
        assert self.opens(self.receipt)


class NotHandedOut(AtTheDesk):
    def assert_old_one_opens(self):
        assert self.opens(self.receipt)
        assert not ReplacedReceipt.objects.exists()

    def test_by_whoever_asked(self):
        self.ask()
        assert self.hand_out(self.user).status_code == 422
        self.assert_old_one_opens()

    def test_without_having_looked_at_the_name(self):
        response = self.act(self.user, "reissue_receipt", checked=CHECKED)
        assert response.status_code == 422
        self.assertContains(response, CHECKED, status_code=422)
        self.open_contact(self.second)
        assert self.act(self.user, "reissue_receipt", checked="x").status_code == 422
        assert not Reissue.objects.exists()

    def test_on_another_day(self):
        self.ask()
        with clock.on(clock.today() + timedelta(days=1)):
            assert self.hand_out(self.second).status_code == 422
        self.assert_old_one_opens()

    def test_unasked(self):
        assert self.hand_out(self.second).status_code == 422
        self.assert_old_one_opens()

    def test_to_an_anonymous_sender(self):
        self.ask()
        destroy_contact(Envelope.objects.get())
        Case.objects.update(is_real_name=False)
        assert self.hand_out(self.second).status_code == 422
        asked_again = self.act(self.user, "reissue_receipt", checked=CHECKED)
        assert asked_again.status_code == 422
        self.assert_old_one_opens()

    def test_for_a_token_that_is_none_of_ours(self):
        self.ask()
        assert self.hand_out(self.second, "x").status_code == 422
        self.assert_old_one_opens()

    def test_with_a_locked_key(self):
        self.ask()
        client = self.client_of(self.second)
        del client.cookies["kaimen_key"]
        data = {"version": self.case.version, "token": receipts.new_token()}
        address = reverse("cases:hand_out", args=[self.case.number])
        assert client.post(address, data).status_code == 403
        self.assert_old_one_opens()

    def test_discipline_inspection_can_be_the_second_person(self):
        self.ask()
        new = receipt_in(self.hand_out(self.inspector))
        assert self.opens(new)


class ACall(AtTheDesk):
    def test_is_a_task_with_a_result(self):
        box = self.ring.open(self.case.envelope)
        workflow.ask_call(self.case, actor=None, box=box, text="晚上八点以后")
        Case.objects.update(is_unread=False)
        home = self.client_of(self.user).get(reverse("wagtailadmin_home"))
        address = reverse("cases:file", args=[self.case.number])
        assert soup(home).select(f'.kw-todo a[href="{address}"]')
        page = self.client_of(self.user).get(address)
        self.assertContains(page, "晚上八点以后")
        done = self.act(self.user, "call_done", result="reached", text="约好周五入户")
        assert done.status_code == 302
        page = self.client_of(self.user).get(address)
        self.assertContains(page, "约好周五入户")
        self.assertContains(page, "打通了")
        self.assertNotContains(page, 'data-transition="call_done"')

    def test_the_rating_stands_in_the_file(self):
        Case.objects.update(rating="mostly_satisfied")
        address = reverse("cases:file", args=[self.case.number])
        self.assertContains(self.client_of(self.user).get(address), "基本满意")
