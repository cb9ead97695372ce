"""The real product for the browser: `manage.py start` on a folder of its own."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import public_places
from tests.running import Running, start, stop, wait_until_ready

# The machine may be busy with the other half of the tests.
expect.set_options(timeout=15_000)

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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
    return {"executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def public(kaimen):
    """Every public address of the demo house, and the kinds it has none of."""
    return public_places.in_house(kaimen.data)


@pytest.fixture(scope="session")
def places(public):
    """One address of each public kind in the demo house."""
    return public_places.one_of_each(public[0])


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
