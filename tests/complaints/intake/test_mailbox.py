"""The mailbox: found again, answered, left."""

import time
from datetime import timedelta
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import workflow
from complaints.cases import Case, Outcome
from complaints.clocks import DayUnit, Deadline, DeadlinePolicy
from complaints.topics import Kind
from complaints.vault import mailbox as vault_mailbox
from complaints.vault.models import KeyEvent
from complaints.vault.receipts import with_check
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    MailboxTestCase,
    Resident,
    problems,
    sealed_files,
    soup,
)
from tests.complaints.vault.factories import keyed_unit


class TheDoorTests(MailboxTestCase):
    def test_a_mistyped_number_and_a_wrong_one_are_told_apart(self):
        good = self.receipt.replace(" ", "")
        slip = str((int(good[0]) + 1) % 10) + good[1:]
        wrong = with_check("1" * 22)
        said = set()
        for typed in (good[:-1], slip, wrong):
            response = self.resident.enter(typed)
            assert response.status_code == 422
            said.add(problems(response)["id_receipt"])
            assert soup(response).select_one("#id_receipt")["value"] == typed
            assert set(response.cookies) <= {"csrftoken"}
        assert len(said) == 3

    def test_nothing_typed_is_told_apart_too(self):
        assert "id_receipt" in problems(self.resident.enter(""))

    def test_full_width_digits_spaces_and_dashes_are_accepted(self):
        wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in self.receipt)
        for typed in (
            self.receipt.replace(" ", ""),
            self.receipt.replace(" ", "-"),
            wide.replace(" ", "\u3000"),
        ):
            assert Resident().enter(typed).status_code == 303, typed

    def test_a_slip_of_the_pen_costs_no_derivation(self):
        with patch("complaints.vault.receipts.derive", side_effect=AssertionError):
            assert self.resident.enter("1" * 24).status_code == 422

    def test_odd_input(self):
        for typed in ("\x00", "²" * 24, "一" * 24, "9" * 5000, "١" * 24, "<script>"):
            assert self.resident.enter(typed).status_code == 422, typed


class TheCookieTests(MailboxTestCase):
    def test_belongs_to_the_part_it_was_opened_under(self):
        for prefix, name in (("", "mailbox"), ("/en", "mailbox_en")):
            cookie = Resident(prefix).enter(self.receipt).cookies[name]
            assert cookie["path"] == f"{prefix}/tips/"
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
            assert not cookie["max-age"]
            assert not cookie["expires"]

    def test_holds_neither_receipt_nor_anything_readable(self):
        value = self.resident.enter(self.receipt).cookies["mailbox"].value
        assert self.receipt.replace(" ", "") not in value
        assert str(self.case.envelope_id).replace("-", "") not in value

    def test_is_over_after_ten_idle_minutes(self):
        self.open()
        later = time.time() + vault_mailbox.IDLE + 1
        with patch.object(vault_mailbox.time, "time", return_value=later):
            response = self.resident.mailbox()
        self.assertNotContains(response, BODY)
        assert response.cookies["mailbox"]["max-age"] == 0

    def test_lives_on_while_it_is_used(self):
        self.open()
        now = time.time()
        for minutes in (8, 16, 24):
            with patch.object(
                vault_mailbox.time, "time", return_value=now + minutes * 60
            ):
                self.assertContains(self.resident.mailbox(), BODY)

    def test_a_forged_one_opens_nothing(self):
        for value in (
            "x",
            "A" * 200,
            self.resident.enter(self.receipt).cookies["mailbox"].value[:-4],
        ):
            resident = Resident()
            resident.client.cookies["mailbox"] = value
            self.assertNotContains(resident.mailbox(), BODY)

    def test_another_variant_does_not_have_it(self):
        self.open()
        response = self.resident.client.get("/en/tips/mailbox/")
        self.assertNotContains(response, BODY)


