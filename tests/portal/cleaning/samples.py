"""Real files with something in them that must not come through."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pillow_heif
from docx import Document
from openpyxl import Workbook
from PIL import Image

#: Stands wherever metadata can; a cleaned copy must not hold it.
TRACE = "Lin-Qing-1959"
ALERT = "app.alert('kaimen')"


def picture(kind="JPEG", size=(120, 80)):
    """A picture, red on the left, with a place, an author and a direction."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x013B] = TRACE
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 21.0, 30.0)})
    out = io.BytesIO()
    more = {"comment": TRACE.encode()} if kind == "JPEG" else {}
    image.save(out, kind, exif=exif.tobytes(), **more)
    return out.getvalue()


def heic():
    pillow_heif.register_heif_opener()
    image = Image.new("RGB", (64, 64), "red")
    exif = Image.Exif()
    exif[0x013B] = TRACE
    out = io.BytesIO()
    image.save(out, "HEIF", exif=exif.tobytes())
    return out.getvalue()


def png_of(width, height):
    """A PNG whose header speaks of so many pixels, and hardly has any."""

    def chunk(name, data):
        crc = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    ihdr, idat = chunk(b"IHDR", head), chunk(b"IDAT", rows)
    return b"\x89PNG\r\n\x1a\n" + ihdr + idat + chunk(b"IEND", b"")


