"""A flood: tips go on, into quarantine; nothing but exhaustion refuses."""

import resource
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    Resident,
    press,
    receipt_in,
    sealed_files,
    solve,
    soup,
    token_in,
    typed,
)
from tests.complaints.intake.test_pressure import failing
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

    def test_sent_forms_and_exchanges_again_and_again_stop_no_sign_in(self):
        token = self.resident.open_form()
        receipt = receipt_in(self.resident.send(token))
        with taken(derivation.AGAIN):
            assert receipt_in(self.resident.send(token)) == receipt
            assert self.resident.enter(receipt).status_code == 303

    def test_only_so_many_wait(self):
        lane = derivation.Turns(at_once=1, waiting=0)
        with lane.turn(), pytest.raises(PoolExhausted), lane.turn():
            pass
        with lane.turn():
            pass


class DatabaseGoneTests(HouseTestCase):
    """The page that answers asks no database, and keeps everything."""

    def test_the_form(self):
        token = self.resident.open_form()
        with failing(" "):
            response = self.resident.send(
                token, place="3幢", concerns=[1, 2], attachments=[file("门.png")]
            )
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        page = soup(response)
        assert typed(response) == BODY
        assert "门.png" in page.select_one("[data-files-again]").text
        self.assert_nothing_remains()
        kept = {tag["name"]: tag["value"] for tag in page.select("input[type=hidden]")}
        assert (kept["place"], kept["kind"]) == ("3幢", "report")
        assert len(page.select("[name=concerns]")) == 2
        assert token_in(response) == token
        again = self.resident.send(token, body=typed(response), place=kept["place"])
        assert receipt_in(again)

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
        assert soup(response).select_one("textarea").text.strip() == "还有一件事"
        assert sealed_files() == before

    def test_the_receipt_stays_in_its_field(self):
        self.resident.mailbox()
        with failing(" "):
            response = self.resident.enter("1234 5678")
        # A slip of the pen needs no database to be found.
        assert response.status_code in {422, 503}
        assert soup(response).select_one("[name=receipt]")["value"] == "1234 5678"

    def test_a_page_that_is_only_opened(self):
        with failing(" "):
            for path in ("/tips/new/", "/tips/mailbox/"):
                response = self.resident.get(path)
                assert response.status_code in {200, 503}
                assert soup(response).select_one("h1")

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