class WhatIsShownTests(MailboxTestCase):
    def test_what_was_sent(self):
        page = self.open()
        for text in (BODY, "东门小区", "3幢2单元502", "门牌.png", self.housing.name):
            self.assertContains(page, text)

    def test_the_same_clock_as_the_staff_see(self):
        page = soup(self.open())
        days = [tag["datetime"] for tag in page.select("time")]
        assert self.case.received_on.isoformat() in days
        assert self.case.due_on.isoformat() in days
        steps = page.select(".timeline > li")
        assert len(steps) == 2
        assert "step--next" in steps[-1]["class"]

    def test_what_happened_in_order(self):
        self.conclude()
        page = soup(self.open())
        steps = page.select(".timeline > li")
        assert len(steps) == 4
        assert not page.select(".step--next")
        labels = [step.select_one(".step__label").text for step in steps]
        assert self.housing.name in labels[1]

    def test_the_answer_with_outcome_and_measures(self):
        self.conclude()
        answer = soup(self.open()).select_one("article.answer")
        for text in (
            "经查属实，已责令腾退。",
            "约谈承租人，收回房屋。",
            self.case.number,
        ):
            assert text in answer.text
        assert (
            str(Outcome.SUBSTANTIATED.label)
            in answer.select_one(".answer__outcome").text
        )

    def test_a_reason_for_declining_is_the_answer(self):
        workflow.decline(self.case, reason="不属于本次整治范围。", **self.staff())
        answer = soup(self.open()).select_one("article.answer")
        assert "不属于本次整治范围。" in answer.text
        assert answer.select_one(".answer__outcome") is None

    def test_letters_both_ways_and_no_persons_name(self):
        workflow.message(self.case, text="请问是几单元？", **self.staff())
        self.open()
        self.resident.write("二单元。")
        page = self.resident.mailbox()
        letters = [article.text for article in soup(page).select("#letters .letter")]
        assert ["请问是几单元？" in letters[0], "二单元。" in letters[1]] == [
            True,
            True,
        ]
        assert self.housing.name in letters[0]
        self.assertNotContains(page, self.officer.get_full_name())

    def test_what_the_unit_keeps_to_itself_is_not_shown(self):
        workflow.note(self.case, text="内部备注不外传", **self.staff())
        workflow.assign(self.case, actor=self.officer, assignee=self.officer)
        page = self.open()
        self.assertNotContains(page, "内部备注不外传")
        assert len(soup(page).select(".timeline > li")) == 2

    def test_a_key_given_out_by_recovery_shares_is_told(self):
        KeyEvent.objects.create(what=KeyEvent.What.SHARES, unit=self.housing)
        assert not soup(self.open()).select(".notice--warn")
        KeyEvent.objects.create(what=KeyEvent.What.RECOVERED, unit=self.housing)
        assert soup(self.open()).select(".notice--warn time")

    def test_a_referral_names_the_unit_in_charge(self):
        civil, _user, _keys = keyed_unit(name="县民政局")
        workflow.refer(self.case, to_unit=civil, reason="归民政管", **self.staff())
        page = soup(self.open())
        assert "县民政局" in page.select(".step__label")[1].text
        assert "归民政管" not in page.text

    def test_an_overdue_case_says_so(self):
        late = self.case.due_on + timedelta(days=1)
        with patch("complaints.intake.letterbox.today", return_value=late):
            late_page = soup(self.open()).select_one(".step--next").text
        assert late_page != soup(self.resident.mailbox()).select_one(".step--next").text

    def test_a_term_in_calendar_days_names_only_its_last_day_as_a_day_off(self):
        due = self.case.due_on
        for unit, said in ((DayUnit.CALENDAR, "顺延"), (DayUnit.WORKING, "2 天")):
            deadline = Deadline(due, False, (due, due), DeadlinePolicy(unit=unit))
            name = "complaints.intake.letterbox.deadline_of"
            with patch(name, return_value=deadline):
                assert said in soup(self.open()).select_one(".step--next").text

    def test_a_provisional_due_day_says_so(self):
        Case.objects.update(due_is_provisional=True)
        assert len(soup(self.open()).select_one(".step--next").select("p")) == 2

    def test_stores_nothing_and_is_not_cached(self):
        assert self.open().headers["Cache-Control"] == "no-store"

    def test_the_number_of_queries_is_independent_of_what_was_written(self):
        self.open()
        with CaptureQueriesContext(connection) as few:
            self.resident.mailbox()
        count = len(few)
        for n in range(5):
            workflow.message(self.case, text=f"第{n}封信", **self.staff())
            file = SimpleUploadedFile(f"{n}.txt", b"text")
            self.resident.write(f"回信{n}", attachments=[file])
        with self.assertNumQueries(count):
            self.resident.mailbox()


