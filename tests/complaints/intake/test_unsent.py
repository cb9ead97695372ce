"""What was typed in the mailbox and not sent: kept, found again, gone once sent."""

import time
from unittest.mock import patch

from django.db import OperationalError

from complaints.cases import CaseEvent
from complaints.intake import leaving, session
from complaints.vault import mailbox as vault_mailbox
from complaints.vault.models import SealedValue, Unsent
from tests.complaints.intake.house import MailboxTestCase, Resident, soup, token_in

TEXT = "写到一半的信，先放着。"
DRAFT, LEAVE, QUICK = "/tips/mailbox/draft/", "/tips/mailbox/leave/", "/tips/leave/"


class UnsentTestCase(MailboxTestCase):
    def post(self, address, **data):
        return self.resident.client.post(address, {"text": TEXT} | data)

    def shown(self):
        """The text that stands in the letter of a mailbox opened anew."""
        resident = Resident()
        resident.enter(self.receipt)
        area = soup(resident.mailbox()).select_one("textarea[name=text]")
        return area.text.strip()


class KeepingTests(UnsentTestCase):
    def setUp(self):
        super().setUp()
        self.open()

    def test_by_hand_and_back_in_the_mailbox(self):
        response = self.post(DRAFT)
        assert response.status_code == 303
        assert response.headers["Location"] == "/tips/mailbox/"
        assert self.shown() == TEXT
        self.assertContains(self.resident.mailbox(), "还在，只有您看得到")

    def test_by_a_script_without_a_page(self):
        response = self.post(DRAFT, quiet=1)
        assert (response.status_code, response.content) == (204, b"")
        assert response.cookies["mailbox"].value
        assert self.shown() == TEXT

    def test_on_the_way_out_does_not_keep_the_mailbox_open(self):
        assert not self.post(DRAFT, quiet=1, leaving=1).cookies
        assert self.shown() == TEXT

    def test_on_leaving_and_on_leaving_quickly(self):
        response = self.post(LEAVE)
        assert response.headers["Location"].endswith("?kept=1")
        self.assertContains(self.resident.get("/tips/mailbox/closed/?kept=1"), "存好")
        assert self.shown() == TEXT
        self.open()
        response = self.post(QUICK, text="又加了一句")
        assert response.headers["Refresh"] == "0;url=https://www.gov.cn/"
        assert response.cookies["mailbox"]["max-age"] == 0
        assert self.shown() == "又加了一句"

    def test_an_empty_text_deletes_it(self):
        self.post(DRAFT)
        self.post(DRAFT, text="")
        assert not Unsent.objects.exists()

    def test_an_empty_window_deletes_nothing(self):
        self.post(DRAFT)
        self.post(DRAFT, text="", quiet=1)
        self.post(DRAFT, text=" ", quiet=1, leaving=1)
        answer = self.post(LEAVE, text="")
        assert answer.headers["Location"].endswith("?kept=1")
        assert self.shown() == TEXT

    def test_one_that_was_emptied_there_does(self):
        self.post(DRAFT)
        self.post(DRAFT, text="", quiet=1, emptied=1)
        assert not Unsent.objects.exists()

    def test_a_failed_farewell_does_not_open_it_again(self):
        with patch.object(leaving.unsent, "keep", side_effect=OperationalError):
            answer = self.post(DRAFT, quiet=1, leaving=1)
            assert (answer.status_code, "mailbox" in answer.cookies) == (503, False)
            left = self.post(LEAVE)
        assert left.cookies["mailbox"]["max-age"] == 0
        closed = self.resident.get(left.headers["Location"])
        self.assertContains(closed, "没能存下来")

    def test_the_exit_works_without_a_database(self):
        with patch.object(session, "opened", side_effect=OperationalError):
            answer = self.post(QUICK)
        assert answer.headers["Refresh"] == "0;url=https://www.gov.cn/"
        assert answer.cookies["mailbox"]["max-age"] == 0

    def test_leaves_no_trace_in_the_case(self):
        self.case.refresh_from_db()
        before = self.rows(), vars(self.case).copy()
        self.post(DRAFT)
        self.case.refresh_from_db()
        after = self.rows(), vars(self.case).copy()
        before[1].pop("_state"), after[1].pop("_state")
        assert after == before
        assert not SealedValue.objects.filter(field="unsent").exists()
        assert CaseEvent.objects.count() == 1

    def test_a_reason_is_kept_beside_the_letter(self):
        self.conclude()
        self.post(DRAFT, reason="漏了一户")
        page = soup(self.resident.mailbox())
        assert page.select_one("textarea[name=reason]").text.strip() == "漏了一户"
        assert page.select_one("details[open] textarea[name=reason]")


