"""How much arrives in a minute: who is asked, who is not, and what is kept of it."""

import time
from contextlib import contextmanager
from http.cookies import SimpleCookie
from unittest.mock import patch

from django.test import override_settings

from complaints.cases import Case
from complaints.intake import pressure
from complaints.intake.pressure import KEPT, SLOT, Lane, PostCount
from complaints.vault import receipts
from tests.complaints.intake.house import (
    MAILBOX_FORMS,
    HouseTestCase,
    Resident,
    press,
    problems,
    receipt_in,
    solve,
    soup,
    token_in,
)

ADDRESS, OTHER = "1.2.4.8", "114.114.114.114"


@contextmanager
def later(seconds):
    now = time.time() + seconds
    with patch.object(pressure.time, "time", return_value=now):
        yield


def is_asked(response):
    return response.status_code == 422 and "id_captcha" in problems(response)


@override_settings(CHALLENGE_ABOVE=3)
class ThresholdTests(HouseTestCase):
    def test_as_many_tips_as_allowed_and_one_more(self):
        for _tip in range(3):
            assert receipt_in(self.resident.send())
        response = self.resident.send()
        assert is_asked(response)
        assert Case.objects.count() == 3

    def test_the_page_asks_at_once_when_the_next_one_would_be(self):
        for _tip in range(3):
            self.assertNotContains(self.resident.get("/tips/new/"), "data-challenge=")
            self.resident.send()
        page = soup(self.resident.get("/tips/new/"))
        assert len(page.select("[data-challenge]")) == 1

    def test_sign_ins_are_counted_apart(self):
        receipt = self.resident.send_for_receipt()
        for _visit in range(3):
            assert self.resident.enter(receipt).status_code == 303
        assert is_asked(Resident().enter(receipt))
        assert receipt_in(self.resident.send())

    def test_tips_do_not_close_the_mailbox(self):
        receipt = self.resident.send_for_receipt()
        press(Lane.TIPS)
        assert self.resident.enter(receipt).status_code == 303

    def test_a_minute_later_nobody_is_asked(self):
        press(Lane.TIPS)
        assert is_asked(self.resident.send())
        with later(SLOT * pressure.SLOTS):
            assert receipt_in(self.resident.send())

    def test_what_is_a_minute_old_does_not_count(self):
        press(Lane.TIPS, 3)
        # Never later than after a full minute, else somebody was asked below it.
        with later(60):
            assert not pressure.would_ask(Lane.TIPS)
        with later(50):
            assert pressure.would_ask(Lane.TIPS)

    @override_settings(CHALLENGE_ABOVE=0)
    def test_nought_never_asks(self):
        press(Lane.TIPS)
        press(Lane.SIGN_INS)
        receipt = self.resident.send_for_receipt()
        assert self.resident.enter(receipt).status_code == 303

    @override_settings(CHALLENGE_ABOVE=0, QUARANTINE_ABOVE=0)
    def test_nor_counts(self):
        self.resident.send()
        assert not PostCount.objects.exists()

    def test_letters_are_not_asked_for_tips_and_sign_ins(self):
        self.resident.enter(self.resident.send_for_receipt())
        press(Lane.TIPS)
        press(Lane.SIGN_INS)
        assert self.resident.write("补充一点情况").status_code == 303

    def test_the_threshold_is_sixty_unless_it_is_set(self):
        from portal import settings

        assert (settings.CHALLENGE_ABOVE, settings.QUARANTINE_ABOVE) == (60, 300)


