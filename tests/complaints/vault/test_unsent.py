"""What was typed and not sent opens with the receipt, and with nothing else."""

import pytest
from django.test import TestCase

from complaints.vault import checks, mailbox, primitives, receipts, unsent
from complaints.vault.boxes import SealBroken
from complaints.vault.mailbox import SenderSession
from complaints.vault.models import Envelope, Unsent
from complaints.vault.receipts import new_token, receipt_for
from tests.complaints.vault.factories import keyed_unit, sealed_draft

LETTER = {"text": "写到一半的信"}


class UnsentTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, _user, cls.ring = keyed_unit(lead=True)

    def setUp(self):
        draft, receipt = sealed_draft()
        draft.save([self.unit])
        self.keys = receipts.derive(receipt)
        self.box = mailbox.open_with_receipt(self.keys)

    def again(self):
        return mailbox.open_with_receipt(self.keys)

    def test_is_found_with_the_receipt_and_with_the_cookie(self):
        unsent.keep(self.box, LETTER)
        assert unsent.found(self.again()) == LETTER
        carried = SenderSession.open(SenderSession.seal(self.again()))
        assert unsent.found(carried) == LETTER

    def test_fields_are_kept_beside_each_other_until_empty(self):
        unsent.keep(self.box, LETTER)
        unsent.keep(self.box, {"reason": "还有新情况"})
        assert unsent.found(self.box) == {**LETTER, "reason": "还有新情况"}
        unsent.keep(self.box, {"text": " \n"})
        assert unsent.found(self.box) == {"reason": "还有新情况"}
        unsent.keep(self.box, {"reason": ""})
        assert not Unsent.objects.exists()

    def test_staff_cannot_open_it_though_they_hold_the_tip_key(self):
        unsent.keep(self.box, LETTER)
        theirs = self.ring.open(self.box.envelope)
        assert theirs.open("body") == self.again().open("body")
        assert unsent.found(theirs) == {}
        unsent.keep(theirs, {"text": "别人写的"})
        assert unsent.found(self.box) == LETTER
        place = primitives.associated(self.box.envelope.pk, "unsent", 0, 1, "sender")
        for key in (theirs._key, primitives.subkey(theirs._key, "sender")):
            with pytest.raises(SealBroken):
                primitives.unseal_text(key, Unsent.objects.get().ciphertext, place)

    def test_says_neither_a_day_nor_how_often(self):
        columns = {field.name for field in Unsent._meta.get_fields()}
        assert columns == {"envelope", "ciphertext"}
        unsent.keep(self.box, LETTER)
        before = len(Unsent.objects.get().ciphertext)
        unsent.keep(self.box, {"text": "更长一点点的一封信"})
        assert len(Unsent.objects.get().ciphertext) == before

    def test_does_not_open_for_another_tip(self):
        unsent.keep(self.box, LETTER)
        other, receipt = sealed_draft()
        other.save([])
        Unsent.objects.update(envelope=other.envelope)
        box = mailbox.open_with_receipt(receipts.derive(receipt))
        with pytest.raises(SealBroken):
            unsent.found(box)

    def test_goes_over_to_a_new_receipt(self):
        unsent.keep(self.box, LETTER)
        new = receipts.derive(receipt_for(new_token()))
        unsent.change_key(self.box, new.sender_key)
        assert unsent.found(self.box) == LETTER
        with pytest.raises(SealBroken):
            unsent.found(self.again())

    def test_goes_with_its_tip(self):
        unsent.keep(self.box, LETTER)
        Envelope.objects.all().delete()
        assert not Unsent.objects.exists()

    def test_goes_with_the_wrap_that_opens_it(self):
        unsent.keep(self.box, LETTER)
        self.box.envelope.save()
        assert Unsent.objects.exists()
        self.box.envelope.receipt_lookup = self.box.envelope.receipt_wrap = None
        self.box.envelope.save()
        assert not Unsent.objects.exists()

    def test_damage_is_named(self):
        unsent.keep(self.box, LETTER)
        assert list(checks.faults()) == []
        Unsent.objects.update(ciphertext=b"x" * 50)
        assert any("unsent" in line for line in checks.faults())
