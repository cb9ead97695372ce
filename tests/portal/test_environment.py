import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment

ROOT = Path(__file__).resolve().parent.parent.parent


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("WORKERS", "many"),
            ("WORKERS", "0"),
            ("PORT", "-1"),
            ("DEBUG", "perhaps"),
            ("SITE_URL", "ftp://example.test"),
            ("SITE_URL", "https://example.test/sub/"),
            ("DATABASE_URL", "mysql://x"),
            ("SECRET_KEY", "short"),
            ("TIME_ZONE", "Mars/Olympus"),
            ("RECAPTCHA_PUBLIC_KEY", "alone"),
        ],
    )
    def test_a_malformed_value_stops_the_start(self, name, value, tmp_path):
        known = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), name: value}
        done = subprocess.run(
            [sys.executable, "-c", "import portal.settings"],
            cwd=ROOT,
            env=known,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 0
        last = done.stderr.strip().splitlines()[-1]
        assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
        assert name in last


class TestKeptSecret:
    def test_is_drawn_once_and_private(self, tmp_path, monkeypatch):
        monkeypatch.delenv("PEPPER", raising=False)
        first = environment.kept_secret("PEPPER", tmp_path)
        assert environment.kept_secret("PEPPER", tmp_path) == first
        assert (tmp_path / "pepper").stat().st_mode & 0o777 == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["pepper"]

    def test_the_environment_wins(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PEPPER", "p" * 32)
        assert environment.kept_secret("PEPPER", tmp_path) == "p" * 32
        assert not list(tmp_path.iterdir())

    def test_a_short_one_is_refused(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PEPPER", "p" * 31)
        with pytest.raises(ImproperlyConfigured, match="PEPPER"):
            environment.kept_secret("PEPPER", tmp_path)
