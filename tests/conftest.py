"""What every test may count on."""

import pytest
from django.core.management import call_command


@pytest.fixture
def roles(db):
    """The groups as the table says."""
    call_command("sync_roles")


def pytest_collection_modifyitems(items):
    """One file stays on one worker, and all journeys share one browser and server."""
    for item in items:
        browser = item.get_closest_marker("browser")
        group = "browser" if browser else item.nodeid.split("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
