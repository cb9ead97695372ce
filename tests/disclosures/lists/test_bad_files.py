"""What is no list, or bites, is refused in one clear sentence; nothing is kept."""

import re
import zipfile
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.workbook import Workbook as Book

from disclosures.lists import workbooks
from disclosures.lists.changes import Change
from disclosures.lists.errors import ListError
from disclosures.lists.grid import MOST_COLUMNS, MOST_ROWS
from disclosures.lists.items import ListKind
from disclosures.lists.sheets import find_list

from .sheets import plain, problem, problems, saved

HEADINGS = ["序号", "整治重点", "发现方式", "存在问题"]


def word():
    out = BytesIO()
    Document().save(out)
    return out.getvalue()


def with_part(data, name, content):
    """The workbook with one more part."""
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return out.getvalue()


def replaced(data, name, change):
    """The workbook with one part changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part, change(content) if part.filename == name else content)
    return out.getvalue()


def long_sheet(rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(rows):
        sheet.append([number])
    return saved(book)


def empty_cells():
    """Formatted cells without end, as a border over whole columns makes them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _row in range(4_100):
        sheet.append([""] * 30)
    return saved(book)


def said_to_be_small(data, change=bytes):
    """The workbook, whose sheet says of itself that it is one cell."""

    def one_cell(text):
        size = re.compile(rb'<dimension ref="[^"]*" */>')
        assert b"<sheetData" in text
        text = size.sub(b"", change(text))
        return text.replace(b"<sheetData", b'<dimension ref="A1"/><sheetData', 1)

    return replaced(data, "xl/worksheets/sheet1.xml", one_cell)


def with_row(row):
    """The list, said to be one cell, with one more row of the sheet's own XML."""
    end = b"</sheetData>"
    return said_to_be_small(XLSX, lambda text: text.replace(end, row + end))


def far_cell(place):
    row = re.sub(r"[A-Z]", "", place)
    cell = f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'
    return with_row(cell.encode())


def huge_merge():
    name = "xl/worksheets/sheet1.xml"
    merge = b'<mergeCell ref="A6:XFD1048576"/></mergeCells>'
    rows = problems(*(problem(n) for n in range(1, 1900)))
    return replaced(rows, name, lambda text: text.replace(b"</mergeCells>", merge))


def many_merges():
    name = "xl/worksheets/sheet1.xml"
    merges = b'<mergeCell ref="A1:XFD1048576"/>' * 100_000 + b"</mergeCells>"
    return replaced(XLSX, name, lambda text: text.replace(b"</mergeCells>", merges))


def ole(*names):
    return workbooks.OLE + b"\0" * 600 + b"".join(n.encode("utf-16-le") for n in names)


XLSX = problems(problem(1))
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
CASES = {
    "docx": (word, "docx"),
    "macro": (lambda: with_part(XLSX, "xl/vbaProject.bin", b"x"), "macro"),
    "macro by type": (
        lambda: replaced(
            XLSX,
            "[Content_Types].xml",
            lambda text: text.replace(
                b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
                b"vnd.ms-excel.sheet.macroEnabled.main",
            ),
        ),
        "macro",
    ),
    "old macro": (lambda: ole("_VBA_PROJECT_CUR"), "macro"),
    "password": (lambda: ole("EncryptedPackage"), "locked"),
    "old, damaged": (ole, "broken"),
    "bomb": (lambda: with_part(XLSX, "xl/x.xml", b"0" * 50_000_000), "unfolds"),
    "entities": (lambda: with_part(XLSX, "xl/x.xml", ENTITIES), "broken"),
    "cut off": (lambda: XLSX[:2000], "broken"),
    "damaged sheet": (
        lambda: replaced(XLSX, "xl/worksheets/sheet1.xml", lambda text: text[:900]),
        "broken",
    ),
    "100,000 rows": (lambda: long_sheet(100_000), "rows"),
    "10,001 rows, said to be one": (
        lambda: said_to_be_small(long_sheet(10_001)),
        "rows",
    ),
    "a cell far below": (lambda: far_cell("A60000"), "far"),
    "a cell far to the right": (lambda: far_cell("XFD9"), "far"),
    "rows without end": (lambda: with_row(b'<row r="2000000000"/>'), "cells"),
    "merged without end": (many_merges, "cells"),
    "empty cells": (empty_cells, "cells"),
    "page": (lambda: b"<html><table></table>", "not_excel"),
    "empty": (bytes, "empty"),
    "large": (lambda: b"PK\x03\x04" + b"0" * 6_000_000, "too_large"),
    "no headings": (lambda: plain(["姓名", "电话"], ["某", "1"]), "no_heading"),
    "missing": (lambda: plain(HEADINGS, [1, 1, "走访", "转租"]), "missing"),
    "twice": (lambda: plain([*HEADINGS, "问题"], [1]), "twice"),
    "no rows": (problems, "no_rows"),
}


def code_of(data):
    with pytest.raises(ListError) as refused:
        find_list(workbooks.read_grids(BytesIO(data)), ListKind.PROBLEMS)
    assert str(refused.value), "the sentence can be written"
    return refused.value.code


class TestRefusals:
    @pytest.mark.parametrize("name", CASES)
    def test_one_sentence(self, name):
        make, code = CASES[name]
        assert code_of(make()) == code

    def test_a_cell_far_away_is_named(self):
        with pytest.raises(ListError, match="A60000"):
            workbooks.read_grids(BytesIO(far_cell("A60000")))

    def test_a_last_row_that_is_only_formatted_does_no_harm(self):
        data = with_row(b'<row r="1048576" ht="20" customHeight="1"/>')
        (grid,) = workbooks.read_grids(BytesIO(data))
        assert len(find_list([grid], ListKind.PROBLEMS).rows) == 1

    def test_a_merge_reaches_no_further_than_the_list(self):
        (grid,) = workbooks.read_grids(BytesIO(huge_merge()))
        assert max(merge.bottom for merge in grid.merges) < MOST_ROWS
        assert max(merge.right for merge in grid.merges) < MOST_COLUMNS

    def test_what_is_hidden_under_a_merged_cell_is_not_read(self):
        name = "xl/worksheets/sheet1.xml"
        data = problems(problem(1), problem(2, estate="西城家园"))
        merge = b'<mergeCell ref="B5:B6"/></mergeCells>'
        data = replaced(data, name, lambda text: text.replace(b"</mergeCells>", merge))
        (grid,) = workbooks.read_grids(BytesIO(data))
        assert (grid.text(4, 1), grid.text(5, 1)) == ("东门小区", "")

    def test_two_sheets_with_the_same_list(self):
        book: Book = Workbook()
        sheets = (book.active, book.create_sheet())
        headings = ["序号", "指标", "计量单位", "数量", "统计期间"]
        for sheet in sheets:
            sheet.append(headings)
            sheet.append([1, "收回房屋", "套", 3, "6月"])
        with pytest.raises(ListError) as refused:
            find_list(workbooks.read_grids(BytesIO(saved(book))), ListKind.RESULTS)
        assert refused.value.code == "several"
        sheets[1].sheet_state = "hidden"
        grids = workbooks.read_grids(BytesIO(saved(book)))
        assert len(find_list(grids, ListKind.RESULTS).rows) == 1

    @pytest.mark.django_db
    def test_the_page_says_it_and_keeps_nothing(self, house, client):
        client.force_login(house.editor)
        file = BytesIO(word())
        file.name = "问题清单.xlsx"
        answer = client.post("/admin/lists/problems/import/", {"file": file})
        assert answer.status_code == 422
        assert "Word" in answer.content.decode()
        assert not Change.objects.exists()
