"""Whole forms with bytes turned, cut and doubled, sent to the real server.

`FORMS` mutated forms (default 200), half to the form and half to the mailbox: an answer
every time, never a 500, and afterwards the vault is whole.
"""

import http.client
import os
import random
from urllib.parse import urlsplit

from django.test.client import encode_multipart

from tests.running import kill, manage, serve_again, wait_until_ready
from tests.senders import BOUNDARY, RECEIPT, Browser, a_tip

FORMS = int(os.environ.get("FORMS", "200"))
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


def test_mutated_forms(house):
    url, data, log, settings = house
    draw = random.Random(20210630)
    statuses: dict[int, int] = {}
    process = serve_again(url, data, log, **settings)
    try:
        wait_until_ready(process, url, log)
        for n in range(FORMS):
            sent, browser = a_tip(files=1, size=3000), Browser(url)
            hidden = browser.form("/tips/new/")
            whole = {"kind": "report", "body": sent.body, **hidden}
            whole["attachments"] = sent.files
            whole["receipt"] = "1234 5678 9012 3456 7890 1234"
            body = mutated(encode_multipart(BOUNDARY, whole), draw)
            cookies = "; ".join(f"{c.name}={c.value}" for c in browser.jar)
            path = ("/tips/new/", "/tips/mailbox/")[n % 2]
            status, page = post(url, path, body, cookies, len(body))
            statuses[status] = statuses.get(status, 0) + 1
            assert status in {200, 400, 403, 413, 422}, (status, body)
            if status == 200 and (shown := RECEIPT.search(page)):
                assert Browser(url).enter(shown[1])[0] == 200
    finally:
        kill(process)
    checked = manage(data, "check_vault", "--dry-run", **settings)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    print(f"\n{FORMS} mutated forms answered {statuses}")  # noqa: T201
