"""What every test may count on."""

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session", autouse=True)
def catalogue():
    """The compiled Chinese catalogue, as `make` writes it before anything runs."""
    from portal.catalogue import compile_catalogue

    compile_catalogue()


@pytest.fixture
def roles(db):
    """The groups as the table says."""
    call_command("sync_roles")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Until the first migrations are written, draft those of the page types."""
    with django_db_blocker.unblock():
        call_command("makemigrations", "pages", "disclosures", verbosity=0)
