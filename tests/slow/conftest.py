"""What takes minutes: `make test-slow`. One running Kaimen for each file."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.own_house import CALM
from tests.running import start, stop, wait_until_ready


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """An empty one on the PostgreSQL of `.ci/with_postgres`, else SQLite's own file."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield {}
        return
    with closing(psycopg2.connect(url)) as server:
        server.autocommit = True
        drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
        cursor = server.cursor()
        cursor.execute(drop)
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
        finally:
            cursor.execute(drop)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A migrated house with its demo: address, data folder, log, settings."""
    folder = tmp_path_factory.mktemp("slow")
    data, log = folder / "data", folder / "server.log"
    with database(folder.name) as where:
        settings = CALM | where
        process, url = start(data, log, **settings)
        try:
            wait_until_ready(process, url, log)
        finally:
            stop(process)
        yield url, data, log, settings
