"""The real product for the browser: `manage.py start` on a folder of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parent.parent.parent
# The machine may be busy with the other half of the tests.
expect.set_options(timeout=15_000)

CHROMIUM = "/usr/bin/chromium"
PASSWORD = "梧桐-demo-horse-21"
#: Settings of the machine that must not leak into the product under test.
FOREIGN = ("DATABASE_URL", "SECRET_KEY", "PEPPER", "SITE_URL", "DJANGO_SETTINGS_MODULE")


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
    for _try in range(1200):
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


@pytest.fixture(scope="session")
def kaimen(tmp_path_factory):
    """One running Kaimen with its demo campaign, for all journeys."""
    folder = tmp_path_factory.mktemp("kaimen")
    log = folder / "server.log"
    begun = time.monotonic()
    process, url = start(folder / "data", log)
    wait_until_ready(process, url, log)
    yield Running(url, folder / "data", log, time.monotonic() - begun)
    stop(process)


@pytest.fixture(scope="session")
def base_url(kaimen):
    return kaimen.url


@pytest.fixture(scope="session")
def browser_type_launch_args():
    assert Path(CHROMIUM).exists(), "Chromium is missing: see .ci/packages.txt"
    return {
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


@pytest.fixture
def visit(browser, base_url):
    """Opens a fresh browser window; answers with its first page."""
    contexts = []

    def open_window(size=DESK, **options):
        context = browser.new_context(
            base_url=base_url, viewport=size, locale="zh-CN", **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        return page

    yield open_window
    for context in contexts:
        context.close()
