"""A new receipt in place of the old one: who is let in by which, and from when on."""

from unittest.mock import patch

import pytest

from complaints import workflow
from complaints.cases import Case
from complaints.intake import guard
from complaints.vault import primitives, receipts, unsent
from complaints.vault.boxes import receipt_place
from complaints.vault.holding import ReceiptChanged
from complaints.vault.mailbox import SenderSession
from complaints.vault.models import Envelope, Purpose, ReplacedReceipt, Unsent
from complaints.workflow import Refused
from complaints.workflow.turns import Turn
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    Resident,
    problems,
    receipt_in,
    soup,
    token_in,
)


class Exchange(HouseTestCase):
    CONTACT = {"name": "林清", "phone": "13900000000"}

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        sender = Resident()
        cls.receipt = sender.send_for_receipt(**cls.CONTACT)
        cls.cookie = sender.enter(cls.receipt).cookies["mailbox"].value

    def setUp(self):
        super().setUp()
        self.resident.client.cookies["mailbox"] = self.cookie
        self.case = Case.objects.get()

    def token(self):
        return token_in(self.resident.mailbox(), action="exchange")

    def exchange(self, token=None, resident=None):
        data = {"token": token or self.token()}
        return (resident or self.resident).client.post("/tips/mailbox/exchange/", data)

    def opens(self, receipt):
        response = Resident().enter(receipt)
        assert response.status_code in {303, 422}
        return response.status_code == 303


class Exchanging(Exchange):
    def test_the_new_one_opens_it_and_the_old_one_nothing(self):
        response = self.exchange()
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
        new = receipt_in(response)
        assert new != self.receipt
        assert (self.opens(new), self.opens(self.receipt)) == (True, False)

    def test_the_mailbox_stays_open_with_name_and_phone(self):
        new = receipt_in(self.exchange())
        for resident in (self.resident, Resident()):
            if resident is not self.resident:
                resident.enter(new)
            page = resident.mailbox()
            self.assertContains(page, BODY)
            self.assertContains(page, "/tips/mailbox/forget/")

    def test_it_is_told_by_day_and_by_nobody(self):
        self.exchange()
        event = self.case.events.last()
        assert (event.name, event.actor, event.at) == ("exchange_receipt", None, None)
        assert len(soup(self.resident.mailbox()).select(".timeline > li")) == 3

    def test_again_and_again(self):
        known = [self.receipt]
        for _time in range(3):
            known.append(receipt_in(self.exchange()))
        assert len(set(known)) == 4
        assert [self.opens(one) for one in known] == [False, False, False, True]

    def test_sent_twice_it_shows_the_same_one(self):
        token = self.token()
        first = receipt_in(self.exchange(token))
        assert receipt_in(self.exchange(token)) == first
        assert self.case.events.filter(name="exchange_receipt").count() == 1

    def test_an_answer_that_got_lost_can_be_asked_for_again(self):
        token, old = self.token(), self.resident.client.cookies["mailbox"].value
        new = receipt_in(self.exchange(token))
        self.resident.client.cookies["mailbox"] = old
        again = self.exchange(token)
        assert receipt_in(again) == new
        self.assertContains(self.resident.mailbox(), BODY)

    def test_a_second_press_at_the_same_moment_shows_it_too(self):
        token, real, pressed = self.token(), workflow.exchange_receipt, []

        def exchange(*args, **kwargs):
            if not pressed:
                pressed.append(None)
                pressed[0] = self.twin(token)
            return real(*args, **kwargs)

        with patch.object(workflow, "exchange_receipt", exchange):
            answer = self.exchange(token)
        assert receipt_in(answer) == receipt_in(pressed[0])
        assert self.opens(receipt_in(answer))
        self.assertContains(self.resident.mailbox(), BODY)

    def twin(self, token):
        """The same press from the same browser, whose answer gets lost."""
        twin = Resident()
        twin.client.cookies["mailbox"] = self.cookie
        return self.exchange(token, resident=twin)

    def test_looking_meanwhile_does_not_take_the_way_back(self):
        token = self.token()
        new = receipt_in(self.twin(token))
        looked = self.resident.mailbox()
        self.assertNotContains(looked, BODY)
        assert "mailbox" not in looked.cookies
        self.assertContains(looked, "换了新码")
        assert receipt_in(self.exchange(token)) == new

    def test_a_form_of_an_earlier_exchange_does_not_turn_it_back(self):
        first_token = self.token()
        first = receipt_in(self.exchange(first_token))
        second = receipt_in(self.exchange())
        response = self.exchange(first_token)
        assert response.status_code == 422
        assert (self.opens(first), self.opens(second)) == (False, True)
        self.assertContains(self.resident.mailbox(), BODY)

    def test_the_forms_token_is_no_tips_token(self):
        token = self.token()
        new = receipt_in(self.exchange(token))
        other = Resident().send(token=token, body=BODY)
        assert receipt_in(other) != new

    def test_killed_before_the_commit_the_old_one_still_opens(self):
        token = self.token()
        with patch.object(Turn, "record", side_effect=OSError):
            response = self.exchange(token)
        assert response.status_code == 503
        assert self.opens(self.receipt)
        self.assertContains(self.resident.mailbox(), BODY)
        assert self.opens(receipt_in(self.exchange(token)))

    def test_the_slow_part_runs_outside_the_transaction(self):
        real, seen = receipts.derive, []

        def derive(receipt, *lane):
            seen.append(ReplacedReceipt.objects.count())
            return real(receipt, *lane)

        with patch.object(receipts, "derive", derive):
            self.exchange()
        assert seen == [0]


