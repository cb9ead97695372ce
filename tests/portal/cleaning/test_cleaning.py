"""Cleaned copies of real files: what is seen stays, everything else is gone."""

import io
import random
import zipfile

import pikepdf
import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from portal.cleaning import DOCX, XLSX, Reason, Unclean, office
from portal.cleaning.filetypes import content_type
from portal.cleaning.process import cleaned
from tests.portal.cleaning import samples
from tests.portal.cleaning.samples import ALERT, TRACE


def clean(data, told=""):
    told = told or content_type(data[:4096], data[-4096:])
    with cleaned(told, [data[:7], data[7:]]) as copy:
        return copy.content_type, b"".join(copy.pieces)


def reason(data, told=""):
    with pytest.raises(Unclean) as caught:
        clean(data, told)
    return caught.value.reason


class TestPictures:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_only_the_pixels_stay_and_stand_upright(self, kind):
        told, copy = clean(samples.picture(kind))
        assert told == f"image/{kind.lower()}"
        image = Image.open(io.BytesIO(copy))
        assert image.size == (80, 120)
        assert not image.getexif()
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(image.info)
        assert TRACE.encode() not in copy
        red, _green, blue = image.convert("RGB").getpixel((40, 10))
        assert red > 200 > 60 > blue

    def test_a_photo_of_a_phone_becomes_a_jpeg(self):
        data = samples.heic()
        assert TRACE.encode() in data
        told, copy = clean(data)
        assert told == "image/jpeg"
        assert TRACE.encode() not in copy

    def test_an_animation_keeps_its_frames(self):
        frames = [Image.new("RGB", (20, 20), (n * 40, 0, 0)) for n in range(4)]
        out = io.BytesIO()
        frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
        told, copy = clean(out.getvalue())
        assert told == "image/webp"
        assert Image.open(io.BytesIO(copy)).n_frames == 4

    def test_too_many_pixels_are_refused_by_the_header(self):
        data = samples.png_of(20_000, 10_000)
        assert len(data) < 200
        assert reason(data) == Reason.PIXELS

    def test_a_very_large_jpeg_too(self):
        head = samples.picture()
        at = head.index(b"\xff\xc0") + 5
        huge = (15_000).to_bytes(2, "big") + (14_000).to_bytes(2, "big")
        assert reason(head[:at] + huge + head[at + 4 :]) == Reason.PIXELS

    def test_what_is_no_picture(self):
        whole = samples.picture("PNG")
        assert reason(whole[: len(whole) // 2]) == Reason.BROKEN
        assert reason(b"\x89PNG\r\n\x1a\n" + b"?" * 500, "image/png") == Reason.BROKEN


class TestPdf:
    def test_pages_stay_and_nothing_acts(self):
        data = samples.pdf()
        told, copy = clean(data)
        assert told == "application/pdf"
        with pikepdf.open(io.BytesIO(copy)) as pdf:
            whole = b"".join(
                obj.unparse(resolved=True) + _raw(obj) for obj in pdf.objects
            )
            assert set(pdf.Root.keys()) <= {"/Type", "/Pages", "/Version"}
            assert "/Info" not in pdf.trailer
            page = pdf.pages[0]
            # A resource may have any name, that of an action too.
            assert list(page.Resources.XObject.keys()) == ["/AA"]
            assert b"Do" in page.Contents.read_bytes()
            assert pdf.open_metadata().get("dc:creator") is None
        for word in (
            TRACE,
            ALERT,
            "JavaScript",
            "OpenAction",
            "evil.exe",
            "xfa",
            "URI",
        ):
            assert word.encode() not in whole, word

    def test_what_was_filled_in_stays_readable(self):
        doc = pikepdf.new()
        page = doc.add_blank_page(page_size=(200, 200))
        look = doc.make_stream(
            b"BT /F1 12 Tf (drawn) Tj ET",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 50, 20],
        )
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=[10, 10, 60, 30],
            F=4,
            T=TRACE,
            AP=pikepdf.Dictionary(N=look),
        )
        page.obj.Annots = pikepdf.Array([doc.make_indirect(note)])
        out = io.BytesIO()
        doc.save(out)
        _told, copy = clean(out.getvalue())
        with pikepdf.open(io.BytesIO(copy)) as pdf:
            assert "/Annots" not in pdf.pages[0].obj
            drawn = b"".join(_raw(obj) for obj in pdf.objects)
            assert b"(drawn)" in drawn

    def test_a_locked_one_and_a_broken_one(self):
        assert reason(samples.pdf(encrypted=True)) == Reason.LOCKED
        assert reason(b"%PDF-1.7\n" + b"x" * 3000) == Reason.BROKEN


def _raw(obj):
    if not isinstance(obj, pikepdf.Stream):
        return b""
    is_photo = obj.get("/Subtype") == pikepdf.Name.Image
    return obj.read_raw_bytes() if is_photo else obj.read_bytes()