def pdf(*, encrypted=False):
    """A PDF with a script, an action, a file inside, a link, a form and an author."""
    doc = pikepdf.new()
    page = doc.add_blank_page(page_size=(200, 200))
    js = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=ALERT)
    doc.Root.OpenAction = doc.make_indirect(js)
    doc.Root.AA = pikepdf.Dictionary(WC=js)
    doc.attachments["evil.exe"] = pikepdf.AttachedFileSpec(doc, TRACE.encode())
    doc.Root.Names.JavaScript = pikepdf.Dictionary(Names=["a", js])
    doc.Root.AcroForm = pikepdf.Dictionary(
        Fields=[], XFA=pikepdf.Stream(doc, b"<xfa/>")
    )
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 10, 10],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"http://{TRACE}.example"),
    )
    page.obj.Annots = doc.make_indirect(pikepdf.Array([doc.make_indirect(link)]))
    page.obj.AA = pikepdf.Dictionary(O=js)
    page.obj.PieceInfo = pikepdf.Dictionary(X=TRACE)
    photo = pikepdf.Stream(
        doc,
        picture(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=120,
        Height=80,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
        Metadata=pikepdf.Stream(doc, TRACE.encode()),
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(AA=photo))
    page.obj.Contents = doc.make_stream(b"q 100 0 0 100 0 0 cm /AA Do Q")
    doc.docinfo["/Author"] = TRACE
    with doc.open_metadata() as meta:
        meta["dc:creator"] = [TRACE]
    out = io.BytesIO()
    lock = pikepdf.Encryption(owner="o", user="u") if encrypted else False
    doc.save(out, encryption=lock)
    return out.getvalue()


_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _with(package, parts=(), links=(), replace=()):
    """A zip with more parts, more relationships, and texts replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            for part, kind, target, external in links:
                if name == part:
                    mode = ' TargetMode="External"' if external else ""
                    row = (
                        f'<Relationship Id="rx{kind}" Type="{_DOC}/{kind}"'
                        f' Target="{target}"{mode}/>'
                    )
                    data = data.replace(
                        b"</Relationships>", f"{row}</Relationships>".encode()
                    )
            for part, before, after in replace:
                if name == part:
                    assert before.encode() in data
                    data = data.replace(before.encode(), after.encode())
            new.writestr(name, data)
        for name, data in parts:
            new.writestr(name, data)
    return out.getvalue()


def docx():
    """A letter with a macro, a template elsewhere, an object, a DDE field, a name."""
    document = Document()
    document.core_properties.author = TRACE
    document.add_paragraph("三栋二单元转租")
    document.add_picture(io.BytesIO(picture()))
    out = io.BytesIO()
    document.save(out)
    rels, body = "word/_rels/document.xml.rels", "word/document.xml"
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE'
        "AUTO c:\\\\cmd.exe</w:instrText></w:r><w:r><w:fldChar"
        ' w:fldCharType="separate"/></w:r><w:r w:rsidR="00AA"><w:t>每月八百元</w:t>'
        '</w:r><w:hyperlink r:id="rxhyperlink"><w:r><w:t>链接</w:t></w:r></w:hyperlink>'
        f'<w:ins w:id="1" w:author="{TRACE}" w:date="2021-07-01T00:00:00Z"><w:r><w:t>补'
        "</w:t></w:r></w:ins></w:p><w:sectPr"
    )
    return _with(
        out.getvalue(),
        parts=[
            ("word/vbaProject.bin", TRACE),
            ("word/embeddings/oleObject1.bin", TRACE),
            ("customXml/item9.xml", f"<a>{TRACE}</a>"),
        ],
        links=[
            (rels, "vbaProject", "vbaProject.bin", False),
            (rels, "oleObject", "embeddings/oleObject1.bin", False),
            (rels, "attachedTemplate", f"http://{TRACE}/a.dotm", True),
            (rels, "hyperlink", f"http://{TRACE}/", True),
        ],
        replace=[(body, "<w:sectPr", field)],
    )


def xlsx():
    """A workbook with a macro, a link to another file, a call out and an author."""
    book = Workbook()
    book.properties.creator = TRACE
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["B2"] = "租金", 800, "=B1*2"
    other = book.create_sheet("外")
    other["A1"] = f'=WEBSERVICE("http://{TRACE}/")'
    other["A2"] = "=[1]Sheet1!A1"
    out = io.BytesIO()
    book.save(out)
    rels = "xl/_rels/workbook.xml.rels"
    return _with(
        out.getvalue(),
        parts=[
            ("xl/vbaProject.bin", TRACE),
            ("xl/externalLinks/externalLink1.xml", f"<a>{TRACE}</a>"),
            ("xl/connections.xml", f"<a>{TRACE}</a>"),
        ],
        links=[
            (rels, "vbaProject", "vbaProject.bin", False),
            (rels, "externalLink", "externalLinks/externalLink1.xml", False),
            (rels, "connections", "connections.xml", False),
        ],
        replace=[
            (
                "xl/workbook.xml",
                "</workbook>",
                "<externalReferences><externalReference xmlns:r="
                f'"{_DOC}" r:id="rxexternalLink"/></externalReferences></workbook>',
            )
        ],
    )


def edited_docx():
    """A letter with text that was deleted, moved, hidden or said in a comment."""
    document = Document()
    document.add_paragraph("留下")
    document.add_table(2, 1).rows[1].cells[0].text = TRACE
    document.add_picture(io.BytesIO(picture()))
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as package:
        before = package.read("word/document.xml").decode()
    # The second row of the table is hidden, and the picture deleted.
    row = before.rindex("<w:tr>") + len("<w:tr>")
    cut = before.rindex("<w:p>")
    end = before.rindex("<w:sectPr")
    by = f'w:id="7" w:author="{TRACE}" w:date="2021-07-01T00:00:00Z"'
    run = f"<w:r><w:t>{TRACE}</w:t></w:r>"
    body = (
        f"{before[:row]}<w:trPr><w:hidden/></w:trPr>{before[row:cut]}"
        f"<w:p><w:del {by}>{before[cut + 5 : end].removesuffix('</w:p>')}</w:del></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del {by}/></w:rPr></w:pPr>"
        f"<w:del {by}><w:r><w:delText>{TRACE}</w:delText></w:r></w:del>"
        f"<w:ins {by}><w:r><w:t>新写</w:t></w:r></w:ins>"
        f'<w:moveFromRangeStart {by} w:name="{TRACE}"/><w:moveFrom {by}>{run}'
        '</w:moveFrom><w:moveFromRangeEnd w:id="7"/>'
        f"<w:moveTo {by}><w:r><w:t>搬来</w:t></w:r></w:moveTo>"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{TRACE}</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>看见</w:t></w:r>'
        '<w:r><w:rPr><w:rStyle w:val="H"/></w:rPr><w:t>显出</w:t></w:r>'
        f'<w:commentRangeStart w:id="0"/><w:r><w:rPr><w:b/><w:rPrChange {by}><w:rPr/>'
        '</w:rPrChange></w:rPr><w:t>批过</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
        f"<w:tbl><w:tr><w:trPr><w:del {by}/></w:trPr><w:tc><w:p>{run}</w:p></w:tc>"
        f"</w:tr></w:tbl><w:p/>{before[end:]}"
    )
    style = (
        '<w:style w:type="character" w:styleId="H"><w:name w:val="H"/>'
        "<w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
    )
    head = before[before.index("<w:document") :].partition(">")[0]
    space = head.removeprefix("<w:document")
    return _with(
        out.getvalue(),
        parts=[
            (
                "word/comments.xml",
                f'<w:comments{space}><w:comment w:id="0"><w:p>{run}</w:p></w:comment>'
                "</w:comments>",
            ),
            (
                "word/footnotes.xml",
                f'<w:footnotes{space}><w:footnote w:id="3"><w:p>{run}</w:p>'
                "</w:footnote></w:footnotes>",
            ),
        ],
        links=[
            ("word/_rels/document.xml.rels", "comments", "comments.xml", False),
            ("word/_rels/document.xml.rels", "footnotes", "footnotes.xml", False),
        ],
        replace=[
            ("word/document.xml", before, body),
            ("word/styles.xml", "</w:styles>", style),
        ],
    )


def hidden_xlsx():
    """A workbook with sheets, rows and columns that are hidden."""
    book = Workbook()
    sheet = book.active
    for n in range(1, 6):
        sheet.append([n, n * 2])
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[3].height = 0
    sheet.column_dimensions["A"].hidden = True
    sheet.column_dimensions["B"].width = 0.5
    sheet.auto_filter.ref = "A1:B5"
    sheet.auto_filter.add_filter_column(0, ["1"])
    for state in ("hidden", "veryHidden"):
        book.create_sheet(state)["A1"] = "看见"
        book[state].sheet_state = state
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def smuggled_docx():
    """A letter of which a part would be the relationships of the next reader."""
    out = io.BytesIO()
    Document().save(out)
    rels = "word/_rels/document.xml.rels"
    evil = f'<Relationships xmlns="{_RELS}"/>'.encode()
    kinds = (
        ("settings", "_Rels/styles.xml.rels"),
        ("theme", "/[content_Types].xml"),
        ("numbering", "%5Frels/numbering.xml.rels"),
    )
    return _with(
        out.getvalue(),
        parts=[
            ("word/_Rels/styles.xml.rels", evil),
            ("word/%5Frels/numbering.xml.rels", evil),
        ],
        links=[(rels, kind, target, False) for kind, target in kinds],
    )


def bomb(parts=1, size=80 * 1024 * 1024):
    """A .docx that unpacks to a great deal."""
    document = Document()
    out = io.BytesIO()
    document.save(out)
    return _with(
        out.getvalue(),
        parts=[(f"word/media/{n}.xml", b"\0" * size) for n in range(parts)],
    )


def nested_bomb():
    """A bomb inside a document, as an embedded one."""
    document = Document()
    out = io.BytesIO()
    document.save(out)
    inner = bomb()
    return _with(
        out.getvalue(),
        parts=[("word/embeddings/a.docx", inner)],
        links=[("word/_rels/document.xml.rels", "package", "embeddings/a.docx", False)],
    )


def texts_of(package):
    """Everything in a zip, unpacked, in one piece."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        names = "\n".join(parts.namelist()).encode()
        return names + b"\n".join(parts.read(name) for name in parts.namelist())