class CopiedDown(Exchange):
    """The step before leaving the new number, on the page that shows it."""

    def setUp(self):
        super().setUp()
        self.form_token = self.token()
        self.shown = self.exchange(self.form_token)
        self.new = receipt_in(self.shown)

    def check(self, last, **fields):
        data = {"token": self.form_token, "last": last} | fields
        return self.resident.client.post("/tips/mailbox/exchange/", data)

    def test_the_page_asks_for_the_last_group_or_lets_skip_it(self):
        page = soup(self.shown)
        form = page.select_one("form[data-last-group]")
        assert form["action"] == "/tips/mailbox/exchange/"
        assert form.select_one("[name=token]")["value"] == self.form_token
        assert form.select_one(".skip-step")["href"] == "/tips/mailbox/"

    def test_the_right_group_leads_back_to_the_mailbox(self):
        for last in (self.new[-4:], f" {self.new[-4:]}。"):
            answer = self.check(last)
            assert answer.status_code == 303
            assert answer.headers["Location"] == "/tips/mailbox/"
        self.assertContains(self.resident.mailbox(), BODY)
        assert self.case.events.filter(name="exchange_receipt").count() == 1

    def test_a_slip_is_told_beside_the_same_number(self):
        for last in ("", "12", self.receipt[-4:] + "0"):
            answer = self.check(last)
            assert answer.status_code == 422
            assert set(problems(answer)) == {"id_last"}
            assert receipt_in(answer) == self.new
            assert answer.headers["Cache-Control"] == "no-store"
        assert self.opens(self.new)

    def test_nobody_else_is_told_whether_it_fits(self):
        self.resident = Resident()
        assert self.check(self.new[-4:]).status_code == 403


class OtherBrowsers(Exchange):
    def test_an_open_mailbox_of_the_old_one_is_closed(self):
        thief = Resident()
        thief.enter(self.receipt)
        letter = token_in(thief.mailbox(), action="letter")
        self.exchange()
        self.assertNotContains(thief.mailbox(), BODY)
        thief.enter(self.receipt)
        data = {"text": "不是我写的", "token": letter}
        sent = thief.client.post("/tips/mailbox/letter/", data)
        assert sent.status_code == 403
        assert not self.case.messages.exists()

    def test_the_new_number_is_taken_at_once_where_the_old_one_was_open(self):
        other = Resident(enforce_csrf_checks=True)
        other.client.cookies["mailbox"] = self.cookie
        new = receipt_in(self.exchange())
        door = other.mailbox()
        field = soup(door).select_one('input[name="csrfmiddlewaretoken"]')
        entered = other.enter(new, csrfmiddlewaretoken=field["value"])
        assert entered.status_code == 303

    def assert_too_late(self, address, **data):
        """Posted slowly: the owner exchanges the receipt while the body comes in."""
        thief, real, answers = Resident(), guard.read_body, []
        thief.enter(self.receipt)
        page = thief.mailbox()
        data |= {"token": token_in(page, action="letter")}

        def read_body(request):
            real(request)
            if not answers:
                answers.append(None)
                answers[0] = self.exchange()

        with patch.object(guard, "read_body", read_body):
            late = thief.client.post(f"/tips/mailbox/{address}/", data)
        assert late.status_code == 403
        self.assertNotContains(late, BODY, status_code=403)
        assert self.opens(receipt_in(answers[0]))
        assert not Unsent.objects.exists()
        assert self.case.events.count() == self.events_before + 1

    def test_what_is_posted_slowly_comes_too_late(self):
        self.events_before = self.case.events.count()
        self.assert_too_late("letter", text="不是我写的")

    def test_a_slow_draft_comes_too_late(self):
        self.events_before = self.case.events.count()
        self.assert_too_late("draft", text="不是我写的", quiet=1)

    def test_its_own_exchange_comes_too_late(self):
        thief = Resident()
        thief.enter(self.receipt)
        token = token_in(thief.mailbox(), action="exchange")
        new = receipt_in(self.exchange())
        late = self.exchange(token, resident=thief)
        assert late.status_code == 403
        assert soup(late).select_one("#receipt") is None
        assert self.opens(new)

    def test_without_a_mailbox_there_is_nothing_to_exchange(self):
        response = self.exchange(receipts.new_token(), resident=Resident())
        assert response.status_code == 403
        assert self.opens(self.receipt)

    def test_a_post_from_elsewhere_shows_nothing(self):
        strict = Resident(enforce_csrf_checks=True)
        strict.client.cookies = self.resident.client.cookies
        response = self.exchange(receipts.new_token(), resident=strict)
        assert response.status_code == 403
        assert soup(response).select_one("#receipt") is None
        assert self.opens(self.receipt)


