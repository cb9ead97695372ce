"""Tokens used where they do not belong, letters that cross, times that give away."""

from unittest.mock import PropertyMock, patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from complaints.cases import Message
from complaints.intake.letterbox import Letterbox
from complaints.vault.models import KeyEvent, UnitKey, UnitKeyGrant
from portal.users.models import Membership
from tests.complaints.intake.house import HouseTestCase, receipt_in, soup, token_in
from tests.complaints.vault.factories import keyed_member


class Letters(HouseTestCase):
    def setUp(self):
        super().setUp()
        self.resident.enter(self.resident.send_for_receipt())

    def token(self):
        return token_in(self.resident.mailbox(), action="letter")

    def post(self, text, token, **fields):
        data = {"text": text, "token": token} | fields
        return self.resident.client.post("/tips/mailbox/letter/", data)

    def test_a_letters_token_shows_no_receipt_that_opens_nothing(self):
        token = self.token()
        assert self.post("请尽快处理。", token).status_code == 303
        sent = self.resident.send(token=token)
        assert self.resident.enter(receipt_in(sent)).status_code == 303

    def test_a_letter_is_still_sent_only_once(self):
        token = self.token()
        for _time in range(2):
            assert self.post("请尽快处理。", token).status_code == 303
        assert Message.objects.count() == 1

    def test_of_two_letters_that_cross_the_second_keeps_its_words(self):
        first, second = self.token(), self.token()
        one, other = (SimpleUploadedFile(name, b"abc") for name in ("a.txt", "b.txt"))
        assert self.post("第一封", first, attachments=[one]).status_code == 303
        before = self.rows()
        with patch.object(Letterbox, "next_file", PropertyMock(return_value=1)):
            answer = self.post("第二封信", second, attachments=[other])
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "第二封信" in soup(answer).select_one("textarea[name=text]").text
        assert self.rows() == before
        assert self.post("第二封信", second).status_code == 303


class TimeOfSending(HouseTestCase):
    def assert_sending_leaves_no_time(self):
        before = timezone.now()
        self.resident.send_for_receipt()
        made = {"made_at__gte": before}
        assert not UnitKey.objects.filter(**made).exists()
        at = {"at__gte": before}
        assert not KeyEvent.objects.filter(**at).exists()
        assert not UnitKeyGrant.objects.filter(**at).exists()

    def test_after_a_colleagues_account_was_closed(self):
        gone, _keyring = keyed_member(self.housing, by=self.housing_keys)
        gone.is_active = False
        gone.save()
        newest = UnitKey.objects.for_tips().in_use().get(unit=self.housing)
        assert newest.version == 2
        self.assert_sending_leaves_no_time()

    def test_after_a_colleague_became_a_clerk(self):
        gone, _keyring = keyed_member(self.housing, by=self.housing_keys)
        membership = Membership.objects.get(user=gone)
        membership.is_clerk = True
        membership.save()
        self.assert_sending_leaves_no_time()


class Caching(HouseTestCase):
    def test_not_even_the_address_without_its_slash_is_kept(self):
        for path in ("/tips", "/en/tips", "/elder/tips", "/tips/new", "/tips/none/"):
            answer = self.client.get(path)
            assert answer.headers["Cache-Control"] == "no-store", path
