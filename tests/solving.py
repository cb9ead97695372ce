"""The page's own challenge, solved in a browser over and over: how long it takes."""

import json
import sqlite3
import statistics
import time
from contextlib import closing, contextmanager
from pathlib import Path

from complaints.intake.challenge import own
from complaints.intake.pressure import SLOT

SOLVES = 20
#: Opens the widget of the page with new work; answers with seconds.
_SOLVE = """async ([work, data]) => {
  await import(data.widget);
  globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(data.worker));
  const widget = document.createElement("altcha-widget");
  widget.setAttribute("challenge", work);
  widget.setAttribute("configuration", JSON.stringify({
    auto: "onload", minDuration: 0, workers: 2, humanInteractionSignature: false,
  }));
  const begun = performance.now();
  return await new Promise((done) => {
    widget.addEventListener("statechange", ({ detail }) => {
      if (detail.state === "verified") {
        done((performance.now() - begun) / 1000);
        widget.remove();
      } else if (detail.state === "error") done(Infinity);
    });
    document.body.append(widget);
  });
}"""
#: As many bare derivations as the work asks for on average, one after the other.
_BARE = """async ([cost, times]) => {
  const key = await crypto.subtle.importKey(
    "raw", new Uint8Array(32), "PBKDF2", false, ["deriveBits"]);
  const how = {
    name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(16), iterations: cost };
  const begun = performance.now();
  for (let n = 0; n < times; n++) await crypto.subtle.deriveBits(how, key, 256);
  return (performance.now() - begun) / 1000;
}"""


@contextmanager
def pressed(data: Path, lane: str):
    """As if very much had arrived at this server a moment ago."""
    row = (lane, int(time.time()) // SLOT, 10**6)
    with closing(sqlite3.connect(data / "kaimen.sqlite3", timeout=20)) as database:
        with database:
            database.execute(
                "INSERT INTO complaints_postcount (lane, who, slot, posts)"
                " VALUES (?, '', ?, ?)"
                " ON CONFLICT (lane, who, slot) DO UPDATE SET posts = excluded.posts",
                row,
            )
        yield
        with database:
            database.execute("DELETE FROM complaints_postcount WHERE lane = ?", (lane,))


def solves(page) -> list[float]:
    """Seconds of each, on a page that asks for one.

    New work as the server gives it out; whose secret signs it does not matter.
    """
    data = page.locator("[data-challenge]").evaluate("node => ({...node.dataset})")
    return [
        page.evaluate(_SOLVE, [json.dumps(own.new_work()), data])
        for _solve in range(SOLVES)
    ]


def bare(page) -> list[float]:
    """Seconds of the same work without anything around it, in the same browser."""
    times = round(statistics.mean(own.COUNTERS))
    return [page.evaluate(_BARE, [own.COST, times]) for _solve in range(SOLVES)]
