"""Kill -9 at any instant under eight senders: what was shown opens, nothing is left.

Rounds come from `KILLS` (default 12). After each kill the server comes back on the same
data, and each sender whose answer was lost sends the same form again. Seven of them
send tips, the eighth writes letters into one mailbox.
"""

import json
import os
import random
import threading
import time
import urllib.error
from http.client import HTTPException

from tests.running import kill, manage, serve_again, wait_until_ready
from tests.senders import Browser, Letter, Sent, a_letter, a_tip, assert_opens

SENDERS = 8
KILLS = int(os.environ.get("KILLS", "12"))
COUNT = """
import json
from complaints.cases import Case
from complaints.vault import storage
from complaints.vault.models import Envelope, SealedFile
print(json.dumps({
    "cases": Case.objects.count(),
    "numbers": Case.objects.values("number").distinct().count(),
    "envelopes": Envelope.objects.count(),
    "files": SealedFile.objects.count(),
    "on_disk": len(list(storage.root().iterdir())),
}))
"""
LOST = (OSError, HTTPException, urllib.error.URLError, AssertionError)


class Sender(threading.Thread):
    """Sends tips with files until told to stop; a lost answer is asked for again."""

    def __init__(self, url: str, pending: Sent | None) -> None:
        super().__init__(daemon=True)
        self.url, self.pending = url, pending
        self.shown: list[Sent] = []
        self.refused: list[int] = []
        self.ends = threading.Event()

    def begin(self) -> Sent:
        return a_tip(files=2)

    def run(self) -> None:
        while not self.ends.is_set():
            sent = self.pending = self.pending or self.begin()
            try:
                status = send_again(self.url, sent)
            except LOST:
                sent.retries += 1
                time.sleep(0.05)
                continue
            if sent.receipt:
                self.shown.append(sent)
                self.pending = None
            elif status != 503:
                self.refused.append(status)


class Writer(Sender):
    """The same with letters into one mailbox."""

    def __init__(self, url: str, pending: Sent | None, mailbox: str) -> None:
        super().__init__(url, pending)
        self.mailbox = mailbox

    def begin(self) -> Letter:
        return a_letter(self.mailbox, files=2)


def send_again(url: str, sent: Sent) -> int:
    """One try to send a tip or a letter; its status."""
    browser = Browser(url, timeout=20)
    send = browser.write if isinstance(sent, Letter) else browser.send
    return send(sent)[0]


def test_every_receipt_that_was_shown_opens_its_tip(house):
    url, data, log, settings = house
    before = counted(data, settings)
    shown: list[Sent] = []
    pending: list[Sent | None] = [None] * SENDERS
    tip = a_tip()
    draw = random.Random(20210615)
    rounds = 0
    # A busy machine may need more rounds, until enough were shown a receipt.
    while rounds < KILLS or (len(shown) < KILLS and rounds < 5 * KILLS):
        rounds += 1
        process = serve_again(url, data, log, **settings)
        wait_until_ready(process, url, log)
        if not tip.receipt:
            Browser(url).send(tip)
        senders = [Sender(url, one) for one in pending[1:]]
        senders = [Writer(url, pending[0], tip.receipt), *senders]
        for sender in senders:
            sender.start()
        time.sleep(draw.uniform(0.2, 3.0))
        kill(process)
        for sender in senders:
            sender.ends.set()
        for sender in senders:
            sender.join()
        assert [code for s in senders for code in s.refused] == []
        shown += [sent for sender in senders for sent in sender.shown]
        pending = [sender.pending for sender in senders]
    assert len(shown) >= KILLS, "the rounds were too short to prove anything"

    checked = manage(data, "check_vault", **settings)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    process = serve_again(url, data, log, **settings)
    try:
        wait_until_ready(process, url, log)
        asked_again = [sent for sent in pending if sent is not None]
        for sent in asked_again:
            send_again(url, sent)
            assert sent.receipt
        everything = shown + asked_again
        letters = [sent for sent in everything if isinstance(sent, Letter)]
        tips = [sent for sent in everything if not isinstance(sent, Letter)]
        for sent in tips:
            assert_opens(url, sent)
        assert letters, "the rounds were too short for a letter"
        assert_opens(url, tip, letters)
    finally:
        kill(process)
    assert len({sent.receipt for sent in tips}) == len(tips)
    print(  # noqa: T201
        f"\n{rounds} kills, {len(tips)} tips and {len(letters)} letters with 2 files"
        f" each, {sum(sent.retries for sent in everything)} answers lost and asked for"
        f" again; {checked.stderr.strip()}"
    )
    after = counted(data, settings)
    grown = {name: after[name] - before[name] for name in after}
    # A form that was sent again made no second tip, and no file lies about.
    assert grown["cases"] == grown["envelopes"] == grown["numbers"] == len(tips) + 1
    assert grown["files"] == 2 * len(everything)
    assert after["on_disk"] == after["files"]


def counted(data, settings) -> dict[str, int]:
    """Rows and files, counted by the product itself."""
    answer = manage(data, "shell", "-v0", "-c", COUNT, **settings)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout.strip().splitlines()[-1])