class TestOffice:
    def test_a_letter_keeps_its_words_and_picture(self):
        data = samples.docx()
        assert TRACE.encode() in samples.texts_of(data)
        told, copy = clean(data)
        assert told == DOCX
        document = Document(io.BytesIO(copy))
        words = "\n".join(p.text for p in document.paragraphs)
        for kept in ("三栋二单元转租", "每月八百元", "链接"):
            assert kept in words
        assert len(document.inline_shapes) == 1
        whole = samples.texts_of(copy)
        for gone in (TRACE, "vbaProject", "cmd.exe", "oleObject", "External", "rsidR"):
            assert gone.encode() not in whole, gone

    def test_a_workbook_keeps_its_cells(self):
        data = samples.xlsx()
        told, copy = clean(data)
        assert told == XLSX
        book = load_workbook(io.BytesIO(copy))
        assert book.sheetnames == ["Sheet", "外"]
        assert [cell.value for cell in book.active["B"]] == [800, "=B1*2"]
        assert book["外"]["A1"].value is None
        whole = samples.texts_of(copy)
        for gone in (TRACE, "vbaProject", "WEBSERVICE", "[1]", "externalLink"):
            assert gone.encode() not in whole, gone

    def test_a_letter_loses_what_nobody_sees_in_it(self):
        data = samples.edited_docx()
        assert TRACE.encode() in samples.texts_of(data)
        _told, copy = clean(data)
        document = Document(io.BytesIO(copy))
        words = [p.text for p in document.paragraphs if p.text]
        assert words == ["留下", "新写搬来看见显出批过"]
        assert [len(table.rows) for table in document.tables] == [1]
        whole = samples.texts_of(copy)
        for gone in (
            TRACE,
            "vanish",
            "comment",
            "<w:ins ",
            "<w:move",
            "<w:del",
            "media/",
        ):
            assert gone.encode() not in whole, gone

    def test_in_a_workbook_nothing_stays_hidden(self):
        _told, copy = clean(samples.hidden_xlsx())
        book = load_workbook(io.BytesIO(copy))
        assert [sheet.sheet_state for sheet in book] == ["visible"] * 3
        assert book["veryHidden"]["A1"].value == "看见"
        sheet = book.worksheets[0]
        assert not [n for n, row in sheet.row_dimensions.items() if row.hidden]
        assert sheet.row_dimensions[3].height is None
        assert not [n for n, col in sheet.column_dimensions.items() if col.hidden]
        assert sheet.column_dimensions["B"].width == 10
        assert sheet.auto_filter.filterColumn == []

    def test_what_holds_a_package_together_is_never_taken_for_a_part(self):
        _told, copy = clean(samples.smuggled_docx(), DOCX)
        with zipfile.ZipFile(io.BytesIO(copy)) as package:
            names = [name.lower() for name in package.namelist()]
        assert len(set(names)) == len(names)
        assert names.count("[content_types].xml") == 1
        assert not {"word/_rels/styles.xml.rels", "word/%5frels/numbering.xml.rels"} & {
            *names
        }
        Document(io.BytesIO(copy))

    def test_two_parts_of_one_name_are_refused(self):
        package = office.Package(samples.docx())
        rewriting = office.Rewriting(package)
        rewriting.parts = {
            name: office._Part(name, "application/xml")
            for name in ("word/a.xml", "word/A.xml")
        }
        with pytest.raises(Unclean):
            rewriting._packed("word/a.xml")

    def test_a_macro_file_is_an_ordinary_one_afterwards(self):
        data = samples.docx()
        plain = "wordprocessingml.document.main+xml"
        macro = samples._with(
            data,
            replace=[
                (
                    "[Content_Types].xml",
                    f"application/vnd.openxmlformats-officedocument.{plain}",
                    "application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            ],
        )
        told, copy = clean(macro, DOCX)
        assert told == DOCX
        assert b"macroEnabled" not in samples.texts_of(copy)

    def test_bombs(self):
        assert reason(samples.bomb(), DOCX) == Reason.BOMB
        assert reason(samples.bomb(7, 60 * 1024 * 1024), DOCX) == Reason.BOMB
        # What lies in an object that is dropped is never unpacked.
        assert clean(samples.nested_bomb(), DOCX)[0] == DOCX

    def test_entities_and_what_is_no_document(self):
        evil = '<!DOCTYPE a [<!ENTITY x "y">]><w:document'
        data = samples._with(
            samples.docx(), replace=[("word/document.xml", "<w:document", evil)]
        )
        assert reason(data, DOCX) == Reason.BROKEN
        assert reason(b"PK\x03\x04" + b"\0" * 100, DOCX) == Reason.BROKEN


class TestAnythingElse:
    def test_is_not_tried(self):
        assert reason(b"MZ\x90\0", "application/x-dosexec") == Reason.TYPE

    def test_what_was_damaged_by_chance_never_comes_through_half(self):
        dice = random.Random(7)
        for make, told in (
            (samples.picture, "image/jpeg"),
            (samples.pdf, "application/pdf"),
            (samples.docx, DOCX),
            (samples.xlsx, XLSX),
        ):
            data = bytearray(make())
            for _n in range(12):
                data[dice.randrange(len(data))] = dice.randrange(256)
            try:
                _told, copy = clean(bytes(data), told)
            except Unclean as unclean:
                assert unclean.reason in set(Reason)  # noqa: PT017
            else:
                assert TRACE.encode() not in copy
