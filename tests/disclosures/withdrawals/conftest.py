"""An export that stands, which whatever leaves the site makes stale."""

import pytest

from disclosures.models import StaticExport
from disclosures.withdrawals import remaking
from portal.workdays.clock import now


@pytest.fixture
def is_due(db):
    """Ask whether the export has to be made again."""
    StaticExport.objects.create(folder="/srv/column", made_at=now())
    return remaking.stale().exists
