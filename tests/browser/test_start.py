"""What `make run` promises: accounts printed, data kept, commands beside the server."""

import os
import re
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.running import (
    FOREIGN,
    PASSWORD,
    ROOT,
    start,
    stop,
    wait_until_ready,
)

pytestmark = pytest.mark.browser

ACCOUNTS = {
    "editor",
    "moderator",
    "housing",
    "civil",
    "housing_head",
    "inspector",
    "admin",
}


def manage(kaimen, *words):
    known = {name: v for name, v in os.environ.items() if name not in FOREIGN}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=known | {"DATA_DIR": str(kaimen.data)},
        capture_output=True,
        text=True,
        check=False,
    )


def count_cases(kaimen):
    with sqlite3.connect(kaimen.data / "kaimen.sqlite3") as database:
        return database.execute("SELECT count(*) FROM complaints_case").fetchone()[0]


class TestFirstStart:
    def test_prints_each_account_on_a_line(self, kaimen):
        line = re.compile(r"^(\w+): (\w+) / (\S+)$", re.MULTILINE)
        printed = line.findall(kaimen.output)
        assert {role for role, _name, _password in printed} == ACCOUNTS
        assert all(password == PASSWORD for _role, _name, password in printed)
        assert kaimen.url in kaimen.output

    def test_keeps_them_in_a_private_file(self, kaimen):
        file = kaimen.data / "demo-accounts.txt"
        assert file.stat().st_mode & 0o777 == 0o600
        assert "housing: housing / " in file.read_text()

    def test_cases_stand_in_every_state(self, kaimen):
        with sqlite3.connect(kaimen.data / "kaimen.sqlite3") as database:
            rows = database.execute("SELECT DISTINCT state FROM complaints_case")
            assert {state for (state,) in rows} == {
                "received",
                "accepted",
                "referred",
                "investigating",
                "concluded",
                "declined",
                "reopened",
            }

    def test_nothing_of_a_visitor_is_logged(self, kaimen):
        assert "/tips/" not in kaimen.output
        assert "127.0.0.1 -" not in kaimen.output


class TestSecondStart:
    def test_keeps_all_data_and_takes_seconds(self, kaimen, tmp_path):
        before, log = count_cases(kaimen), tmp_path / "second.log"
        begun = time.monotonic()
        process, url = start(kaimen.data, log)
        try:
            wait_until_ready(process, url, log)
            took = time.monotonic() - begun
        finally:
            stop(process)
        assert count_cases(kaimen) >= before
        assert "housing: housing / " in log.read_text()
        # Ten seconds on a quiet machine; here the other tests run beside it.
        assert took < 40, took


class TestBesideTheServer:
    def test_the_vault_is_whole(self, kaimen):
        done = manage(kaimen, "check_vault")
        assert done.returncode == 0, done.stdout + done.stderr

    def test_a_dry_run_prints_only_json(self, kaimen):
        import json

        plan = ROOT / "disclosures/demo/plan.txt"
        done = manage(kaimen, "import_plan", str(plan), "--dry-run")
        assert len(json.loads(done.stdout)["measures"]) == 6

    def test_a_weak_demo_password_stops_the_start(self, tmp_path):
        log = tmp_path / "weak.log"
        process, _url = start(tmp_path / "data", log, DEMO_PASSWORD="short")
        assert process.wait(timeout=120) == 1
        assert "DEMO_PASSWORD" in log.read_text().strip().splitlines()[-1]
