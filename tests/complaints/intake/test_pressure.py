"""How much arrives in a minute: who is asked, who is not, and what is kept of it."""

import time
from contextlib import contextmanager
from unittest.mock import patch

from django.db import OperationalError, connection
from django.test import RequestFactory, override_settings

from complaints.cases import Case
from complaints.intake import pressure
from complaints.intake.pressure import KEPT, SLOT, Lane, PostCount
from complaints.intake.tally import Tally
from tests.complaints.intake.house import (
    HouseTestCase,
    Resident,
    press,
    problems,
    receipt_in,
    soup,
)

ADDRESS, OTHER = "1.2.4.8", "114.114.114.114"


@contextmanager
def later(seconds):
    now = time.time() + seconds
    with patch.object(pressure.time, "time", return_value=now):
        yield


@contextmanager
def failing(*words):
    """The database refuses every statement with these words in it."""

    def refuse(execute, sql, *rest):
        if any(word in sql for word in words):
            raise OperationalError("the database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
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

    def test_letters_from_an_open_mailbox_are_never_asked(self):
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

    def test_a_household_has_a_whole_network(self):
        request = RequestFactory().get("/", REMOTE_ADDR="2400:3200::1")
        other = RequestFactory().get("/", REMOTE_ADDR="2400:3200::ffff:2")
        assert pressure._source(request) == pressure._source(other) != ""

    def test_one_receipt_alone(self):
        receipt, other = (self.resident.send_for_receipt() for _tip in range(2))
        answers = [is_asked(Resident().enter(receipt)) for _visit in range(6)]
        assert answers == [False] * 4 + [True] * 2
        assert Resident().enter(other).status_code == 303


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


@override_settings(CHALLENGE_ABOVE=60)
class WorkersTests(HouseTestCase):
    """What one worker keeps to itself, and when it tells."""

    def post(self, times=1, tally=None):
        """As if another worker got them, with a tally of its own."""
        request = RequestFactory().post("/tips/new/")
        with patch.object(pressure, "_here", tally or pressure._here):
            return [pressure.count(request, Lane.TIPS) for _post in range(times)][-1]

    def stored(self):
        return sum(PostCount.objects.values_list("posts", flat=True))

    def test_its_share_stays_in_memory(self):
        self.post(7)
        assert self.stored() == 0
        self.post()
        assert self.stored() == 8

    def test_they_agree_as_soon_as_one_has_begun_to_write(self):
        other = Tally()
        self.post(5, other)
        self.post(40)
        assert self.stored() == 40
        assert not self.post(15, other).is_high
        assert self.stored() == 60
        assert pressure.would_ask(Lane.TIPS)
        assert self.post(1, other).is_high
        assert self.post().is_high

    def test_posts_that_are_not_of_our_page_do_not_count(self):
        stranger = Resident(enforce_csrf_checks=True)
        with override_settings(CHALLENGE_ABOVE=3):
            for _post in range(5):
                assert stranger.send(token="").status_code == 403
            assert not pressure.would_ask(Lane.TIPS)


@override_settings(CHALLENGE_ABOVE=3)
class CannotCountTests(HouseTestCase):
    def test_this_worker_still_knows_what_it_saw(self):
        request = RequestFactory().post("/tips/new/")
        with failing("postcount"):
            felt = [pressure.count(request, Lane.TIPS).is_high for _post in range(4)]
        assert felt == [False, False, False, True]

    def test_a_tip_is_taken_all_the_same(self):
        token = self.resident.open_form()
        with failing("postcount"):
            assert receipt_in(self.resident.send(token))

    def test_and_a_mailbox_opened(self):
        receipt = self.resident.send_for_receipt()
        self.resident.mailbox()
        with failing("postcount"):
            assert self.resident.enter(receipt).status_code == 303
            assert Resident().mailbox().status_code == 200
