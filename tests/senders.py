"""Residents as plain HTTP clients, many at once, against a running Kaimen."""

import hashlib
import html
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

from django.test.client import encode_multipart

BOUNDARY = "kaimen-boundary-of-the-tests"
RECEIPT = re.compile(r'id="receipt"[^>]*>([\d\s]+)<')
FIELD = re.compile(r'name="(token|csrfmiddlewaretoken)" value="([^"]+)"')
FILE = re.compile(r'href="([^"]*/tips/mailbox/file/\d+/)"')


@dataclass
class File:
    """A file to send; what `encode_multipart` reads of it."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"

    def read(self) -> bytes:
        return self.content


@dataclass
class Sent:
    """What was sent, and the receipt that was shown for it."""

    body: str
    files: list[File]
    token: str = ""
    receipt: str = ""
    retries: int = 0

    @property
    def digests(self) -> set[str]:
        return {hashlib.sha256(file.content).hexdigest() for file in self.files}


@dataclass
class Letter(Sent):
    """A letter; its receipt stands in it once the letter was taken."""

    mailbox: str = ""


@dataclass
class Browser:
    """One resident's browser: cookies, and nothing else."""

    url: str
    timeout: float = 60
    jar: CookieJar = field(default_factory=CookieJar)

    def open(self, path: str, body: bytes | None = None, kind: str = ""):
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar)
        )
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), body)
        if kind:
            request.add_header("Content-Type", kind)
        try:
            with opener.open(request, timeout=self.timeout) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read(), error.headers

    def form(self, path: str) -> dict[str, str]:
        """The hidden values of the first form that has a token."""
        status, page, _headers = self.open(path)
        assert status == 200, (status, page[:300])
        found: dict[str, str] = {}
        for name, value in FIELD.findall(page.decode()):
            found.setdefault(name, html.unescape(value))
        return found

    def post(self, path: str, data: dict):
        body = encode_multipart(BOUNDARY, data)
        return self.open(path, body, f"multipart/form-data; boundary={BOUNDARY}")

    def send(self, sent: Sent, **fields: str) -> tuple[int, str]:
        """Send a tip, once; status and page. The token stays for another try."""
        hidden = self.form("/tips/new/")
        sent.token = sent.token or hidden["token"]
        data = {
            "kind": "report",
            "body": sent.body,
            "token": sent.token,
            "csrfmiddlewaretoken": hidden["csrfmiddlewaretoken"],
            "attachments": sent.files,
        } | fields
        status, page, _headers = self.post("/tips/new/", data)
        shown = RECEIPT.search(page.decode())
        if status == 200 and shown:
            sent.receipt = shown[1].strip()
        return status, page.decode()

    def write(self, letter: Letter) -> tuple[int, str]:
        """Send a letter, once; status and page. The token stays for another try."""
        status, page = self.enter(letter.mailbox)
        if status != 200:
            return status, page
        _before, form = page.split('id="letter"', 1)
        hidden = dict(reversed(FIELD.findall(form)))
        letter.token = letter.token or hidden["token"]
        data = hidden | {
            "text": letter.body,
            "token": letter.token,
            "attachments": letter.files,
        }
        status, answer, _headers = self.post("/tips/mailbox/letter/", data)
        if status == 200:
            letter.receipt = letter.mailbox
        return status, answer.decode()

    def enter(self, receipt: str) -> tuple[int, str]:
        """Open the mailbox; status and page."""
        hidden = self.form_of_door()
        data = urllib.parse.urlencode({"receipt": receipt} | hidden).encode()
        status, page, _headers = self.open(
            "/tips/mailbox/", data, "application/x-www-form-urlencoded"
        )
        return status, page.decode()

    def form_of_door(self) -> dict[str, str]:
        _status, page, _headers = self.open("/tips/mailbox/")
        found = dict(FIELD.findall(page.decode()))
        return {k: v for k, v in found.items() if k == "csrfmiddlewaretoken"}

    def files(self, page: str) -> set[str]:
        """Digests of every file that an open mailbox offers."""
        digests = set()
        for address in sorted(set(FILE.findall(page))):
            status, content, _headers = self.open(address)
            assert status == 200, address
            digests.add(hashlib.sha256(content).hexdigest())
        return digests


def a_tip(files: int = 0, size: int = 200_000) -> Sent:
    """Words of its own, and files of random bytes."""
    return Sent(*_words_and_files(files, size))


def a_letter(mailbox: str, files: int = 0, size: int = 200_000) -> Letter:
    """The same for the mailbox with this receipt."""
    return Letter(*_words_and_files(files, size), mailbox=mailbox)


def _words_and_files(files: int, size: int) -> tuple[str, list[File]]:
    name = secrets.token_hex(8)
    return (
        f"三栋二单元的租客把房子转租给外人。记号 {name}",
        [File(f"{name}-{n}.bin", secrets.token_bytes(size)) for n in range(files)],
    )


def assert_opens(url: str, sent: Sent, letters: Sequence[Letter] = ()) -> None:
    """The receipt opens its tip: every word and every file, each letter once."""
    assert sent.receipt, "it was not taken"
    browser = Browser(url)
    status, page = browser.enter(sent.receipt)
    assert status == 200, status
    everything = [sent, *letters]
    assert {html.unescape(page).count(each.body) for each in everything} == {1}
    assert browser.files(page) == set().union(*(each.digests for each in everything))
