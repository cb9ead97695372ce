"""Storage or database gone or full: the sender is told, nothing is half-made.

Afterwards the very same form, sent again, goes through.
"""

import html
import os
import resource
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from tests.running import kill, manage, serve_again, wait_until_ready
from tests.senders import Browser, a_tip, assert_opens
from tests.slow.wire import Wire

#: Everything that a tip with a file writes into.
TABLES = (
    "complaints_formtoken",
    "vault_envelope",
    "vault_sealedvalue",
    "vault_sealedfile",
    "vault_wrap",
    "complaints_case",
    "complaints_attachment",
    "complaints_caseevent",
)
#: What PostgreSQL answers when it finds no room (53100).
NO_ROOM = """
CREATE SEQUENCE IF NOT EXISTS times_refused;
CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  PERFORM nextval('times_refused');
  RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';
END $$
"""


@contextmanager
def served(house, **more):
    url, data, log, settings = house
    process = serve_again(url, data, log, **(settings | more))
    try:
        wait_until_ready(process, url, log)
        yield url
    finally:
        kill(process)


@contextmanager
def served_on_a_small_disk(house):
    """Address, and a function that says how large a file may grow from now on."""
    url, data, log, settings = house
    process = serve_again(url, data, log, **settings)

    def let_grow(most: int) -> None:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == process.pid:
                limits = (most, resource.RLIM_INFINITY)
                resource.prlimit(int(entry.name), resource.RLIMIT_FSIZE, limits)

    try:
        wait_until_ready(process, url, log)
        yield url, let_grow
    finally:
        kill(process)


def assert_kept(status: int, page: str, sent) -> None:
    """503 that says so, with the words on it, and the files named."""
    assert status == 503, page
    assert "还没有提交" in page
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
    *_rest, settings = house
    parts = urlsplit(settings["DATABASE_URL"])
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


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="this one is about SQLite")
@pytest.mark.parametrize("files", [0, 1])
def test_sqlite_on_a_full_disk(house, files):
    with served_on_a_small_disk(house) as (url, let_grow):
        sent, browser = a_tip(files=files), Browser(url)
        hidden = browser.form("/tips/new/")
        sent.token = hidden["token"]
        data = {
            "kind": "report",
            "body": sent.body,
            **hidden,
            "attachments": sent.files,
        }
        let_grow(1024)
        status, page, headers = browser.post("/tips/new/", data)
        let_grow(resource.RLIM_INFINITY)
        assert headers["Retry-After"]
        assert_kept(status, page.decode(), sent)
        assert_whole(house)
        browser.send(sent)
        assert_opens(url, sent)


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="no PostgreSQL here")
@pytest.mark.parametrize("table", TABLES)
def test_postgresql_on_a_full_disk(house, table):
    *_rest, settings = house
    database = psycopg2.connect(settings["DATABASE_URL"])
    with served(house) as url, closing(database) as server:
        server.autocommit = True
        cursor = server.cursor()
        cursor.execute(NO_ROOM)
        sent, browser = a_tip(files=1), Browser(url)
        cursor.execute(
            f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION no_room()"
        )
        try:
            status, page = browser.send(sent)
        finally:
            cursor.execute(f"DROP TRIGGER no_room ON {table}")
        assert_kept(status, page, sent)
        assert_whole(house)
        browser.send(sent)
        assert_opens(url, sent)


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="no PostgreSQL here")
def test_a_tip_is_taken_where_posts_cannot_be_counted(house):
    *_rest, settings = house
    database = psycopg2.connect(settings["DATABASE_URL"])
    # So low that the first post is told to the database already.
    with served(house, CHALLENGE_ABOVE="8") as url, closing(database) as server:
        server.autocommit = True
        cursor = server.cursor()
        cursor.execute(NO_ROOM)
        cursor.execute(
            "CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON complaints_postcount"
            " FOR EACH ROW EXECUTE FUNCTION no_room()"
        )
        try:
            cursor.execute("ALTER SEQUENCE times_refused RESTART")
            sent = a_tip(files=1)
            status, _page = Browser(url).send(sent)
            cursor.execute("SELECT is_called FROM times_refused")
            assert cursor.fetchone() == (True,), "nothing was counted at all"
        finally:
            cursor.execute("DROP TRIGGER no_room ON complaints_postcount")
        assert status == 200
        assert_opens(url, sent)
