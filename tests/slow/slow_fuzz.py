"""Whole forms with bytes turned, cut and doubled, sent to the real server.

`FORMS` mutated forms (default 210), a third each to the form, to the mailbox's door and
to an open mailbox, some claiming to be shorter than they are: an answer every time,
never a 500, and afterwards the vault is whole.
"""

import http.client
import os
import random
from urllib.parse import urlsplit

from django.test.client import encode_multipart

from tests.running import kill, manage, serve_again, wait_until_ready
from tests.senders import BOUNDARY, FIELD, RECEIPT, Browser, a_tip

FORMS = int(os.environ.get("FORMS", "210"))
LETTER = "/tips/mailbox/letter/"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


def mutated(body: bytes, draw: random.Random) -> bytes:
    """The form with one to four accidents."""
    for _accident in range(draw.randint(1, 4)):
        here, there = sorted(draw.randrange(len(body) + 1) for _end in (1, 2))
        there = min(there, here + 300)
        body = draw.choice(
            (
                body[:here] + body[there:],
                body[:here] + body[here:there] * 2 + body[there:],
                body[:here] + draw.randbytes(there - here) + body[there:],
                body[:here] + b"\r\n--" + BOUNDARY.encode() + b"\r\n" + body[here:],
                body[:here],
            )
        )
    return body


def post(url: str, path: str, body: bytes, cookies: str, told: int) -> tuple[int, str]:
    """Status and page; `told` is the length that the header claims."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.putrequest("POST", path)
    for name, value in (
        ("Content-Type", KIND),
        ("Content-Length", str(told)),
        ("Cookie", cookies),
        ("Origin", url),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body)
    answer = connection.getresponse()
    page = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, page


def filled_in(browser: Browser, path: str, receipt: str) -> dict[str, object]:
    """What somebody would send to one of the three addresses."""
    sent = a_tip(files=1, size=3000)
    if path == LETTER:
        browser.enter(receipt)
        _status, page, _headers = browser.open("/tips/mailbox/")
        form = page.decode().partition(f'action="{LETTER}"')[2].partition("</form>")[0]
        hidden = dict(FIELD.findall(form))
        assert hidden["token"]
        return {"text": sent.body, "attachments": sent.files, **hidden}
    hidden = browser.form("/tips/new/")
    return {
        "kind": "report",
        "body": sent.body,
        "attachments": sent.files,
        "receipt": "1234 5678 9012 3456 7890 1234",
        **hidden,
    }


def test_mutated_forms(house):
    url, data, log, settings = house
    draw = random.Random(20210630)
    statuses: dict[str, dict[int, int]] = {}
    process = serve_again(url, data, log, **settings)
    try:
        wait_until_ready(process, url, log)
        mine = a_tip()
        Browser(url).send(mine)
        for n in range(FORMS):
            browser = Browser(url)
            path = ("/tips/new/", "/tips/mailbox/", LETTER)[n % 3]
            whole = filled_in(browser, path, mine.receipt)
            body = mutated(encode_multipart(BOUNDARY, whole), draw)
            told = max(0, len(body) - draw.choice((0, 0, draw.randrange(4000))))
            cookies = "; ".join(f"{c.name}={c.value}" for c in browser.jar)
            status, page = post(url, path, body, cookies, told)
            counts = statuses.setdefault(path, {})
            counts[status] = counts.get(status, 0) + 1
            assert status in {200, 303, 400, 403, 413, 422}, (status, body)
            if status == 200 and (shown := RECEIPT.search(page)):
                assert Browser(url).enter(shown[1])[0] == 200
        assert Browser(url).enter(mine.receipt)[0] == 200
    finally:
        kill(process)
    checked = manage(data, "check_vault", "--dry-run", **settings)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    print(f"\n{FORMS} mutated forms answered {statuses}")  # noqa: T201
