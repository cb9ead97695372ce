"""Small rules of the fields, without a database."""

import pytest
from django.core.exceptions import ValidationError

from complaints.intake import tokens
from complaints.intake.texts import Phone, Words, without_control
from complaints.intake.uploads import NAME_MOST, SealedUpload
from complaints.vault import receipts
from portal.cleaning import filetypes

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20


class TestWords:
    @pytest.mark.parametrize("char", [chr(c) for c in (0, 1, 8, 11, 12, 27, 127, 0x85)])
    def test_control_characters_are_refused(self, char):
        with pytest.raises(ValidationError) as caught:
            Words(most=100).clean(f"前{char}后")
        assert caught.value.code == "control"

    @pytest.mark.parametrize("char", ["\t", "\n", "\u200f", "\u202e", "\u200d", "𠮷"])
    def test_everything_else_is_kept(self, char):
        assert Words(most=100).clean(f"前{char}后") == f"前{char}后"

    def test_what_is_shown_again_has_no_control_characters(self):
        assert without_control("a\x00b\r\nc\rd\te") == "ab\nc\nd\te"

    def test_length_after_normalisation(self):
        field = Words(least=3, most=3)
        assert field.clean(" a\r\nb ") == "a\nb"
        for bad in ("ab", "abcd"):
            with pytest.raises(ValidationError):
                field.clean(bad)


class TestPhone:
    @pytest.mark.parametrize(
        "text",
        ["１３９００００００００", "+86 139-0000-0000", "(0598)2222222", "12345"],
    )
    def test_good(self, text):
        assert Phone(most=40).clean(text)

    @pytest.mark.parametrize("text", ["1234", "1" * 21, "一二三四五", "139x0000000"])
    def test_bad(self, text):
        with pytest.raises(ValidationError):
            Phone(most=40).clean(text)


class TestFileTypes:
    @pytest.mark.parametrize(
        ("head", "told"),
        [
            (PNG, "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 20, "image/jpeg"),
            (b"%PDF-1.7\n", "application/pdf"),
            ("你好，租房".encode(), "text/plain"),
            ("你好，租房".encode("gb18030"), "text/plain"),
            (b"PK\x03\x04" + b"\0" * 30, "application/zip"),
            (b"\0\x01\x02\x03", filetypes.UNKNOWN),
            (b"", filetypes.UNKNOWN),
        ],
    )
    def test_told_from_the_content(self, head, told):
        assert filetypes.content_type(head) == told

    def test_office_files_by_their_parts(self):
        told = filetypes.content_type(
            b"PK\x03\x04" + b"\0" * 30, b"..word/document.xml"
        )
        assert told.endswith("wordprocessingml.document")

    def test_text_cut_inside_a_character(self):
        assert filetypes.content_type("租".encode() * 10 + b"\xe7\xa7") == "text/plain"


class TestFileNames:
    def test_a_long_name_keeps_its_ending(self):
        name = SealedUpload(1, "照" * 500 + ".jpeg").name
        assert len(name) == NAME_MOST
        assert name.endswith(".jpeg")


class TestTokens:
    def test_ours_are_well_formed(self):
        assert all(tokens.well_formed(receipts.new_token()) for _ in range(50))

    @pytest.mark.parametrize("bad", ["", "a" * 42, "a" * 44, "a" * 42 + "=", "租" * 43])
    def test_others_are_not(self, bad):
        assert not tokens.well_formed(bad)
