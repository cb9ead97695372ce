"""A flood: tips go on, into quarantine; nothing but exhaustion refuses."""

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from django.db import connections
from django.test import TransactionTestCase, override_settings

from complaints import workflow
from complaints.cases import Case
from complaints.clocks import seed_policies
from complaints.intake import pressure
from complaints.intake.challenge.spent import SpentChallenge
from complaints.intake.pressure import Lane, PostCount
from complaints.vault import derivation, members, receipts, storage
from complaints.vault.derivation import PoolExhausted
from portal.management.commands.start import THREADS
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    Resident,
    press,
    receipt_in,
    solve,
    soup,
    token_in,
    typed,
)
from tests.complaints.intake.test_uploads import file
from tests.complaints.vault.factories import keyed_unit
from tests.complaints.vault.pool import taken
from tests.factories import PASSWORD


@override_settings(CHALLENGE_ABOVE=10, QUARANTINE_ABOVE=20)
class QuarantineTests(HouseTestCase):
    def send_solved(self):
        page = soup(self.resident.get("/tips/new/"))
        return self.resident.send_for_receipt(**solve(page))

    def test_below_it_a_tip_is_like_any_other(self):
        press(Lane.TIPS)
        press(Lane.FILED, 19)
        self.send_solved()
        assert not Case.objects.get().is_quarantined

    def test_above_it_a_solved_one_is_taken_with_a_flag(self):
        self.send_for_comparison()
        press(Lane.TIPS, 20)
        press(Lane.FILED, 20)
        receipt = self.send_solved()
        plain, flagged = Case.objects.order_by("is_quarantined")
        assert flagged.is_quarantined
        same = ("unit", "state", "clock", "due_on", "received_on", "is_unread")
        assert all(getattr(plain, f) == getattr(flagged, f) for f in same)
        assert self.housing_keys.open(flagged.envelope).open("body") == BODY
        assert self.resident.enter(receipt).status_code == 303
        self.assertContains(self.resident.mailbox(), BODY)

    def send_for_comparison(self):
        self.resident.send_for_receipt()

    def test_an_unsolved_one_is_asked_not_taken(self):
        press(Lane.TIPS, 20)
        self.assert_refused(self.resident.send(), "captcha")

    @override_settings(QUARANTINE_ABOVE=0)
    def test_nought_never_flags(self):
        press(Lane.TIPS)
        press(Lane.FILED)
        self.send_solved()
        assert not Case.objects.get().is_quarantined

    def test_the_routed_unit_clears_it(self):
        press(Lane.TIPS)
        press(Lane.FILED)
        self.send_solved()
        case = Case.objects.get()
        due = case.due_on
        with pytest.raises(workflow.Refused):
            workflow.clear_quarantine(case, actor=self.inspector)
        event = workflow.clear_quarantine(case, actor=self.officer)
        assert (event.name, event.leaf != "") == ("clear_quarantine", True)
        case.refresh_from_db()
        assert (case.is_quarantined, case.due_on) == (False, due)
        with pytest.raises(workflow.Refused):
            workflow.clear_quarantine(case, actor=self.officer)


class PoolTests(HouseTestCase):
    def test_sign_ins_take_less_than_half_of_it(self):
        lanes = (derivation.INTAKE, derivation.SIGN_INS, derivation.STAFF)
        assert derivation.SIGN_INS.at_once * 2 <= sum(lane.at_once for lane in lanes)

    def test_all_lanes_of_senders_leave_a_thread_to_others(self):
        lanes = ("INTAKE", "SIGN_INS", "AGAIN", "EXCHANGES")
        places = [getattr(derivation, lane)._places._initial_value for lane in lanes]
        assert sum(places) < THREADS

    def test_bogus_receipts_stop_neither_tips_nor_staff(self):
        token = self.resident.open_form()
        self.resident.mailbox()
        with taken(derivation.SIGN_INS):
            response = self.resident.enter(receipts.receipt_for("bogus"))
            assert (response.status_code, response["Retry-After"]) == (503, "30")
            assert receipt_in(self.resident.send(token))
            assert members.open_member_key(self.officer, PASSWORD)

    def test_a_flood_of_tips_stops_neither_mailboxes_nor_staff(self):
        receipt = self.resident.send_for_receipt()
        with taken(derivation.INTAKE):
            assert self.resident.enter(receipt).status_code == 303
            assert members.open_member_key(self.officer, PASSWORD)

    def test_sent_forms_again_and_again_stop_nothing_else(self):
        token = self.resident.open_form()
        receipt = receipt_in(self.resident.send(token))
        with taken(derivation.AGAIN):
            assert self.resident.enter(receipt).status_code == 303
            assert receipt_in(self.exchange())

    def test_exchanges_again_and_again_stop_nothing_else(self):
        token = self.resident.open_form()
        receipt = receipt_in(self.resident.send(token))
        with taken(derivation.EXCHANGES):
            assert receipt_in(self.resident.send(token)) == receipt
            assert self.resident.enter(receipt).status_code == 303
            response = self.exchange()
        assert (response.status_code, response["Retry-After"]) == (503, "30")

    def test_a_number_is_not_shown_before_it_is_known_to_be_good(self):
        token = self.resident.open_form()
        receipt = receipt_in(self.resident.send(token))
        self.resident.enter(receipt)
        self.exchange()
        slip = {"token": token, "last": "0"}
        with taken(derivation.AGAIN):
            for response in (
                self.resident.send(token),
                self.resident.client.post("/tips/new/written/", slip),
            ):
                assert (response.status_code, response["Retry-After"]) == (503, "30")
                self.assertNotContains(response, receipt, status_code=503)
                assert "已经收到" in soup(response).main.text
                assert token_in(response) == token

    def exchange(self):
        token = token_in(self.resident.mailbox(), action="exchange")
        return self.resident.client.post("/tips/mailbox/exchange/", {"token": token})

    def test_only_so_many_wait(self):
        lane = derivation.Turns(at_once=1, waiting=0)
        with lane.turn(), pytest.raises(PoolExhausted), lane.turn():
            pass
        with lane.turn():
            pass


