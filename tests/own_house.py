"""A running Kaimen of one's own, without the demo: a copy of the tests' database."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from django.db import connection, connections

from tests.running import free_port, manage

#: Nobody is asked for a challenge, and nothing is put aside as a flood.
CALM = {"CHALLENGE_ABOVE": "0", "QUARANTINE_ABOVE": "0"}
#: Two units that can read; and a site, which other tests may have flushed away.
FURNISH = """
from django.core.management import call_command
from wagtail.models import Locale, Page, Site
from complaints.clocks import seed_policies
from portal.management.commands.start import collect
from tests.complaints.vault.factories import keyed_unit
call_command("createcachetable", verbosity=0)
collect()
Locale.objects.get_or_create(language_code="zh-hans")
root = Page.objects.first() or Page.add_root(title="Root")
Site.objects.get_or_create(is_default_site=True, defaults={"root_page": root})
seed_policies()
keyed_unit(discipline=True)
keyed_unit(lead=True)
"""


@contextmanager
def own_house(folder: Path) -> Iterator[tuple[str, Path, Path, dict[str, str]]]:
    """Address, data folder, log and settings of a house that nobody serves yet.

    Whoever uses it asks for the fixture `transactional_db`.
    """
    data, log = folder / "data", folder / "server.log"
    data.mkdir()
    with own_database(data) as database:
        settings = CALM | database
        furnished = manage(data, "shell", "-v0", "-c", FURNISH, **settings)
        assert furnished.returncode == 0, furnished.stderr
        yield f"http://127.0.0.1:{free_port()}", data, log, settings


@contextmanager
def own_database(data: Path) -> Iterator[dict[str, str]]:
    """A migrated, empty database; the settings that name it."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(name)) as source,
            closing(sqlite3.connect(data / "kaimen.sqlite3")) as copy,
        ):
            source.backup(copy)
        yield {}
        return
    connections.close_all()  # nobody else may be in what is copied
    url, copied = os.environ["DATABASE_URL"], f"{name}_own"
    with closing(psycopg2.connect(url)) as server:
        server.autocommit = True
        drop = f'DROP DATABASE IF EXISTS "{copied}" WITH (FORCE)'
        cursor = server.cursor()
        cursor.execute(drop)
        cursor.execute(f'CREATE DATABASE "{copied}" TEMPLATE "{name}"')
        try:
            yield {"DATABASE_URL": urlsplit(url)._replace(path=f"/{copied}").geturl()}
        finally:
            cursor.execute(drop)
