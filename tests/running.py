"""The real product as a process of its own: started, waited for, stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "梧桐-demo-horse-21"
#: Settings of the machine that must not leak into the product under test.
FOREIGN = (
    "BASE_PATH",
    "CASE_NUMBER_PREFIX",
    "CONFIDENTIAL_URL",
    "DATABASE_URL",
    "SECRET_KEY",
    "PEPPER",
    "SITE_URL",
    "DJANGO_SETTINGS_MODULE",
)


@dataclass
class Running:
    """A running Kaimen: where it answers, where its data lie, what it printed."""

    url: str
    data: Path
    log: Path
    seconds: float

    @property
    def output(self) -> str:
        """Everything the server wrote so far, to stdout and stderr."""
        return self.log.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(data: Path, log: Path, **settings: str) -> tuple[subprocess.Popen, str]:
    port = str(free_port())
    known = {name: v for name, v in os.environ.items() if name not in FOREIGN}
    known |= {"DATA_DIR": str(data), "PORT": port, "DEMO_PASSWORD": PASSWORD}
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "start"],
            cwd=ROOT,
            env=known | settings,
            stdout=file,
            stderr=file,
        )
    return process, f"http://127.0.0.1:{port}"


def wait_until_ready(process: subprocess.Popen, url: str, log: Path) -> None:
    for _try in range(3000):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/health/ready/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    pytest.fail(f"not ready: {log.read_text()}")


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait(timeout=30)


#: Serves without migrating first, as a watchdog would after a crash.
SERVE = (
    "import django; django.setup();"
    "from portal.management.commands.start import serve; serve()"
)


def serve_again(url: str, data: Path, log: Path, **settings: str) -> subprocess.Popen:
    """The server alone, in a process group of its own that can be killed at once."""
    known = {name: v for name, v in os.environ.items() if name not in FOREIGN}
    known |= {"DATA_DIR": str(data), "PORT": url.rsplit(":", 1)[1]}
    known |= {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-c", SERVE],
            cwd=ROOT,
            env=known | settings,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


def kill(process: subprocess.Popen) -> None:
    """Kill -9, the whole group: no process has time to tidy up."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def manage(data: Path, *words: str, **settings: str) -> subprocess.CompletedProcess:
    """`manage.py …` beside the server, on the same data."""
    known = {name: v for name, v in os.environ.items() if name not in FOREIGN}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=known | {"DATA_DIR": str(data)} | settings,
        capture_output=True,
        text=True,
        check=False,
    )
