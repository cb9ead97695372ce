"""People and a county for the public side's tests."""

from copy import deepcopy

import pytest

from portal.workdays import clock
from tests.disclosures.county import TODAY, County
from tests.factories import UserFactory


@pytest.fixture
def editor(roles):
    return UserFactory(role="editor")


@pytest.fixture
def moderator(roles):
    return UserFactory(role="moderator")


@pytest.fixture(scope="module")
def shared_county(once_a_file):
    with once_a_file():
        with clock.on(TODAY):
            built = County()
        yield built


@pytest.fixture
def county(shared_county, roles):
    """A county on 2 August 2021."""
    with clock.on(TODAY):
        yield deepcopy(shared_county)
