"""People and a built site for the public side's tests."""

import pytest

from tests.disclosures import factories
from tests.factories import UserFactory


@pytest.fixture
def site(roles):
    """The real plan's column, with roles and workflow."""
    return factories.column()


@pytest.fixture
def editor(roles):
    return UserFactory(role="editor")


@pytest.fixture
def moderator(roles):
    return UserFactory(role="moderator")
