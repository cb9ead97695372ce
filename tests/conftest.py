"""What every test may count on."""

import os

import pytest
from django.core.management import call_command
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

# A machine that has other work to do breaks no rule.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


@pytest.fixture
def roles(db):
    """The groups as the table says."""
    call_command("sync_roles")


def asks_a_database(item):
    """Whether a test could tell one database from another."""
    is_case = item.cls is not None and issubclass(item.cls, TransactionTestCase)
    marked = item.get_closest_marker("django_db") is not None
    fixtures = {"db", "transactional_db"} & set(item.fixturenames)
    # Those of `make test-slow` have a server of their own, on that very database.
    is_slow = item.path.parent.name == "slow"
    return is_case or is_slow or marked or bool(fixtures)


def pytest_collection_modifyitems(config, items):
    """One file stays on one worker, and all journeys share one browser and server.

    With DATABASE_URL, as in the second half of `make test`, what asks no database is
    left out: it ran in the first.
    """
    if os.environ.get("DATABASE_URL"):
        without = [item for item in items if not asks_a_database(item)]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if asks_a_database(item)]
    for item in items:
        browser = item.get_closest_marker("browser")
        group = "browser" if browser else item.nodeid.split("::")[0]
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(group))
