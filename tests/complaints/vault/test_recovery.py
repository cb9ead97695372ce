"""Recovery: any two of three shares, never one; what is recorded; the commands."""

import io
import sys
from itertools import combinations

import pytest
import segno
from django.core.management import CommandError, call_command
from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as st

from complaints.vault import members, people, recovery
from complaints.vault.models import KeyEvent, RecoveryKey, UnitKeyRecovery
from complaints.vault.recovery import ShareMistyped, SharesDoNotFit
from complaints.vault.shares import printed
from portal.users.models import Membership
from tests.complaints.vault.factories import keyed_member, keyed_unit, sealed_draft
from tests.factories import PASSWORD, UserFactory


class TestShares:
    @given(st.sampled_from([1, 2, 3]), st.binary(min_size=32, max_size=32))
    def test_are_read_back(self, number, value):
        text = recovery.grouped(printed(number, value))
        assert recovery.parse_share(text) == (number, value)

    @given(st.binary(min_size=32, max_size=32), st.integers(0, 80), st.integers(1, 9))
    def test_any_wrong_digit_is_caught(self, value, place, by):
        share = printed(2, value)
        wrong = str((int(share[place]) + by) % 10)
        with pytest.raises(ShareMistyped):
            recovery.parse_share(share[:place] + wrong + share[place + 1 :])

    @given(st.text(max_size=100))
    def test_no_other_text_is_one(self, text):
        with pytest.raises(ShareMistyped):
            recovery.parse_share(text)