class BeyondTests(HouseTestCase):
    def test_a_post_larger_than_the_form_can_ever_be_is_not_read(self):
        length = 2 * 10 * 50 * 1024**2 + 2 * 2 * 1024**2 + 1
        response = self.resident.client.post(
            "/tips/new/", {"body": "x"}, CONTENT_LENGTH=length
        )
        assert response.status_code == 413


class NotSealedTests(HouseTestCase):
    """What is going to be refused anyway is read past, and never sealed."""

    def assert_not_sealed(self, send):
        with patch.object(storage, "write", wraps=storage.write) as write:
            response = send()
        assert write.call_count == 0
        return response

    def test_without_our_cookie_or_from_elsewhere(self):
        resident = Resident(enforce_csrf_checks=True)
        token = resident.open_form()
        resident.client.cookies.clear()
        response = self.assert_not_sealed(
            lambda: resident.send(token, attachments=[file("a.png")])
        )
        assert (response.status_code, typed(response)) == (403, BODY)
        assert "a.png" in soup(response).text

    def test_from_another_site(self):
        resident = Resident(
            enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"}
        )
        token = resident.open_form()
        response = self.assert_not_sealed(
            lambda: resident.send(token, attachments=[file("a.png")])
        )
        assert response.status_code == 403

    def test_at_the_mailboxs_door(self):
        response = self.assert_not_sealed(
            lambda: self.resident.enter("1", attachments=file("a.png"))
        )
        assert response.status_code == 422

    def test_in_a_mailbox_that_has_closed(self):
        token = self.resident.open_form()
        response = self.assert_not_sealed(
            lambda: self.resident.client.post(
                "/tips/mailbox/letter/",
                {"text": "喂", "token": token, "attachments": [file("a.png")]},
            )
        )
        assert response.status_code == 403


@override_settings(CHALLENGE_ABOVE=1000, QUARANTINE_ABOVE=0)
class SeveralWorkersTests(TransactionTestCase):
    """Each thread has its own connection, as each worker has."""

    def setUp(self):
        pressure._here.clear()
        self.enterContext(patch.object(pressure, "_share", lambda _threshold: 0))
        seed_policies()
        keyed_unit(discipline=True)
        keyed_unit(lead=True)

    def at_once(self, act, times):
        def alone(number):
            try:
                return act(number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(alone, range(times)))

    def test_agree_on_what_is_spent_and_on_what_was_counted(self):
        spent = self.at_once(lambda _n: SpentChallenge.spend("the same", 60), 4)
        assert sorted(spent) == [False, False, False, True]

        def post(number):
            if number < 6:
                bogus = receipts.receipt_for(f"bogus {number}")
                return Resident().enter(bogus).status_code
            return Resident().send().status_code

        answers = self.at_once(post, 9)
        assert answers[6:] == [200, 200, 200]
        assert set(answers[:6]) <= {422, 503}
        counts = PostCount.objects.filter(who="").values_list("lane", "posts")
        totals = {lane: 0 for lane, _posts in counts}
        for lane, posts in counts:
            totals[lane] += posts
        assert totals == {Lane.TIPS: 3, Lane.SIGN_INS: 6}
