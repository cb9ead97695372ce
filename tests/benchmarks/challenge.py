"""The page's own challenge, solved in Chromium, at a desk and as on a phone.

The median of 20 solves stays under half a second on two desktop cores, and under four
times that where the processor is slowed down to a quarter. The reference of the same
run is the bare work: as many derivations as a solve needs on average, in one thread.
"""

import statistics
import sys
import tempfile
from pathlib import Path

import django

from tests.running import kill, serve_again, start, stop, wait_until_ready

SECONDS, SLOWER = 0.5, 4


def row(name: str, seconds: list[float], base: float) -> str:
    least, middle, most = min(seconds), statistics.median(seconds), max(seconds)
    cells = f"{least * 1000:9.1f} {middle * 1000:9.1f} {most * 1000:9.1f}"
    return f"{name:44} {len(seconds):4} {cells} {middle / base:9.2f}"


def measured(url: str, data: Path) -> dict[int, tuple[list[float], list[float]]]:
    """By how much slower: seconds of the bare work, and of whole solves."""
    from playwright.sync_api import expect, sync_playwright

    from tests.browser.conftest import ARGUMENTS, CHROMIUM, DESK
    from tests.solving import bare, pressed, solves

    found = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for slower in (1, SLOWER):
            page = browser.new_page(base_url=url, viewport=DESK, locale="zh-CN")
            devtools = page.context.new_cdp_session(page)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            with pressed(data, "tips"):
                page.goto("/tips/new/")
                widget = page.locator("altcha-widget")
                expect(widget).to_contain_text("已验证", timeout=60_000)
            found[slower] = (bare(page), solves(page))
            page.close()
        browser.close()
    return found


def main() -> None:
    """Serve a house of its own, print the table, fail above the limits."""
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        data, log = Path(folder) / "data", Path(folder) / "server.log"
        process, url = start(data, log)
        wait_until_ready(process, url, log)
        stop(process)
        process = serve_again(url, data, log)
        try:
            wait_until_ready(process, url, log)
            found = measured(url, data)
        finally:
            kill(process)
    print("\nThe challenge in Chromium; milliseconds, ratio to the bare work beside it")
    print(f"{'':44} {'n':>4} {'min':>9} {'median':>9} {'max':>9} {'ratio':>9}")
    failed = []
    for slower, (work, solved) in found.items():
        base, place = statistics.median(work), "desk" if slower == 1 else "phone"
        print(row(f"reference: the bare work, {place} (1/{slower})", work, base))
        print(row(f"a solve, {place} (1/{slower})", solved, base))
        if statistics.median(solved) >= SECONDS * slower:
            failed.append(place)
    if failed:
        sys.exit(f"too slow: {', '.join(failed)}")


if __name__ == "__main__":
    main()
