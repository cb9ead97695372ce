"""What every test may count on."""

import os
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

# A machine that has other work to do breaks no rule.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What one test left in the cache no other finds: its rows are gone, too."""
    cache.clear()


@pytest.fixture(scope="module")
def once_a_file(django_db_setup, django_db_blocker):
    """A place where a fixture of scope "module" writes what its whole file needs.

    Each test's own writes are undone inside it, and at the end of the file it is, too.
    """

    @contextmanager
    def place():
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return place


@pytest.fixture(scope="module")
def shared_roles(once_a_file):
    with once_a_file():
        call_command("sync_roles")
        yield


@pytest.fixture
def roles(shared_roles, db):
    """The groups as the table says."""


@pytest.fixture(scope="module")
def shared_site(shared_roles, once_a_file):
    from tests.disclosures.factories import column

    with once_a_file():
        yield column()


@pytest.fixture
def site(shared_site, roles):
    """The real plan's column, with roles and workflow."""
    return deepcopy(shared_site)


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
