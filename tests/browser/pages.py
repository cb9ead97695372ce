"""What people do on the pages, step by step; shared by the journeys."""

import base64
import re

from playwright.sync_api import Page, expect

from tests.running import PASSWORD

#: One white pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAA"
    "AABJRU5ErkJggg=="
)
RECEIPT = re.compile(r"^\d{4}( \d{4}){5}$")


def log_in(page: Page, username: str) -> Page:
    """Enter the admin; `page` stands on its first page afterwards."""
    page.goto("/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("form [type=submit]")
    expect(page).to_have_url(re.compile(r"/admin/$"))
    return page


def send_tip(page: Page, body: str, *, kind="report", photo=False, **fields) -> str:
    """Fill in the form that `page` shows; answers with the receipt."""
    page.check(f"[name=kind][value={kind}]")
    if topic := fields.get("topic"):
        page.select_option("[name=topic]", topic)
    if estate := fields.get("estate"):
        page.select_option("[name=estate]", label=estate)
    if unit := fields.get("concerns"):
        page.locator("details", has=page.locator("[name=concerns]")).locator(
            "summary"
        ).click()
        page.get_by_label(unit, exact=True).check()
    if place := fields.get("place"):
        page.fill("[name=place]", place)
    page.fill("[name=body]", body)
    if photo:
        page.set_input_files(
            "[name=attachments]",
            [{"name": "门口.png", "mimeType": "image/png", "buffer": PNG}],
        )
    page.locator("main form [type=submit]").last.click()
    receipt = page.locator("#receipt")
    expect(receipt).to_have_text(RECEIPT)
    return receipt.inner_text()


def open_mailbox(page: Page, receipt: str) -> Page:
    """Enter a receipt; `page` shows the mailbox afterwards."""
    page.goto("/tips/mailbox/")
    page.fill("[name=receipt]", receipt)
    page.locator("main form:has([name=receipt]) [type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您的反映")
    # Its scripts run, too.
    page.wait_for_load_state()
    return page


def act(page: Page, name: str, **words: str) -> None:
    """Use one control of a case file, with its words where it asks for some."""
    control = page.locator(f"[data-transition={name}]").first
    control.click()
    if words:
        form = page.locator(f"details:has([data-transition={name}]) form").first
        for field, text in words.items():
            target = form.locator(f"[name={field}]")
            if target.evaluate("node => node.tagName") == "SELECT":
                target.select_option(text)
            else:
                target.fill(text)
        form.locator("[type=submit]:not([name=fill])").click()
