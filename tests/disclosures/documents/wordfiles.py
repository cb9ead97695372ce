"""Word files as offices write them."""

import zipfile
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from PIL import Image

TITLE = "公租房入户走访进展"


def png(colour="red") -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    out.seek(0)
    return out


def picture(document, alt="", colour="red"):
    """A picture on a line of its own, with what it shows."""
    shape = document.add_paragraph().add_run().add_picture(png(colour), width=Cm(3))
    shape._inline.docPr.set("descr", alt)


def link(paragraph, address, words):
    key = paragraph.part.relate_to(
        address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), key)
    run = OxmlElement("w:r")
    run.append(OxmlElement("w:t"))
    run[0].text = words
    element.append(run)
    paragraph._p.append(element)


def field_link(paragraph, address, words):
    """A link as WPS writes it."""
    for part in ("begin", f'HYPERLINK "{address}"', "separate", words, "end"):
        run = paragraph.add_run()
        if part in {"begin", "separate", "end"}:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), part)
            run._r.append(mark)
        elif part == words:
            run.text = part
        else:
            code = OxmlElement("w:instrText")
            code.text = part
            run._r.append(code)


def estates(document):
    """A table with a heading of two rows and cells that go over several."""
    table = document.add_table(4, 3, "Table Grid")
    for row, texts in enumerate(
        (
            ("小区", "户数", ""),
            ("", "应走访", "已走访"),
            ("翠湖小区", "120", "118"),
            ("云岭|小区", "64", "64"),
        )
    ):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 0).text = "小区"
    table.cell(0, 1).text = "户数"


def written(words="走访中发现有人转租，当场登记。", title=TITLE) -> Document:
    """Red head, title, headings, list, link, table and two pictures."""
    document = Document()
    head = document.add_paragraph().add_run("明溪县住房和城乡建设局文件")
    head.font.size, head.font.color.rgb = Pt(40), RGBColor(0xFF, 0, 0)
    for line in (title[:6], title[6:]):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).font.size = Pt(22)
    document.add_paragraph("一、入户走访")
    document.add_paragraph("（一）走访情况")
    text = document.add_paragraph(words)
    text.add_run("两人一组").bold = True
    link(text, "https://www.fujian.gov.cn/?a=1&b=2", "省里的通知")
    field_link(document.add_paragraph("又见"), "https://www.gov.cn/x", "国务院的规定")
    document.add_paragraph("登记人口", style="List Number")
    document.add_paragraph("登记收入", style="List Number")
    document.add_paragraph("表1 各小区走访情况")
    estates(document)
    document.add_paragraph("二、下一步")
    picture(document, "走访队员在翠湖小区")
    picture(document, "", "blue")
    document.add_paragraph("继续走访。")
    return document


def saved(document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def word(*args, **kwargs) -> bytes:
    return saved(written(*args, **kwargs))


def with_macros() -> bytes:
    out = BytesIO(word())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/vbaProject.bin", b"\0" * 100)
    return out.getvalue()


def bomb() -> bytes:
    """A document one part of which unpacks to a gigabyte of nothing."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(word())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
        with new.open("word/media/zero.bin", "w", force_zip64=True) as part:
            for _piece in range(80):
                part.write(bytes(1024 * 1024))
    return out.getvalue()
