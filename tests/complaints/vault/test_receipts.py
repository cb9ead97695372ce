"""Receipts: every one can be read back, every slip of the pen is caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.vault import derivation, receipts
from complaints.vault.receipts import PoolExhausted, ReceiptMistyped
from tests.complaints.vault.pool import taken

digits = st.integers(0, 10**22 - 1).map(lambda n: receipts.with_check(f"{n:022d}"))
between = st.sampled_from([" ", "  ", "-", "－", "—", "\u3000", "\u200b", "\t", ""])


class TestReading:
    @given(digits)
    def test_what_was_shown_is_read_back(self, receipt):
        assert receipts.parse(receipts.grouped(receipt)) == receipt

    @given(digits, between)
    def test_full_width_and_anything_between(self, receipt, gap):
        wide = receipt.translate({ord("0") + n: ord("０") + n for n in range(10)})
        assert receipts.parse(gap.join(wide)) == receipt

    @given(digits, st.integers(0, 23), st.integers(1, 9))
    def test_any_single_wrong_digit_is_caught(self, receipt, place, by):
        wrong = str((int(receipt[place]) + by) % 10)
        with pytest.raises(ReceiptMistyped):
            receipts.parse(receipt[:place] + wrong + receipt[place + 1 :])

    @given(digits, st.integers(0, 22))
    def test_any_two_neighbours_swapped_are_caught(self, receipt, place):
        a, b = receipt[place : place + 2]
        swapped = receipt[:place] + b + a + receipt[place + 2 :]
        if a == b:
            assert receipts.parse(swapped) == receipt
        else:
            with pytest.raises(ReceiptMistyped):
                receipts.parse(swapped)

    @given(st.text(max_size=60))
    def test_no_other_text_is_a_receipt_or_an_error(self, text):
        try:
            receipt = receipts.parse(text)
        except ReceiptMistyped:
            return
        assert receipts.with_check(receipt[:-2]) == receipt

    @pytest.mark.parametrize(
        "text", ["", "1" * 23, "1" * 25, "1" * 5000, "\0", "²" * 24]
    )
    def test_not_a_receipt(self, text):
        with pytest.raises(ReceiptMistyped):
            receipts.parse(text)

    def test_a_published_vector_of_mod_97_10(self):
        # ISO 7064: 794 has the check digits 44.
        assert receipts.with_check("794")[-2:] == "44"


class TestDrawing:
    def test_the_same_token_gives_the_same_receipt(self):
        token = receipts.new_token()
        assert receipts.receipt_for(token) == receipts.receipt_for(token)
        assert receipts.receipt_for(receipts.new_token()) != receipts.receipt_for(token)

    def test_the_pepper_is_part_of_it(self, settings):
        token = receipts.new_token()
        before = receipts.receipt_for(token)
        settings.PEPPER = "another pepper, as long as it takes"
        assert receipts.receipt_for(token) != before

    @given(st.text(min_size=1, max_size=50))
    def test_every_token_gives_24_good_digits(self, token):
        receipt = receipts.receipt_for(token)
        assert len(receipt) == 24
        assert receipts.parse(receipt) == receipt

    def test_first_digits_are_spread_evenly(self):
        count = dict.fromkeys("0123456789", 0)
        for n in range(4000):
            count[receipts.receipt_for(f"token {n}")[0]] += 1
        assert all(310 < seen < 490 for seen in count.values()), count


class TestDeriving:
    def test_two_halves_that_differ_for_each_receipt(self):
        one = receipts.derive(receipts.receipt_for("a"))
        again = receipts.derive(receipts.receipt_for("a"))
        other = receipts.derive(receipts.receipt_for("b"))
        assert (one.lookup, one.key) == (again.lookup, again.key)
        assert one.lookup != one.key
        assert {one.lookup, one.key}.isdisjoint({other.lookup, other.key})
        assert len(one.lookup) == len(one.key) == 32

    def test_its_repr_shows_nothing(self):
        assert repr(receipts.derive(receipts.receipt_for("a"))) == "ReceiptKeys()"

    def test_a_full_pool_is_said_in_time(self):
        with taken(derivation.SIGN_INS), pytest.raises(PoolExhausted):
            receipts.derive(receipts.receipt_for("a"))
        assert receipts.derive(receipts.receipt_for("a")), "the turn is free again"