@override_settings(CHALLENGE_ABOVE=8)
class EarlierTests(HouseTestCase):
    """Whoever sends a lot is asked before the others; nobody else is."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(pressure, "FEWEST", 1))

    def from_address(self, address, **more):
        return Resident(REMOTE_ADDR=address, **more)

    def asked_after(self, resident):
        """How many posts of this resident pass."""
        token = resident.open_form()
        for passed in range(9):
            # Too short to be taken, but a post.
            answer = soup(resident.send(token, body="短"))
            if answer.select("[data-challenge]"):
                return passed
        return None

    def test_one_source_alone(self):
        assert self.asked_after(self.from_address(ADDRESS)) == 4
        assert receipt_in(self.from_address(OTHER).send())

    def test_a_source_behind_a_proxy(self):
        mine = self.from_address(
            "127.0.0.1", HTTP_X_FORWARDED_FOR=f"9.9.9.9, {ADDRESS}"
        )
        assert self.asked_after(mine) == 4
        beside = {"HTTP_X_FORWARDED_FOR": f"9.9.9.9, {OTHER}"}
        other = self.from_address("10.0.0.1", **beside)
        assert receipt_in(other.send())

    def test_a_proxy_that_tells_nothing_is_no_source(self):
        assert self.asked_after(self.from_address("127.0.0.1")) == 8

    def test_one_receipt_alone(self):
        receipt, other = (self.resident.send_for_receipt() for _tip in range(2))
        answers = [is_asked(Resident().enter(receipt)) for _visit in range(6)]
        assert answers == [False] * 4 + [True] * 2
        assert Resident().enter(other).status_code == 303


@override_settings(CHALLENGE_ABOVE=8)
class InTheMailboxTests(HouseTestCase):
    """Letters and wishes have a lane of their own, counted by receipt."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(pressure, "FEWEST", 1))
        self.receipt, other = (self.resident.send_for_receipt() for _tip in range(2))
        self.resident.enter(self.receipt)
        self.other = Resident()
        self.other.enter(other)

    def send_letters(self, many):
        for number in range(many):
            assert self.resident.write(f"第 {number} 封").status_code == 303

    def test_one_receipt_alone_is_asked_and_loses_no_word(self):
        self.send_letters(4)
        asked = self.resident.write("还有一件事")
        assert is_asked(asked)
        page = soup(asked)
        assert page.select_one("#letter textarea").text.strip() == "还有一件事"
        assert len(page.select("#letter [data-challenge]")) == 1
        assert len(page.select("[data-challenge]")) == 1
        assert self.other.write("别人的信").status_code == 303
        sent = self.resident.write("还有一件事", **solve(page))
        assert sent.status_code == 303
        self.assertContains(self.resident.mailbox(), "还有一件事")

    def test_what_was_kept_before_stays(self):
        draft = {
            "text": "写了一半",
            "token": token_in(self.resident.mailbox(), "letter"),
        }
        self.resident.client.post("/tips/mailbox/draft/", draft)
        press(Lane.LETTERS)
        assert is_asked(self.resident.write("还有一件事"))
        self.assertContains(self.resident.mailbox(), "写了一半")

    def test_a_letter_sent_twice_is_not_asked(self):
        token = token_in(self.resident.mailbox(), action="letter")
        assert self.resident.write("喂", token=token).status_code == 303
        press(Lane.LETTERS)
        assert self.resident.write("喂", token=token).status_code == 303

    def test_each_form_asks_in_its_own_place(self):
        Case.objects.update(state="declined")
        press(Lane.LETTERS)
        for address, given in MAILBOX_FORMS.items():
            with self.subTest(address):
                action = f"mailbox/{address}/"
                token = token_in(self.resident.mailbox(), action=action)
                data = {"token": token} | given
                asked = self.resident.client.post(f"/tips/{action}", data)
                assert asked.status_code == 422
                [form] = [
                    form
                    for form in soup(asked).select("form")
                    if form.select("[data-challenge]")
                ]
                assert form["action"].endswith(action)
                [problem] = problems(asked)
                assert form.select(f"#{problem}")

    def test_neither_tips_nor_sign_ins_are_asked_for_it(self):
        press(Lane.LETTERS)
        assert receipt_in(self.other.send())
        assert Resident().enter(self.receipt).status_code == 303


