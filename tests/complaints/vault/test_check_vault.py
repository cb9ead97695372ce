"""`check_vault`: what is whole passes, each kind of damage is named."""

import io
import os
import subprocess

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from complaints.vault import asking, ceremony, checks, codes, recovery, storage
from complaints.vault.models import (
    Envelope,
    Lane,
    MemberKey,
    Purpose,
    RecoveryBox,
    RecoveryCode,
    RecoveryPart,
    RecoveryShare,
    SealedFile,
    SealedValue,
    UnitKey,
    UnitKeyGrant,
    UnitKeyRecovery,
    Wrap,
)
from tests.complaints.vault.factories import keyed_member, keyed_unit, sealed_draft


class CheckVault(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True)

    def setUp(self):
        draft, _receipt = sealed_draft(name="林", phone="1", files=[b"abc"])
        draft.save([self.unit])
        self.file = storage.root() / draft.files[0].path

    def named(self):
        return "\n".join(checks.faults())

    def test_whole(self):
        out, err = io.StringIO(), io.StringIO()
        call_command("check_vault", stdout=out, stderr=err)
        assert out.getvalue() == ""
        assert "whole" in err.getvalue()

    def test_faults_end_with_1(self):
        self.file.unlink()
        out = io.StringIO()
        with pytest.raises(CommandError) as caught:
            call_command("check_vault", stdout=out)
        assert caught.value.returncode == 1
        assert f"file {self.file.name}" in out.getvalue()

    def test_each_kind_of_damage_is_named(self):
        half = b"x" * 50
        self.print_shares()
        for model, change, said in (
            (RecoveryCode, {"sealed_private": half}, "recovery code"),
            (RecoveryCode, {"shown": half}, "recovery code"),
            (RecoveryBox, {"sealed": half}, "recovery box"),
            (RecoveryShare, {"sealed": half}, "recovery share"),
            (RecoveryShare, {"public_key": half}, "recovery share"),
            (RecoveryPart, {"sealed": half}, "recovery part"),
            (UnitKeyRecovery, {"sealed_private": half}, "unit key recovery"),
            (MemberKey, {"salt": half}, "member key"),
            (UnitKey, {"public_key": half}, "unit key"),
            (SealedValue, {"ciphertext": half}, "value"),
            (Wrap, {"sealed": half}, "wrap"),
            (UnitKeyGrant, {"sealed_private": half}, "unit key grant"),
            (MemberKey, {"sealed_private": half}, "member key"),
            (Envelope, {"receipt_wrap": half}, "for the receipt is damaged"),
            (Envelope, {"receipt_lookup": None}, "half a receipt"),
            (Envelope, {"has_contact": False}, "name and phone"),
            (Envelope, {"receipt_contact_wrap": None}, "do not fit its receipt"),
            (Envelope, {"receipt_contact_wrap": half}, "is damaged"),
            (SealedFile, {"size": 99}, "wrong length"),
        ):
            row = model.objects.first()
            before = {name: getattr(row, name) for name in change}
            model.objects.filter(pk=row.pk).update(**change)
            with self.subTest(said=said):
                assert said in self.named()
            model.objects.filter(pk=row.pk).update(**before)
        assert self.named() == ""

    def print_shares(self):
        """A code and shares that wait to be printed, one of them already given."""
        unit, people = self.unit, [self.user]
        for _n in range(2):
            people.append(keyed_member(unit, by=self.ring)[0])
        codes.ensure(self.ring)
        printed = recovery.new_recovery_key()
        recovery.catch_up(self.ring)
        [membership] = self.user.memberships.all()
        request = asking.ask_grant(membership, self.user)
        asking.enter(request.pk, printed[0], self.user)
        ceremony.begin(people, by=None, lost=True)

    def test_an_envelope_that_no_unit_can_open(self):
        Wrap.objects.filter(purpose=Purpose.TIP).delete()
        assert "no unit can open it" in self.named()
        assert "opens a name without its tip" in self.named()

    def test_a_contact_that_its_unit_cannot_open(self):
        Wrap.objects.filter(purpose=Purpose.CONTACT).delete()
        assert "without one for name and phone" in self.named()

    def test_half_a_contact(self):
        SealedValue.objects.filter(field="phone").delete()
        assert "do not fit its mark" in self.named()

    def test_an_orphan_stays_while_a_copy_is_of_nothing(self):
        row = SealedFile.objects.get()
        SealedFile.objects.update(lane=Lane.CLEANED)
        (storage.root() / "0123").write_bytes(b"perhaps the original")
        assert checks.remove_orphans() == 0
        assert (storage.root() / "0123").exists()
        row.save()
        assert checks.remove_orphans() == 1

    def test_a_file_cut_short(self):
        os.truncate(self.file, 100)
        assert "wrong length" in self.named()

    def test_what_a_crash_left_is_named_and_removed(self):
        for name in ("0123.part", "0123"):
            (storage.root() / name).write_bytes(b"half")
        assert "0123.part: belongs to no row" in self.named()
        err = io.StringIO()
        call_command("check_vault", stderr=err)
        assert "2 left-over files removed" in err.getvalue()
        assert [path.name for path in storage.root().iterdir()] == [self.file.name]

    def test_a_dry_run_removes_nothing(self):
        (storage.root() / "0123").write_bytes(b"half")
        with pytest.raises(CommandError):
            call_command("check_vault", "--dry-run", stdout=io.StringIO())
        assert (storage.root() / "0123").exists()

    def test_what_is_just_arriving_stays(self):
        draft, _receipt = sealed_draft(files=[b"whole, not committed yet"])
        [row] = draft.files
        free = ["flock", "--nonblock", str(storage.root() / row.path), "true"]
        assert subprocess.run(free, check=False).returncode != 0
        assert checks.remove_orphans() == 0
        assert self.named() == ""
        draft.save([self.unit])
        del draft, row
        assert checks.remove_orphans() == 0
        assert subprocess.run(free, check=False).returncode == 0

    def test_a_file_that_does_not_begin_as_one(self):
        with self.file.open("r+b") as file:
            file.write(b"FOREIGN!")
        assert "damaged" in self.named()