class SendingTests(UnsentTestCase):
    def setUp(self):
        super().setUp()
        self.open()
        self.post(DRAFT)

    def test_the_letter_deletes_it(self):
        self.resident.write(TEXT)
        assert not Unsent.objects.exists()
        assert self.shown() == ""

    def test_a_letter_that_was_refused_does_not(self):
        self.resident.write("")
        assert self.shown() == TEXT

    def test_a_slow_script_does_not_bring_it_back(self):
        token = token_in(self.resident.mailbox(), action="letter")
        self.resident.write(TEXT, token=token)
        assert self.post(DRAFT, quiet=1, token=token).status_code == 204
        assert not Unsent.objects.exists()

    def test_reopening_leaves_the_letter(self):
        self.conclude()
        self.post(DRAFT, reason="漏了一户人家，请再看。")
        token = token_in(self.resident.mailbox(), action="reopen")
        data = {"reason": "漏了一户人家，请再看。", "token": token}
        self.resident.client.post("/tips/mailbox/reopen/", data)
        page = soup(self.resident.mailbox())
        assert page.select_one("textarea[name=text]").text.strip() == TEXT
        assert not page.select("textarea[name=reason]")


class TooLateTests(UnsentTestCase):
    def test_a_closed_mailbox_asks_for_the_number_and_keeps_the_text(self):
        self.open()
        later = time.time() + vault_mailbox.IDLE + 1
        with patch.object(vault_mailbox.time, "time", return_value=later):
            response = self.post(DRAFT)
        assert response.status_code == 403
        kept = soup(response).select_one("textarea#id_text").text.strip()
        assert kept == TEXT
        assert not Unsent.objects.exists()

    def test_both_texts_are_sealed_before_the_mailbox_is_shown(self):
        self.conclude()
        door = soup(self.post(DRAFT, reason="漏了一户"))
        typed = {
            name: door.select_one(f"textarea[name={name}]").text.strip()
            for name in ("text", "reason")
        }
        assert typed == {"text": TEXT, "reason": "漏了一户"}
        entered = self.resident.enter(self.receipt, **typed)
        assert (entered.status_code, entered.content) == (303, b"")
        page = soup(self.resident.mailbox())
        for name, text in typed.items():
            assert page.select_one(f"textarea[name={name}]").text.strip() == text

    def test_leaving_works_without_an_open_mailbox(self):
        for address in (LEAVE, QUICK):
            assert self.post(address).cookies["mailbox"]["max-age"] == 0
        assert not Unsent.objects.exists()

    def test_a_foreign_page_can_close_but_not_write(self):
        resident = Resident(enforce_csrf_checks=True)
        resident.get("/tips/mailbox/")
        csrf = resident.client.cookies["csrftoken"].value
        resident.enter(self.receipt, csrfmiddlewaretoken=csrf)
        assert resident.client.cookies["mailbox"].value
        assert resident.client.post(DRAFT, {"text": "假的"}).status_code == 403
        response = resident.client.post(LEAVE, {"text": "假的"})
        assert response.cookies["mailbox"]["max-age"] == 0
        assert not Unsent.objects.exists()