class WithShares(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.shares = recovery.new_recovery_key()
        cls.unit, cls.user, cls.ring = keyed_unit(lead=True, short_name="住建")
        draft, _receipt = sealed_draft()
        draft.save([cls.unit])
        cls.envelope = draft.envelope

    def lose(self):
        """The only member forgets the password."""
        return members.reset(self.user, PASSWORD)


class Recovering(WithShares):
    def test_any_two_shares_give_the_key_out_again(self):
        for pair in combinations(self.shares, 2):
            for shares in (pair, pair[::-1]):
                fresh = self.lose()
                assert not people.readable(self.unit)
                recovery.recover(self.unit, self.user, shares)
                with self.subTest(pair=str(pair)):
                    assert fresh.open(self.envelope).open("body")
                    assert people.readable(self.unit)

    def test_one_share_or_one_twice_or_a_strangers_does_not(self):
        self.lose()
        one, two, _three = self.shares
        foreign = printed(2, bytes(32))
        for shares in ([one], [one, one], [], [one, foreign], [foreign]):
            with self.subTest(shares=len(shares)), pytest.raises(SharesDoNotFit):
                recovery.recover(self.unit, self.user, shares)
        with pytest.raises(ShareMistyped):
            recovery.recover(self.unit, self.user, [one, two[:-1]])
        assert not people.readable(self.unit)

    def test_no_row_alone_opens_the_recovery_key(self):
        boxes = RecoveryKey.objects.get().boxes.all()
        assert {box.pair for box in boxes} == {"12", "13", "23"}
        for box in boxes:
            assert not any(
                recovery.parse_share(share)[1] in box.sealed for share in self.shares
            )

    def test_only_for_a_current_member_with_a_key(self):
        stranger = UserFactory()
        gone = Membership.objects.get(user=self.user)
        people.leave(gone, None)
        for user in (stranger, self.user):
            with pytest.raises(people.Changed):
                recovery.recover(self.unit, user, self.shares[:2])

    def test_every_version_comes_back(self):
        second, _ring = keyed_member(self.unit, by=self.ring)
        people.leave(Membership.objects.get(user=second), None)
        fresh = self.lose()
        assert recovery.recover(self.unit, self.user, self.shares[1:]) == 3
        assert fresh.open(self.envelope).open("body")
        later, _receipt = sealed_draft()
        later.save([self.unit])
        assert fresh.open(later.envelope).open("body")

    def test_the_record_is_there_for_the_units_mailboxes(self):
        self.lose()
        recovery.recover(self.unit, self.user, self.shares[:2])
        event = KeyEvent.objects.shown_to_senders(self.unit).get()
        assert (event.user, event.actor) == (self.user, None)
        other, _user, _ring = keyed_unit()
        assert not KeyEvent.objects.shown_to_senders(other).exists()

    def test_a_first_key_that_waits_gives_way(self):
        self.lose()
        people.first_key(Membership.objects.get(user=self.user))
        assert self.unit.keys.waiting().exists()
        recovery.recover(self.unit, self.user, self.shares[:2])
        assert not self.unit.keys.waiting().exists()


class Replacing(WithShares):
    def test_the_old_shares_open_nothing_more_and_the_new_everything(self):
        new = recovery.new_recovery_key(self.shares[:2])
        fresh = self.lose()
        with pytest.raises(SharesDoNotFit):
            recovery.recover(self.unit, self.user, self.shares[:2])
        recovery.recover(self.unit, self.user, new[1:])
        assert fresh.open(self.envelope).open("body")

    def test_wrong_old_shares_change_nothing(self):
        with pytest.raises(SharesDoNotFit):
            recovery.new_recovery_key([self.shares[0], printed(3, bytes(32))])
        assert RecoveryKey.objects.count() == 1

    def test_lost_shares_are_made_good_as_holders_log_in(self):
        new = recovery.new_recovery_key()
        in_use = RecoveryKey.objects.get(is_in_use=True)
        assert not UnitKeyRecovery.objects.filter(recovery_key=in_use).exists()
        recovery.catch_up(self.ring)
        fresh = self.lose()
        recovery.recover(self.unit, self.user, new[:2])
        assert fresh.open(self.envelope).open("body")


class Screen(io.StringIO):
    """Either end of a terminal."""

    def isatty(self):
        return True


class Commands(WithShares):
    def call(self, *words, shares=(), stdin=None):
        out, err = io.StringIO(), io.StringIO()
        text = stdin if stdin is not None else "\n".join(shares) + "\n"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.StringIO(text))
            call_command(*words, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    def print_shares(self, *words, shares=()):
        """As somebody at a terminal does; the screen each time it is cleared."""
        screen = Screen()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", Screen("\n" * 3))
            patch.setattr("builtins.input", lambda _words: "")
            typed = iter(shares)
            patch.setattr(
                "complaints.vault.management.shares.getpass", lambda _words: next(typed)
            )
            call_command(
                "make_recovery_shares", *words, stdout=screen, stderr=io.StringIO()
            )
        *screens, rest = screen.getvalue().split("\033[2J\033[3J\033[H")
        assert rest == ""
        return screens

    def test_shares_are_printed_one_by_one_as_digits_and_code(self):
        screens = self.print_shares(shares=self.shares[:2])
        numbers = []
        for screen in screens:
            [line] = [line for line in screen.splitlines() if ": " in line]
            share = line.split(": ")[1]
            numbers.append(recovery.parse_share(share)[0])
            drawn = io.StringIO()
            segno.make(share.replace(" ", "")).terminal(out=drawn, compact=True)
            assert drawn.getvalue().strip() in screen
        assert numbers == [1, 2, 3]

    def test_replacing_asks_for_two_old_ones(self):
        with pytest.raises(CommandError, match="not two shares"):
            self.print_shares(shares=[self.shares[0]] * 2)
        self.print_shares("--lost")
        assert RecoveryKey.objects.filter(is_in_use=True).count() == 1

    def test_recover_asks_for_two_shares(self):
        with pytest.raises(CommandError, match="Two shares are needed"):
            self.call("recover", "住建", self.user.username, shares=self.shares[:1])

    def test_recover_prints_no_key(self):
        fresh = self.lose()
        words = ("recover", "住建", self.user.username)
        out, err = self.call(*words, shares=self.shares[1:])
        assert out == ""
        assert fresh.holds(self.unit)
        for share in self.shares:
            assert share not in err

    def test_recover_says_what_is_wrong(self):
        for words, said in (
            (("recover", "no such unit", self.user.username), "no unit"),
            (("recover", "住建", "nobody"), "no active account"),
        ):
            with pytest.raises(CommandError, match=said):
                self.call(*words, shares=self.shares[:2])
        with pytest.raises(CommandError, match="not two shares"):
            self.call(
                "recover", "住建", self.user.username, shares=[self.shares[0]] * 2
            )

    def test_who_prints_the_shares_confirms_discipline(self):
        unit, user, _ring = keyed_unit(discipline=True)
        unit.keys.all().update(confirmed_at=None)
        self.print_shares("--confirm", user.username, shares=self.shares[:2])
        assert people.readable(unit)

    def test_or_later_two_of_their_holders_do(self):
        unit, user, _ring = keyed_unit(discipline=True)
        unit.keys.all().update(confirmed_at=None)
        with pytest.raises(CommandError, match="not two shares"):
            self.call("confirm_first_key", user.username, shares=[self.shares[0]] * 2)
        assert not people.readable(unit)
        self.call("confirm_first_key", user.username, shares=self.shares[:2])
        assert people.readable(unit)

    def test_nobody_else_is_confirmed_that_way(self):
        with pytest.raises(CommandError, match="No first key"):
            self.call("confirm_first_key", self.user.username, shares=self.shares[:2])

    def test_the_one_time_link_of_the_first_administrator(self):
        user = UserFactory(role="admin")
        out, _err = self.call("one_time_link", user.username)
        path = out.strip().split("8000", 1)[1]
        assert self.client.get(path).status_code == 200