@override_settings(CHALLENGE_ABOVE=8)
class OnceMoreTests(HouseTestCase):
    """What derives again without a challenge before it is asked for one in time."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(pressure, "FEWEST", 1))
        self.token = self.resident.open_form()
        self.receipt = receipt_in(self.resident.send(self.token))

    def assert_asked_first(self, response):
        """No number before the check; what was sent goes along to the next try."""
        assert response.status_code == 422
        page = soup(response)
        assert not page.select("#receipt")
        assert len(page.select("[data-challenge]")) == 1
        return solve(page)

    def test_the_same_form_over_and_over(self):
        for _time in range(4):
            assert receipt_in(self.resident.send(self.token)) == self.receipt
        with patch.object(receipts, "derive") as derive:
            solved = self.assert_asked_first(self.resident.send(self.token))
        assert not derive.called
        other = Resident()
        token = other.open_form()
        assert receipt_in(other.send(token)) == receipt_in(other.send(token))
        again = self.resident.send(self.token, **solved)
        assert receipt_in(again) == self.receipt
        assert Case.objects.count() == 2

    def test_a_wrong_last_group(self):
        press(Lane.AGAIN)
        slip = {"token": self.token, "last": "0"}
        post = self.resident.client.post
        solved = self.assert_asked_first(post("/tips/new/written/", slip))
        again = post("/tips/new/written/", slip | solved)
        assert receipt_in(again) == self.receipt

    def test_exchanges(self):
        self.resident.enter(self.receipt)
        press(Lane.AGAIN)
        data = {"token": token_in(self.resident.mailbox(), action="exchange")}
        post = self.resident.client.post
        asked = post("/tips/mailbox/exchange/", data)
        self.assertContains(asked, "您的查询码还是现在这个", status_code=422)
        self.assertNotContains(asked, "已经收到", status_code=422)
        solved = self.assert_asked_first(asked)
        assert receipt_in(post("/tips/mailbox/exchange/", data | solved))

    def test_an_exchange_that_went_through_is_not_said_to_be_none(self):
        self.resident.enter(self.receipt)
        before = SimpleCookie(self.resident.client.cookies)
        data = {"token": token_in(self.resident.mailbox(), action="exchange")}
        post = self.resident.client.post
        assert receipt_in(post("/tips/mailbox/exchange/", data))
        press(Lane.AGAIN)
        checked = post("/tips/mailbox/exchange/", data | {"last": "0"})
        # As if the answer, and with it the new cookie, was lost on its way.
        self.resident.client.cookies = before
        for asked in (checked, post("/tips/mailbox/exchange/", data)):
            self.assert_asked_first(asked)
            self.assertContains(asked, "已经收到", status_code=422)

    def test_a_repeated_form_is_not_asked_for_a_flood_of_tips(self):
        press(Lane.TIPS)
        assert receipt_in(self.resident.send(self.token)) == self.receipt


@override_settings(CHALLENGE_ABOVE=8)
class NoTraceTests(HouseTestCase):
    @override_settings(CHALLENGE_ABOVE=60, QUARANTINE_ABOVE=300)
    def test_on_a_calm_day_nothing_is_stored_at_all(self):
        resident = Resident(REMOTE_ADDR=ADDRESS)
        resident.enter(resident.send_for_receipt())
        assert not PostCount.objects.exists()

    def test_below_a_quarter_nothing_of_a_source(self):
        resident = Resident(REMOTE_ADDR=ADDRESS)
        for _tip in range(2):
            resident.send()
        assert set(PostCount.objects.values_list("who", flat=True)) == {""}

    def test_later_a_mark_that_thousands_share(self):
        resident = Resident(REMOTE_ADDR=ADDRESS)
        with patch.object(pressure, "FEWEST", 1):
            for _tip in range(4):
                resident.send()
        [mark] = set(PostCount.objects.exclude(who="").values_list("who", flat=True))
        assert len(mark) == 4
        assert ADDRESS not in str(list(PostCount.objects.values()))

    def test_the_mark_is_another_one_every_hour(self):
        now = pressure._mark("source", ADDRESS)
        marks = set()
        for hour in range(1, 9):
            with later(3600 * hour):
                marks.add(pressure._mark("source", ADDRESS))
        assert len(marks | {now}) > 5

    def test_no_time_of_a_tip_can_be_read_from_it(self):
        self.resident.send()
        names = {field.name for field in PostCount._meta.get_fields()}
        assert names == {"id", "lane", "who", "slot", "posts"}

    def test_two_minutes_later_it_is_gone(self):
        press(Lane.TIPS)
        pressure.forget()
        assert PostCount.objects.count() == 1
        with later(SLOT * (KEPT + 1)):
            pressure.forget()
        assert not PostCount.objects.exists()

    def test_and_the_next_count_forgets_too(self):
        press(Lane.SIGN_INS)
        with later(SLOT * (KEPT + 1)):
            for _tip in range(2):
                self.resident.send()
        assert not PostCount.objects.filter(lane=Lane.SIGN_INS).exists()

    def test_the_cookie_of_the_form_stays_the_only_one(self):
        press(Lane.TIPS)
        press(Lane.SIGN_INS)
        for path in ("/tips/new/", "/tips/mailbox/"):
            assert set(self.resident.get(path).cookies) == {"csrftoken"}
        assert set(self.resident.send().cookies) <= {"csrftoken"}
