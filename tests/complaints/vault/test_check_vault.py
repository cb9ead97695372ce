"""`check_vault`: what is whole passes, each kind of damage is named."""

import io
import os
import subprocess

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from complaints.vault import checks, storage
from complaints.vault.models import (
    Envelope,
    MemberKey,
    SealedFile,
    SealedValue,
    UnitKeyGrant,
    Wrap,
)
from tests.complaints.vault.factories import keyed_unit, sealed_draft


class CheckVault(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.unit, _user, _ring = keyed_unit(lead=True)

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
        for model, change, said in (
            (SealedValue, {"ciphertext": half}, "value"),
            (Wrap, {"sealed": half}, "wrap"),
            (UnitKeyGrant, {"sealed_private": half}, "unitkeygrant"),
            (MemberKey, {"sealed_private": half}, "member key"),
            (Envelope, {"receipt_wrap": half}, "for the receipt is damaged"),
            (Envelope, {"receipt_lookup": None}, "half a receipt"),
            (Envelope, {"has_contact": False}, "name and phone"),
            (SealedFile, {"size": 99}, "wrong length"),
        ):
            row = model.objects.first()
            before = {name: getattr(row, name) for name in change}
            model.objects.filter(pk=row.pk).update(**change)
            with self.subTest(said=said):
                assert said in self.named()
            model.objects.filter(pk=row.pk).update(**before)
        assert self.named() == ""

    def test_an_envelope_that_nobody_can_open(self):
        Wrap.objects.all().delete()
        Envelope.objects.update(receipt_wrap=None, receipt_lookup=None)
        assert "nobody can open it" in self.named()

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