class UnderADeadReceipt(Exchange):
    """What was opened before the exchange, and comes to the lock after it."""

    def setUp(self):
        super().setUp()
        self.old = SenderSession.open(self.cookie)

    def test_nobody_acts_and_nothing_is_sealed(self):
        workflow.delete_contact(self.case, actor=None, box=self.old)
        new = receipt_in(self.exchange())
        before = self.rows()
        with pytest.raises(Refused):
            workflow.add_contact(
                self.case, actor=None, box=self.old, name="假名", phone="13800000000"
            )
        with pytest.raises(ReceiptChanged):
            unsent.keep(self.old, {"text": "不是我写的"})
        assert (self.rows(), Unsent.objects.count()) == (before, 0)
        assert self.opens(new)

    def test_what_does_not_open_costs_no_mailbox(self):
        key, place = b"1" * 32, receipt_place(self.old.envelope, Purpose.CONTACT)
        Envelope.objects.update(receipt_contact_wrap=primitives.seal(key, key, place))
        Unsent.objects.create(envelope=self.old.envelope, ciphertext=b"broken")
        self.assertContains(self.resident.mailbox(), BODY)
        assert self.resident.write("还能写").status_code == 303
        assert not Unsent.objects.exists()
        Unsent.objects.create(envelope=self.old.envelope, ciphertext=b"broken")
        assert self.opens(receipt_in(self.exchange()))


class TheOldNumber(Exchange):
    def say(self):
        return problems(Resident().enter(self.receipt))["id_receipt"]

    def test_says_that_it_was_exchanged(self):
        nothing_known = problems(
            Resident().enter(receipts.grouped(receipts.receipt_for("never")))
        )["id_receipt"]
        self.exchange()
        assert self.say() != nothing_known
        assert self.housing.name not in self.say()

    def test_the_form_sent_again_does_not_show_it(self):
        token = self.resident.open_form()
        sender = Resident()
        old = receipt_in(sender.send(token=token))
        assert receipt_in(sender.send(token=token)) == old
        sender.enter(old)
        mine = token_in(sender.mailbox(), action="exchange")
        self.exchange(mine, resident=sender)
        again = sender.send(token=token)
        assert again.status_code == 422
        assert soup(again).select_one("#receipt") is None
        self.assertNotContains(again, old, status_code=422)
        self.assertContains(again, "换成新的", status_code=422)

    def test_its_row_leads_to_no_tip(self):
        self.exchange()
        row = ReplacedReceipt.objects.get()
        links = {f.name for f in row._meta.get_fields() if f.is_relation}
        assert (links, row.unit) == ({"unit"}, None)


class SeenByStaff(Exchange):
    def setUp(self):
        super().setUp()
        Case.objects.update(receipt_seen=True)

    def test_the_mailbox_proposes_a_new_one_until_it_is_taken(self):
        page = soup(self.resident.mailbox())
        assert page.select_one('.notice form[action$="exchange/"]')
        assert len(page.select('form[action$="exchange/"]')) == 1
        self.exchange()
        assert not Case.objects.get().receipt_seen
        page = soup(self.resident.mailbox())
        assert not page.select_one('.notice form[action$="exchange/"]')
        assert page.select_one('details form[action$="exchange/"]')
