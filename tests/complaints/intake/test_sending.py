"""A good post: one tip, one receipt, however often it is sent."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from unittest.mock import patch

from django.db import connections
from django.test import TransactionTestCase

from complaints.cases import Case, Source, State
from complaints.clocks import seed_policies
from complaints.intake.tokens import DAYS_KEPT, FormToken
from complaints.topics import Kind
from complaints.vault import derivation, receipts
from complaints.vault.models import Envelope
from portal.workdays import clock
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    Resident,
    receipt_in,
    soup,
    typed,
)
from tests.complaints.vault.factories import keyed_unit
from tests.complaints.vault.pool import taken


class ReceiptPageTests(HouseTestCase):
    def test_shows_the_number_alone_in_groups_of_four(self):
        response = self.resident.send()
        assert response.status_code == 200
        assert re.search(r"\A\d{4}( \d{4}){5}\Z", receipt_in(response))
        assert response.headers["Cache-Control"] == "no-store"

    def test_the_number_is_nowhere_else(self):
        response = self.resident.send()
        digits = receipt_in(response).replace(" ", "")
        assert digits not in str(response.headers)
        assert digits not in str(response.cookies)
        assert re.sub(r"\D", "", response.content.decode()).count(digits) == 1
        for address in soup(response).select("[href], [action]"):
            assert digits not in str(address.attrs)

    def test_says_by_when_what_happens(self):
        response = self.resident.send()
        due = soup(response).select_one("main time")["datetime"]
        assert due == Case.objects.get().due_on.isoformat()

    def test_sets_no_cookie_but_the_csrf_one(self):
        assert set(self.resident.send().cookies) <= {"csrftoken"}

    def test_is_reached_in_every_variant(self):
        for prefix in ("/en", "/elder"):
            resident = Resident(prefix)
            response = resident.send()
            assert receipt_in(response)
            self.assertContains(response, f'href="{prefix}/tips/mailbox/"')


class TheTipTests(HouseTestCase):
    def test_is_a_case_with_everything_that_was_chosen(self):
        self.resident.send_for_receipt(
            topic="sublet",
            estate=self.estate.pk,
            place="3幢2单元502",
            name="林某",
            phone="13900000000",
        )
        case = Case.objects.get()
        assert (
            case.source,
            case.kind,
            case.topic,
            case.estate,
            case.state,
            case.unit,
        ) == (
            Source.ONLINE,
            "report",
            "sublet",
            self.estate,
            State.RECEIVED,
            self.housing,
        )
        box = self.housing_keys.open(case.envelope)
        assert box.open("body") == BODY
        assert box.open("place") == "3幢2单元502"

    def test_of_an_official_reaches_discipline_alone(self):
        self.resident.send_for_receipt(kind=Kind.OFFICIAL)
        self.assert_hidden_from_housing()

    def test_is_never_seen_by_whom_it_concerns(self):
        self.resident.send_for_receipt(concerns=[self.housing.pk])
        self.assert_hidden_from_housing()

    def assert_hidden_from_housing(self):
        case = Case.objects.get()
        assert case.unit == self.discipline
        assert not Case.objects.visible_to(self.officer).exists()
        assert Case.objects.visible_to(self.inspector).exists()
        readers = case.envelope.wraps.values_list("unit_key__unit", flat=True)
        assert set(readers) == {self.discipline.pk}

    def test_keeps_no_time_finer_than_a_day(self):
        self.resident.send_for_receipt()
        event = Case.objects.get().events.get()
        assert event.at is None
        assert event.actor is None


class RepeatedPostTests(HouseTestCase):
    def setUp(self):
        super().setUp()
        self.token = self.resident.open_form()
        self.first = receipt_in(self.resident.send(self.token))

    def test_shows_the_same_receipt_and_makes_no_second_tip(self):
        again = self.resident.send(self.token)
        assert (again.status_code, receipt_in(again)) == (200, self.first)
        self.assertNotContains(again, "notice--warn")
        assert Case.objects.count() == 1

    def test_still_says_by_when(self):
        again = self.resident.send(self.token)
        assert soup(again).select_one("main time")

    def test_with_another_text_says_that_the_first_was_kept(self):
        again = self.resident.send(self.token, body="换了一段完全不同的文字内容")
        assert receipt_in(again) == self.first
        self.assertContains(again, "notice--warn")
        assert Case.objects.count() == 1

    def test_with_a_text_that_would_be_refused(self):
        again = self.resident.send(self.token, body="短")
        assert receipt_in(again) == self.first

    def test_from_another_browser(self):
        assert receipt_in(Resident().send(self.token)) == self.first

    def test_after_the_token_was_forgotten(self):
        FormToken.objects.all().delete()
        again = self.resident.send(self.token)
        assert receipt_in(again) == self.first
        assert Case.objects.count() == 1

    def test_another_token_makes_another_tip(self):
        assert receipt_in(self.resident.send()) != self.first
        assert Case.objects.count() == 2


class ForgettingTests(HouseTestCase):
    def test_a_token_is_kept_for_a_week(self):
        self.resident.send_for_receipt()
        row = FormToken.objects.get()
        for days, left in ((DAYS_KEPT, 1), (DAYS_KEPT + 1, 0)):
            day = row.day + timedelta(days=days)
            with patch("complaints.intake.tokens.today", return_value=day):
                FormToken.objects.purge()
            assert FormToken.objects.count() == left, days

    def test_the_row_tells_neither_token_nor_text(self):
        token = self.resident.open_form()
        self.resident.send(token)
        row = FormToken.objects.values().get()
        assert set(row) == {"hash", "day", "digest"}
        assert row["day"] == clock.today()
        assert token not in str(row)


class ExpiryTests(HouseTestCase):
    def test_sending_forgets_tokens_past_their_week(self):
        old = clock.today() - timedelta(days=DAYS_KEPT + 1)
        FormToken(hash="a" * 64, day=old, digest="b" * 64).save()
        self.resident.send_for_receipt()
        assert not FormToken.objects.filter(hash="a" * 64).exists()
        assert FormToken.objects.count() == 1


class ExhaustionTests(HouseTestCase):
    def assert_busy(self, response):
        assert response.status_code == 503
        assert response.headers["Retry-After"]
        assert typed(response) == BODY
        self.assert_nothing_remains()

    def test_of_the_derivation_pool(self):
        token = self.resident.open_form()
        with taken(derivation.INTAKE):
            self.assert_busy(self.resident.send(token))
        assert self.resident.send(token).status_code == 200

    def test_when_no_unit_can_read(self):
        self.discipline.keys.all().update(confirmed_at=None)
        self.housing.keys.all().update(confirmed_at=None)
        response = self.resident.send()
        assert response.status_code in {422, 503}
        assert typed(response) == BODY
        self.assert_nothing_remains()


class TwoPostsAtOnceTests(TransactionTestCase):
    """The same form, sent twice in the same instant."""

    def setUp(self):
        seed_policies()
        keyed_unit(discipline=True)
        keyed_unit(lead=True)

    def test_make_one_tip_and_both_see_its_receipt(self):
        start = Barrier(4)
        token = Resident().open_form()

        def send(_number):
            try:
                resident = Resident()
                start.wait()
                response = resident.send(token)
                return response.status_code, receipt_in(response)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            answers = set(pool.map(send, range(4)))
        receipt = receipts.grouped(receipts.receipt_for(token))
        assert answers == {(200, receipt)}
        assert (Case.objects.count(), FormToken.objects.count()) == (1, 1)
        assert Envelope.objects.count() == 1
