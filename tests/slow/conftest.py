"""What takes minutes: `make test-slow`. One running Kaimen for each file."""

import os

import pytest

from tests.running import start, stop, wait_until_ready

#: Nobody is asked for a challenge, and nothing is put aside as a flood.
CALM = {"CHALLENGE_ABOVE": "0", "QUARANTINE_ABOVE": "0"}


def database() -> dict[str, str]:
    """The PostgreSQL that `.ci/with_postgres` made, else SQLite in the data folder."""
    url = os.environ.get("DATABASE_URL", "")
    return {"DATABASE_URL": url} if url else {}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A migrated house with its demo: address, data folder, log, settings."""
    folder = tmp_path_factory.mktemp("slow")
    data, log = folder / "data", folder / "server.log"
    settings = CALM | database()
    process, url = start(data, log, **settings)
    wait_until_ready(process, url, log)
    stop(process)
    return url, data, log, settings