class FilesTests(MailboxTestCase):
    def fetch(self, number=1, resident=None):
        return (resident or self.resident).get(f"/tips/mailbox/file/{number}/")

    def test_comes_back_as_a_download(self):
        self.open()
        response = self.fetch()
        assert b"".join(response.streaming_content) == b"\x89PNG\r\n\x1a\n0123"
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Cache-Control"] == "no-store"

    def test_not_without_the_number(self):
        assert self.fetch().status_code == 303

    def test_not_from_another_mailbox(self):
        other = Resident()
        other.enter(other.send_for_receipt())
        assert self.fetch(resident=other).status_code == 404

    def test_one_that_is_not_there(self):
        self.open()
        assert self.fetch(9).status_code == 404
        for path in sealed_files():
            if path.is_file():
                path.unlink()
        assert self.fetch().status_code == 404


class ContactTests(MailboxTestCase):
    FIELDS = {"name": "林某", "phone": "13900000000"}

    def test_says_that_nobody_opened_them(self):
        page = self.open()
        assert page.status_code == 200
        self.assertNotContains(page, "13900000000")
        self.assertNotContains(page, "需要核对门牌")

    def test_says_when_they_were_opened_by_whom_and_why(self):
        workflow.contact_opened(self.case, reason="需要核对门牌", **self.staff())
        page = self.open()
        self.assertContains(page, "需要核对门牌")
        self.assertNotContains(page, "13900000000")


class OfficialTests(HouseTestCase):
    def test_shows_discipline_as_its_unit(self):
        receipt = self.resident.send_for_receipt(kind=Kind.OFFICIAL)
        self.resident.enter(receipt)
        self.assertContains(self.resident.mailbox(), self.discipline.name)


class LeavingTests(MailboxTestCase):
    def test_expires_our_cookies_by_name_and_clears_the_cache(self):
        self.open()
        response = self.resident.client.post("/tips/mailbox/leave/")
        assert response.status_code == 303
        assert response.headers["Clear-Site-Data"] == '"cache"'
        gone = {name: cookie["path"] for name, cookie in response.cookies.items()}
        assert gone == {
            "mailbox": "/tips/",
            "mailbox_en": "/en/tips/",
            "mailbox_elder": "/elder/tips/",
            "csrftoken": "/",
        }
        assert all(cookie["max-age"] == 0 for cookie in response.cookies.values())
        self.assertNotContains(self.resident.mailbox(), BODY)

    def test_from_a_variant_too(self):
        resident = Resident("/en")
        resident.enter(self.receipt)
        response = resident.client.post("/en/tips/mailbox/leave/")
        assert response.cookies["mailbox_en"]["path"] == "/en/tips/"
        assert response.cookies["mailbox"]["path"] == "/tips/"
        assert response.headers["Location"].startswith("/en/tips/")

    def test_is_one_click_on_the_page(self):
        page = soup(self.open())
        for selector, action in (
            (".quick-exit [data-leave]", "/tips/leave/"),
            ("[data-lock]", "/tips/mailbox/leave/"),
        ):
            button = page.select_one(selector)
            assert button["formaction"] == action
            # Takes the text along, and no file.
            assert button["form"] == page.select_one("form[action$='/letter/']")["id"]
            assert button["formenctype"] == "application/x-www-form-urlencoded"
