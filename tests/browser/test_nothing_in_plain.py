"""What residents and staff write is nowhere on the server's disk in plain text."""

import sqlite3

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import act, log_in, open_mailbox

pytestmark = pytest.mark.browser

#: Where it was typed → a mark that stands nowhere else.
MARKS = {
    place: f"ZQX{number}WVK{place.upper()}"
    for number, place in enumerate(
        (
            "body",
            "place",
            "name",
            "message",
            "letter",
            "note",
            "reason",
            "answer",
            "hearing",
            "measures",
            "again",
            "filename",
            "filetext",
        ),
        start=7301,
    )
}
PHONE_NUMBER = "13900017301"


def words(place):
    return f"这里写着{MARKS[place]}，别处没有。"


def send(page):
    """A real-name tip with every field and a file; answers with the receipt."""
    page.goto("/tips/new/")
    page.check("[name=kind][value=report]")
    page.fill("[name=place]", MARKS["place"])
    page.fill("[name=body]", words("body"))
    page.set_input_files(
        "[name=attachments]",
        [
            {
                "name": f"{MARKS['filename']}.txt",
                "mimeType": "text/plain",
                "buffer": words("filetext").encode() * 5000,
            }
        ],
    )
    page.locator("details:has([name=phone]) summary").click()
    page.fill("[name=name]", MARKS["name"])
    page.fill("[name=phone]", PHONE_NUMBER)
    page.locator("main form [type=submit]").last.click()
    return page.locator("#receipt").inner_text()


def find(page):
    """Open unread cases until one shows the body."""
    page.goto("/admin/cases/?unread=on")
    links = page.locator("a[href*='/admin/cases/MX-']")
    for address in {link.get_attribute("href") for link in links.all()}:
        page.goto(address)
        if page.get_by_text(MARKS["body"]).count():
            return
    raise AssertionError("the case is not in the list")


def walk(visit):
    """The whole life of a case, with something unique typed at every step."""
    resident, staff = visit(PHONE), log_in(visit(DESK), "housing")
    receipt = send(resident)
    find(staff)
    act(staff, "accept")
    act(staff, "message", text=words("message"))
    act(staff, "note", text=words("note"))
    staff.locator("details:has(form[action$='/contact/']) summary").first.click()
    staff.fill("form[action$='/contact/'] [name=reason]", words("reason"))
    staff.locator("form[action$='/contact/'] [type=submit]").click()
    expect(staff.locator("main")).to_contain_text(PHONE_NUMBER)
    open_mailbox(resident, receipt)
    resident.fill("[name=text]", words("letter"))
    resident.get_by_role("button", name="发送").click()
    expect(resident.locator("main")).to_contain_text(MARKS["letter"])
    staff.reload()
    act(staff, "investigate")
    act(
        staff,
        "conclude",
        outcome="substantiated",
        not_heard=words("hearing"),
        answer=words("answer"),
        measures=words("measures"),
    )
    expect(staff.locator(".kw-head")).to_contain_text("已办结")
    resident.goto("/tips/mailbox/")
    expect(resident.locator("main")).to_contain_text(MARKS["answer"])
    resident.locator("details:has([name=reason]) summary").click()
    resident.fill("[name=reason]", words("again"))
    resident.locator("form:has([name=reason]) [type=submit]").click()
    expect(resident.locator("main")).to_contain_text("重新办理")
    return receipt


def secrets_of(receipt):
    """Everything that must not be found, as bytes, in each spelling a file may have."""
    typed = [*MARKS.values(), PHONE_NUMBER, receipt, receipt.replace(" ", "")]
    for text in typed:
        yield text.encode()
        yield text.encode("utf-16-le")


def stored(data):
    """Every value of every table, and every file below the data folder."""
    database = sqlite3.connect(f"file:{data / 'kaimen.sqlite3'}?mode=ro", uri=True)
    database.text_factory = bytes
    tables = database.execute("SELECT name FROM sqlite_master WHERE type='table'")
    for (table,) in tables.fetchall():
        name = table.decode()
        for row in database.execute(f'SELECT * FROM "{name}"'):
            for value in row:
                yield f"table {name}", value if isinstance(value, bytes) else b""
    database.close()
    for path in data.rglob("*"):
        if path.is_file() and path.name != "demo-accounts.txt":
            yield str(path.relative_to(data)), path.read_bytes()


def test_nothing_typed_is_found_in_plain(visit, kaimen):
    receipt = walk(visit)
    sought = list(secrets_of(receipt))
    places = [*stored(kaimen.data), ("the server's log", kaimen.log.read_bytes())]
    assert len({where for where, _value in places}) > 60
    found = [
        (where, mark) for where, value in places for mark in sought if mark in value
    ]
    assert found == []
    # The search itself works: what is meant to be plain is found.
    assert any(b"Kaimen" in value or b"MX-" in value for _where, value in places)
