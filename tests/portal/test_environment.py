import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*words, **settings):
    """A Python of its own, which knows no settings but these."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=False,
    )


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("WORKERS", "many"),
            ("WORKERS", "0"),
            ("WORKERS", "9" * 5000),
            ("PORT", "-1"),
            ("PORT", "65536"),
            ("PORT", "８０００"),
            ("DATA_DIR", "/dev/null"),
            ("DATA_DIR", "/dev/null/below"),
            ("SITE_URL", "https://example.test:many"),
            ("SITE_URL", "http://[::1"),
            ("ALLOWED_HOSTS", "https://example.test"),
            ("ALLOWED_HOSTS", "example.test, another/"),
            ("RECAPTCHA_DOMAIN", "www.example.test; script-src *"),
            ("BACKUP_DAYS", "0"),
            ("DEBUG", "perhaps"),
            ("CASE_NUMBER_PREFIX", "mx"),
            ("CASE_NUMBER_PREFIX", "MX-"),
            ("CASE_NUMBER_PREFIX", "ＭＸ"),
            ("CASE_NUMBER_PREFIX", "MINGX"),
            ("SITE_URL", "ftp://example.test"),
            ("SITE_URL", "https://example.test/sub/"),
            ("DATABASE_URL", "mysql://x"),
            ("SECRET_KEY", "short"),
            ("TIME_ZONE", "Mars/Olympus"),
            ("RECAPTCHA_PUBLIC_KEY", "alone"),
            ("BASE_PATH", "zt/gzf"),
            ("BASE_PATH", "/zt//gzf"),
            ("BASE_PATH", "/zt/../admin"),
            ("BASE_PATH", "/tips/gzf"),
            ("BASE_PATH", "https://example.test/zt"),
            ("CONFIDENTIAL_URL", "https://example.test/tips"),
            ("CONFIDENTIAL_URL", "http://127.0.0.1:9000"),
            ("EMBED_HOSTS", "https://example.test"),
            ("EMBED_HOSTS", "example.test; script-src *"),
            ("PROXIES", "proxy.example.test"),
            ("PROXIES", "203.0.113.7, 203.0.113.7/24"),
        ],
    )
    def test_a_malformed_value_stops_the_start(self, name, value, tmp_path):
        given = {"DATA_DIR": str(tmp_path)} | {name: value}
        done = run("-c", "import portal.settings", **given)
        assert done.returncode != 0
        last = done.stderr.strip().splitlines()[-1]
        assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
        assert name in last

    def test_a_base_path_needs_a_host_for_tips(self, tmp_path):
        given = {"DATA_DIR": str(tmp_path), "BASE_PATH": "/zt/gzf/"}
        program = "from portal import settings as s; print(s.COLUMN_ROOT, s.STATIC_URL)"
        done = run("-c", program, **given)
        assert "CONFIDENTIAL_URL must be set with BASE_PATH" in done.stderr
        done = run("-c", program, CONFIDENTIAL_URL="http://tips.test", **given)
        assert done.stdout == "http://127.0.0.1:8000/zt/gzf /zt/gzf/static/\n"

    def test_tips_are_not_sent_in_the_open_from_a_secure_portal(self, tmp_path):
        done = run(
            "-c",
            "import portal.settings",
            DATA_DIR=str(tmp_path),
            SITE_URL="https://www.test",
            CONFIDENTIAL_URL="http://tips.test",
        )
        assert "CONFIDENTIAL_URL must be https" in done.stderr

    @pytest.mark.parametrize("command", ["start", "check", "import_plan"])
    def test_one_sentence_says_so(self, command, tmp_path):
        done = run("manage.py", command, DATA_DIR=str(tmp_path), PORT="many")
        assert done.returncode == 1
        assert done.stdout == ""
        [sentence] = done.stderr.splitlines()
        assert sentence == "PORT must be a whole number from 1 to 65535: 'many'."


class TestHosts:
    @pytest.mark.parametrize(
        "value", ["*", ".example.cn", "127.0.0.1", "localhost:8000", "[::1]:8000"]
    )
    def test_good(self, value, monkeypatch):
        monkeypatch.setenv("ALLOWED_HOSTS", f" {value} ,another.example.cn")
        assert environment.hosts("ALLOWED_HOSTS", ()) == [value, "another.example.cn"]

    def test_an_empty_value_counts_as_none(self, monkeypatch):
        monkeypatch.setenv("ALLOWED_HOSTS", " , ")
        assert environment.hosts("ALLOWED_HOSTS", ("localhost",)) == ["localhost"]


class TestSecureCookies:
    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_follow_the_address_of_the_site(self, scheme, tmp_path):
        names = "SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_SECURE"
        done = run(
            "-c",
            "from portal import settings;"
            f"print(*(getattr(settings, name) for name in '{names}'.split()))",
            DATA_DIR=str(tmp_path),
            SITE_URL=f"{scheme}://example.test",
        )
        assert done.stdout.split() == [str(scheme == "https")] * 3


class TestDatabase:
    def test_sqlite_writes_ahead_waits_and_wipes(self, tmp_path, monkeypatch):
        monkeypatch.delenv("DATABASE_URL", raising=False)
        config = environment.database("DATABASE_URL", tmp_path)
        assert config["NAME"] == str(tmp_path / "kaimen.sqlite3")
        options = config["OPTIONS"]
        assert options["transaction_mode"] == "IMMEDIATE"
        with sqlite3.connect(config["NAME"]) as database:
            database.executescript(options["init_command"])
            for name, value in (
                ("journal_mode", "wal"),
                ("secure_delete", 1),
                ("foreign_keys", 1),
            ):
                assert database.execute(f"PRAGMA {name}").fetchone() == (value,)

    def test_postgresql_plans_for_a_disk_without_an_arm(self, tmp_path, monkeypatch):
        address = "postgres://kaimen:x@db.test/kaimen"
        monkeypatch.setenv("DATABASE_URL", address)
        config = environment.database("DATABASE_URL", tmp_path)
        assert config["OPTIONS"] == {"options": "-c random_page_cost=1.1"}
        assert config["CONN_HEALTH_CHECKS"] is True
        own = f"{address}?options=-c%20random_page_cost%3D4&sslmode=require"
        monkeypatch.setenv("DATABASE_URL", own)
        config = environment.database("DATABASE_URL", tmp_path)
        assert config["OPTIONS"] == {
            "options": "-c random_page_cost=4",
            "sslmode": "require",
        }


class TestOwnSettings:
    def test_login_hashes_are_argon2(self, tmp_path):
        program = "from portal import settings; print(*settings.PASSWORD_HASHERS)"
        done = run("-c", program, DATA_DIR=str(tmp_path))
        hashers = "django.contrib.auth.hashers.Argon2PasswordHasher"
        assert done.stdout.strip() == hashers

    def test_each_stands_in_the_readmes_table(self):
        source = (ROOT / "portal/settings.py").read_text()
        read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
        assert {"DATA_DIR", "SITE_URL", "BACKUP_DAYS"} <= read
        table = re.findall(
            r"^\| (`[A-Z].*?) \|", (ROOT / "README.md").read_text(), re.M
        )
        named = set(re.findall(r"`([A-Z_]+)`", " ".join(table)))
        assert read | {"DEMO_PASSWORD"} == named


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


class TestMail:
    @pytest.mark.parametrize(
        "value", ["mail.example", "http://mail.example", "smtp://", "smtp://h:x"]
    )
    def test_what_is_no_mail_server_is_refused(self, value, monkeypatch):
        monkeypatch.setenv("EMAIL_URL", value)
        with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
            environment.mail("EMAIL_URL")

    def test_a_server_with_an_account(self, monkeypatch):
        monkeypatch.setenv("EMAIL_URL", "smtp+tls://a%40b.example:p@mail.example:587")
        found = environment.mail("EMAIL_URL")
        assert found["EMAIL_HOST"] == "mail.example"
        assert found["EMAIL_USE_TLS"] is True
        assert environment.sender(found, "kaimen.example") == "a@b.example"

    def test_none_is_none(self, monkeypatch):
        monkeypatch.delenv("EMAIL_URL", raising=False)
        assert environment.mail("EMAIL_URL") == {}
        assert environment.sender({}, "kaimen.example") == "kaimen@kaimen.example"
