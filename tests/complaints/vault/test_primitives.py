"""Sealing texts: round trips, fixed lengths, nothing fits any other place."""

import uuid

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from complaints.vault import primitives
from complaints.vault.primitives import SealBroken

KEY = bytes(range(32))
characters = st.characters(exclude_categories=["Cs"])
texts = st.text(characters, max_size=300)


class TestTexts:
    @given(texts)
    @example("")
    @example("\0")
    @example("x\0\0")
    @example("𠮷\u202e👩‍👩‍👧\x80")
    def test_come_back_as_they_were(self, text):
        sealed = primitives.seal_text(KEY, text, b"place")
        assert primitives.unseal_text(KEY, sealed, b"place") == text
        assert primitives.is_sealed_text_length(len(sealed))

    @given(st.integers(0, 300_000))
    def test_have_one_of_few_lengths(self, size):
        sealed = primitives.seal_text(KEY, "x" * size, b"")
        padded = len(sealed) - primitives.OVERHEAD
        assert padded > size
        assert padded in primitives.BUCKETS or padded % primitives.BUCKETS[-1] == 0

    def test_phone_numbers_and_names_look_alike(self):
        lengths = {
            len(primitives.seal_text(KEY, text, b""))
            for text in ("", "林", "13900000000", "欧阳某某某某某某")
        }
        assert len(lengths) == 1

    @given(texts, st.integers(0, 10**6), st.integers(1, 255))
    def test_any_changed_byte_is_noticed(self, text, at, by):
        sealed = bytearray(primitives.seal_text(KEY, text, b"place"))
        sealed[at % len(sealed)] ^= by
        with pytest.raises(SealBroken):
            primitives.unseal_text(KEY, bytes(sealed), b"place")

    @given(st.binary(max_size=200))
    def test_foreign_bytes_are_refused(self, noise):
        with pytest.raises(SealBroken):
            primitives.unseal_text(KEY, noise, b"place")

    def test_the_same_text_never_looks_the_same(self):
        assert primitives.seal_text(KEY, "a", b"") != primitives.seal_text(
            KEY, "a", b""
        )


places = st.tuples(
    st.uuids(),
    st.sampled_from(["body", "place", "file_name", "message"]),
    st.integers(0, 50),
    st.integers(1, 50),
    st.sampled_from(["tip", "contact"]),
)


class TestPlaces:
    @given(places, places)
    def test_two_places_are_never_the_same_data(self, one, other):
        assume(one != other)
        assert primitives.associated(*one) != primitives.associated(*other)

    @given(places, places)
    def test_what_is_sealed_for_one_opens_in_no_other(self, one, other):
        assume(one != other)
        sealed = primitives.seal_text(KEY, "text", primitives.associated(*one))
        with pytest.raises(SealBroken):
            primitives.unseal_text(KEY, sealed, primitives.associated(*other))

    @pytest.mark.parametrize("field", ["", "a|b", "message|1", "body "])
    def test_fields_are_plain_words(self, field):
        with pytest.raises(ValueError, match="plain words"):
            primitives.associated(uuid.uuid4(), field, 0, 1, "tip")


class TestPadme:
    @given(st.integers(1, 2**40))
    def test_adds_at_most_12_percent_and_is_stable(self, size):
        padded = primitives.padme(size)
        assert padded >= size
        assert padded <= max(primitives.FILE_LEAST, size * 1.12)
        assert primitives.padme(padded) == padded

    @given(st.integers(1, 2**40), st.integers(1, 2**20))
    def test_keeps_the_order(self, size, more):
        assert primitives.padme(size) <= primitives.padme(size + more)

    def test_values_of_the_paper(self):
        # Padmé: E = floor(log2 L), S = floor(log2 E) + 1; the last E - S bits are 0.
        assert primitives.padme(9000) == 9216
        assert primitives.padme(1_000_000) == 1_015_808


class TestBoxes:
    def test_only_the_private_half_opens(self):
        public, private = primitives.new_pair()
        other_public, other_private = primitives.new_pair()
        sealed = primitives.box_to(public, b"key")
        assert primitives.unbox(public, private, sealed) == b"key"
        assert primitives.is_pair(public, private)
        assert not primitives.is_pair(public, other_private)
        for bad in (sealed[:-1], b"", b"x" * 60):
            with pytest.raises(SealBroken):
                primitives.unbox(public, private, bad)
        with pytest.raises(SealBroken):
            primitives.unbox(other_public, other_private, sealed)
