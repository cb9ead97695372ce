"""Storage or database gone: the sender is told, the text stays, nothing is half-made.

Afterwards the very same form, sent again, goes through.
"""

import html
import os
import sqlite3
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.running import kill, manage, serve_again, wait_until_ready
from tests.senders import Browser, a_tip, assert_opens
from tests.slow.wire import Wire


@contextmanager
def served(house, **more):
    url, data, log, settings = house
    process = serve_again(url, data, log, **(settings | more))
    try:
        wait_until_ready(process, url, log)
        yield url
    finally:
        kill(process)


def assert_kept(status: int, page: str, sent) -> None:
    """503 with the words on it, and the files named."""
    assert status == 503
    assert sent.body in html.unescape(page)
    for file in sent.files:
        assert file.name in page
    assert not sent.receipt


def assert_whole(house) -> None:
    _url, data, _log, settings = house
    checked = manage(data, "check_vault", "--dry-run", **settings)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_storage_gone(house):
    _url, data, _log, _settings = house
    with served(house) as url:
        sent, browser = a_tip(files=2), Browser(url)
        (data / "sealed").rename(data / "elsewhere")
        (data / "sealed").write_text("no folder any more")
        status, page = browser.send(sent)
        (data / "sealed").unlink()
        (data / "elsewhere").rename(data / "sealed")
        assert_kept(status, page, sent)
        assert_whole(house)
        browser.send(sent)
        assert_opens(url, sent)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="this one is about SQLite")
def test_sqlite_locked_for_good(house):
    _url, data, _log, _settings = house
    with served(house) as url:
        sent, browser = a_tip(files=1), Browser(url, timeout=120)
        hidden = browser.form("/tips/new/")
        sent.token = hidden["token"]
        other = sqlite3.connect(data / "kaimen.sqlite3")
        other.execute("BEGIN IMMEDIATE")
        status, page = browser.send(sent)
        other.rollback()
        other.close()
        assert_kept(status, page, sent)
        assert_whole(house)
        browser.send(sent)
        assert_opens(url, sent)


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite has no wire")
def test_postgresql_gone(house):
    parts = urlsplit(os.environ["DATABASE_URL"])
    wire = Wire(parts.hostname, parts.port or 5432)
    login = parts.netloc.rpartition("@")[0]
    through = urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{wire.port}"))
    with served(house, DATABASE_URL=through) as url:
        sent, browser = a_tip(files=1), Browser(url)
        hidden = browser.form("/tips/new/")
        sent.token = hidden["token"]
        data = {
            "kind": "report",
            "body": sent.body,
            **hidden,
            "attachments": sent.files,
        }
        wire.cut()
        status, page, headers = browser.post("/tips/new/", data)
        wire.mend()
        assert headers["Retry-After"]
        assert_kept(status, page.decode(), sent)
        assert_whole(house)
        browser.send(sent)
        assert_opens(url, sent)
