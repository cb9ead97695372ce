"""Drafts and opened envelopes: sealing, versions, swaps, deletion."""

import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from complaints.vault import checks, mailbox, receipts, storage
from complaints.vault.boxes import destroy_contact, digest, discard_file
from complaints.vault.drafts import Draft
from complaints.vault.models import Envelope, SealedFile, SealedValue, Wrap
from complaints.vault.primitives import SealBroken
from complaints.vault.unit_keys import UnitCannotRead
from tests.complaints.vault.factories import keyed_unit, sealed_draft
from tests.factories import UnitFactory


class Drafting(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, _user, cls.ring = keyed_unit(lead=True)

    def test_asks_the_database_nothing_before_it_is_saved(self):
        with self.assertNumQueries(0):
            draft, _receipt = sealed_draft(place="3-2-501", name="林", phone="1")
        assert not Envelope.objects.exists()
        draft.discard()

    def test_a_few_queries_save_it(self):
        draft, _receipt = sealed_draft(files=[b"a", b"b"])
        # The pepper's mark, the unit's key, its holders twice, then each table.
        with self.assertNumQueries(8):
            draft.save([self.unit])

    def test_a_unit_that_cannot_read_stops_it_before_anything_is_written(self):
        draft, _receipt = sealed_draft()
        with pytest.raises(UnitCannotRead):
            draft.save([self.unit, UnitFactory()])
        assert not Envelope.objects.exists()

    def test_a_receipt_is_taken_once(self):
        keys = receipts.derive(receipts.receipt_for("token"))
        Draft.new(keys).save([self.unit])
        with pytest.raises(IntegrityError), transaction.atomic():
            Draft.new(keys).save([self.unit])

    def test_without_receipt_the_unit_alone_opens(self):
        draft = Draft.new(None)
        draft.seal("body", "told at the desk")
        draft.save([self.unit])
        assert self.ring.open(draft.envelope).open("body") == "told at the desk"
        assert draft.envelope.receipt_lookup is None

    def test_a_unit_named_twice_gets_one_wrap(self):
        draft, _receipt = sealed_draft()
        draft.save([self.unit, self.unit])
        assert draft.envelope.wraps.count() == 1

    def test_discarding_removes_the_files(self):
        draft, _receipt = sealed_draft(files=[b"a"])
        path = storage.root() / draft.files[0].path
        assert path.exists()
        draft.discard()
        assert not path.exists()

    def test_two_versions_in_one_draft(self):
        draft, _receipt = sealed_draft(body="first")
        draft.seal("body", "second")
        draft.save([self.unit])
        assert draft.open("body") == "second"


class Reading(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, _user, cls.ring = keyed_unit(lead=True)

    def setUp(self):
        draft, self.receipt = sealed_draft(
            body="正文", name="林清", phone="13900000000", files=[b"one", b"two"]
        )
        draft.save([self.unit])
        self.envelope = draft.envelope
        self.box = self.ring.open(self.envelope)

    def test_a_newer_version_is_read_and_the_older_stays(self):
        value = self.box.seal("body", "another")
        assert (value.version, value.pk) == (2, None)
        value.save()
        assert self.box.open("body") == "another"
        assert SealedValue.objects.filter(field="body").count() == 2

    def test_all_of_a_field_in_one_query(self):
        for number in (1, 2, 3):
            self.box.seal("message", f"letter {number}", number).save()
        self.box.seal("message", "letter 2, corrected", 2).save()
        with self.assertNumQueries(1):
            found = self.box.open_all("message")
        assert found == {1: "letter 1", 2: "letter 2, corrected", 3: "letter 3"}

    def test_what_is_not_there_is_none(self):
        assert self.box.open("measures") is None
        assert self.box.open_all("note") == {}

    def test_the_digest_is_of_the_ciphertext(self):
        value = self.box.seal("note", "x", 1)
        assert digest(value) == hashlib.sha256(value.ciphertext).hexdigest()
        value.save()
        assert digest(SealedValue.objects.get(pk=value.pk)) == digest(value)

    def test_values_swapped_between_rows_are_refused(self):
        self.box.seal("note", "one", 1).save()
        self.box.seal("note", "two", 2).save()
        one, two = SealedValue.objects.filter(field="note").order_by("number")
        one.ciphertext, two.ciphertext = two.ciphertext, one.ciphertext
        one.save()
        with pytest.raises(SealBroken):
            self.box.open("note", 1)

    def test_a_value_renumbered_renamed_or_passed_off_as_newer_is_refused(self):
        value = self.box.seal("note", "one", 1)
        value.save()
        for change in (
            {"number": 2},
            {"field": "message"},
            {"version": 2},
        ):
            SealedValue.objects.filter(pk=value.pk).update(**change)
            value.refresh_from_db()
            with self.subTest(change=str(change)), pytest.raises(SealBroken):
                self.box.open(value.field, value.number)
            SealedValue.objects.filter(pk=value.pk).update(
                number=1, field="note", version=1
            )

    def test_a_value_moved_to_another_tip_is_refused(self):
        other, _receipt = sealed_draft()
        other.save([self.unit])
        SealedValue.objects.filter(envelope=other.envelope).delete()
        SealedValue.objects.filter(envelope=self.envelope, field="body").update(
            envelope=other.envelope
        )
        with pytest.raises(SealBroken):
            other.open("body")

    def test_contact_values_open_under_the_contact_key_alone(self):
        SealedValue.objects.filter(field="phone").update(purpose="tip")
        with pytest.raises(SealBroken):
            self.box.open("phone")

    def test_files_come_back_and_swapped_ones_are_refused(self):
        assert b"".join(self.box.open_file(2)) == b"two"
        one, two = SealedFile.objects.order_by("number")
        one.path, two.path = two.path, one.path
        SealedFile.objects.filter(pk=one.pk).update(path="between")
        two.save()
        one.save()
        with pytest.raises(SealBroken):
            b"".join(self.box.open_file(1))

    def test_a_file_that_never_was(self):
        with pytest.raises(SealBroken):
            self.box.open_file(9)

    def test_a_file_whose_row_was_not_saved_is_removed(self):
        row = self.box.seal_file(3, [b"three"])
        assert row.pk is None
        discard_file(row)
        assert list(checks.faults()) == []

    def test_nothing_in_the_database_is_readable(self):
        for row in (*SealedValue.objects.all(), *Wrap.objects.all(), self.envelope):
            assert "正文" not in repr(vars(row))
            assert "正文".encode() not in b"".join(
                v for v in vars(row).values() if isinstance(v, bytes)
            )


class Deleting(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, _user, cls.ring = keyed_unit(lead=True)

    def filed(self):
        draft, receipt = sealed_draft(name="林", phone="1", files=[b"x"])
        draft.save([self.unit])
        return draft.envelope, receipt

    def test_an_envelope_takes_wraps_values_and_files_along(self):
        for way in ("one", "many"):
            envelope, _receipt = self.filed()
            path = storage.root() / envelope.files.get().path
            with (
                self.subTest(way=str(way)),
                self.captureOnCommitCallbacks(execute=True),
            ):
                if way == "one":
                    envelope.delete()
                else:
                    Envelope.objects.filter(pk=envelope.pk).delete()
            assert not path.exists()
            for model in (Wrap, SealedValue, SealedFile):
                assert not model.objects.exists()

    def test_a_deletion_that_is_rolled_back_keeps_the_files(self):
        envelope, _receipt = self.filed()
        path = storage.root() / envelope.files.get().path
        with self.captureOnCommitCallbacks(execute=True):
            try:
                with transaction.atomic():
                    envelope.delete()
                    raise RuntimeError
            except RuntimeError:
                pass
        assert path.exists()

    def test_name_and_phone_alone(self):
        envelope, receipt = self.filed()
        assert mailbox.open_with_receipt(receipts.derive(receipt)).contact()
        destroy_contact(envelope)
        box = mailbox.open_with_receipt(receipts.derive(receipt))
        assert box.contact() is None
        assert box.open("body")
        assert list(checks.faults()) == []
