"""Files that an editor attaches, made by the tools that offices use."""

import io

import docx
import openpyxl
import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AUTHOR = "李四的电脑"


def word(text="公租房合同文本", name="合同.docx", picture=None):
    document = docx.Document()
    document.core_properties.author = AUTHOR
    document.add_paragraph(text)
    if picture:
        document.add_picture(io.BytesIO(picture))
    return _upload(document, name, DOCX)


def excel(*rows, name="清单.xlsx"):
    book = openpyxl.Workbook()
    book.properties.creator = AUTHOR
    for row in rows:
        book.active.append(row)
    return _upload(book, name, XLSX)


def _upload(document, name, kind):
    out = io.BytesIO()
    document.save(out)
    return SimpleUploadedFile(name, out.getvalue(), kind)


def scanned(pages=2, name="扫描件.pdf"):
    """Pages that are pictures, as a scanner makes them."""
    sheets = [Image.new("RGB", (300, 400), "white") for _page in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], author=AUTHOR)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def written(text="Public rental housing: the plan of the county", name="方案.pdf"):
    """A page with a text layer."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(
            f"BT /F1 14 Tf 50 700 Td ({text}) Tj ET".encode()
        )
        out = io.BytesIO()
        pdf.save(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def photo(name="门口.jpg", colour="red"):
    """With a place and an owner in its metadata."""
    picture = Image.new("RGB", (60, 40), colour)
    facts = picture.getexif()
    facts[0x013B] = AUTHOR
    facts.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=facts)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def png():
    out = io.BytesIO()
    Image.new("RGB", (30, 30), "blue").save(out, "PNG")
    return out.getvalue()
