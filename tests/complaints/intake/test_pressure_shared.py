"""Posts are counted over all workers, and a count that fails stops nothing."""

from unittest.mock import patch

from django.test import RequestFactory, override_settings

from complaints.intake import pressure
from complaints.intake.pressure import Lane, PostCount
from complaints.intake.tally import Tally
from tests.complaints.intake.house import (
    HouseTestCase,
    Resident,
    failing,
    receipt_in,
)


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
