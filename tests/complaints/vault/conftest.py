"""Every test of the vault has sealed files of its own."""

import pytest

from complaints.vault import checks


@pytest.fixture(autouse=True)
def sealed_root(settings, tmp_path):
    """Else a test would find what another one's rollback left behind."""
    settings.SEALED_ROOT = tmp_path / "sealed"
    return settings.SEALED_ROOT


@pytest.fixture(autouse=True)
def no_cases(monkeypatch):
    """The vault alone: its envelopes are of no case here."""
    monkeypatch.setattr(checks, "witnesses", [])
