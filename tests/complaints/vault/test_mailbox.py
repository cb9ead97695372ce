"""The sender's side: the receipt opens, the cookie carries, time closes."""

import base64

import pytest
from django.test import TestCase

from complaints.vault import mailbox, receipts
from complaints.vault.boxes import destroy_contact
from complaints.vault.mailbox import NoSuchReceipt, SenderSession, SessionOver
from complaints.vault.models import Envelope
from complaints.vault.primitives import SealBroken
from tests.complaints.vault.factories import sealed_draft


class WithMailbox(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.draft, cls.receipt = sealed_draft(body="正文", name="林清", phone="1390")
        cls.draft.save([])
        cls.keys = receipts.derive(cls.receipt)

    def setUp(self):
        self.now = 1_800_000_000
        self.enterContext(pytest.MonkeyPatch.context()).setattr(
            mailbox.time, "time", lambda: self.now
        )


class OpeningByReceipt(WithMailbox):
    def test_shows_the_tip_and_the_contact(self):
        box = mailbox.open_with_receipt(self.keys)
        assert box.open("body") == "正文"
        assert box.contact().open("name") == "林清"

    def test_an_unknown_receipt(self):
        keys = receipts.derive(receipts.receipt_for("never sent"))
        with pytest.raises(NoSuchReceipt):
            mailbox.open_with_receipt(keys)

    def test_the_lookup_without_the_key_opens_nothing(self):
        wrong = receipts.ReceiptKeys(lookup=self.keys.lookup, key=bytes(32))
        with pytest.raises(SealBroken):
            mailbox.open_with_receipt(wrong)

    def test_without_the_pepper_there_is_no_such_receipt(self):
        with self.settings(PEPPER="of another house, as long as it takes"):
            keys = receipts.derive(self.receipt)
        with pytest.raises(NoSuchReceipt):
            mailbox.open_with_receipt(keys)

    def test_a_wrap_of_another_tip_is_refused(self):
        other, _receipt = sealed_draft()
        other.save([])
        wrap = Envelope.objects.get(pk=other.envelope.pk).receipt_wrap
        Envelope.objects.filter(pk=self.draft.envelope.pk).update(receipt_wrap=wrap)
        with pytest.raises(SealBroken):
            mailbox.open_with_receipt(self.keys)


class TheCookie(WithMailbox):
    def setUp(self):
        super().setUp()
        self.cookie = SenderSession.seal(mailbox.open_with_receipt(self.keys))

    def test_opens_in_one_query(self):
        with self.assertNumQueries(1):
            box = SenderSession.open(self.cookie)
        assert box.open("body") == "正文"
        assert box.contact().open("phone") == "1390"

    def test_closes_after_ten_idle_minutes(self):
        self.now += 599
        assert SenderSession.open(self.cookie)
        self.now += 1
        with pytest.raises(SessionOver):
            SenderSession.open(self.cookie)

    def test_lives_on_while_it_is_used_but_not_for_ever(self):
        cookie = self.cookie
        for _turn in range(13):
            self.now += 550
            cookie = SenderSession.seal(SenderSession.open(cookie))
        self.now += 550
        with pytest.raises(SessionOver):
            SenderSession.open(cookie)

    def test_tells_nothing_and_has_one_length(self):
        other, receipt = sealed_draft()
        other.save([])
        plain = mailbox.open_with_receipt(receipts.derive(receipt))
        assert len(SenderSession.seal(plain)) == len(self.cookie)
        raw = base64.urlsafe_b64decode(self.cookie)
        assert self.draft._key not in raw
        assert self.draft.envelope.pk.bytes not in raw
        assert self.receipt not in self.cookie

    def test_changed_foreign_or_empty_is_over(self):
        for cookie in ("", "x", "é", self.cookie[:-8] + "AAAAAAA=", self.cookie * 2):
            with self.subTest(cookie=str(cookie)), pytest.raises(SessionOver):
                SenderSession.open(cookie)

    def test_needs_both_secrets_of_the_house(self):
        for name in ("SECRET_KEY", "PEPPER"):
            with (
                self.subTest(name=name),
                self.settings(**{name: "of another house, as long as it takes"}),
                pytest.raises(SessionOver),
            ):
                SenderSession.open(self.cookie)

    def test_a_deleted_tip_closes_it(self):
        Envelope.objects.all().delete()
        with pytest.raises(SessionOver):
            SenderSession.open(self.cookie)

    def test_a_deleted_contact_is_not_shown_by_an_older_cookie(self):
        destroy_contact(Envelope.objects.get())
        assert SenderSession.open(self.cookie).contact() is None
