"""The verifier page in the system's Chromium: a bundle opened from disk, by the field a person uses.

``python -m tests.bench.browser FOLDER STAGE SIZE REPEATS`` prints one JSON object: ``seconds`` from the press
of the button to the verdict, ``gap_seconds`` the longest time in which the page could not have answered.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from audit.browser.build import PAGE
from tests.bench.floor import floor_seconds

CHROMIUM = os.environ.get("PANEL_CHROMIUM", "/usr/bin/chromium")
GAPS = """
() => {
  window.longest = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    window.longest = Math.max(window.longest, now - last);
    last = now;
  }, 4);
}
"""


def _once(browser: Browser, folder: Path, stage: str) -> tuple[float, float]:
    tab = browser.new_context(offline=True).new_page()
    tab.goto(PAGE.as_uri())
    tab.click("summary")
    tab.set_input_files("#bundle", folder / f"{stage}.edraw.json")
    tab.set_input_files("#policy", folder / "policy.json")
    if stage == "auditor":
        tab.set_input_files("#register", folder / "register.json")
    tab.evaluate(GAPS)
    start = perf_counter()
    tab.click("#start")
    tab.wait_for_selector("#result:not([hidden])", timeout=120_000)
    seconds = perf_counter() - start
    assert tab.locator("#five li.no").count() == 0
    assert tab.locator("#steps li.fail").count() == 0
    gap = tab.evaluate("window.longest") / 1000
    tab.context.close()
    return seconds, gap


def measure(folder: Path, stage: str, size: int, repeats: int) -> dict[str, Any]:
    """Medians of ``repeats`` runs; the gap is the longest of all."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        with playwright.chromium.launch(executable_path=CHROMIUM, args=options) as browser:
            found = [_once(browser, folder, stage) for _ in range(repeats)]
    seconds, floor = median(one for one, _ in found), floor_seconds(size)
    return {
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "gap_seconds": max(gap for _, gap in found),
        "bundle_mib": (folder / f"{stage}.edraw.json").stat().st_size / 2**20,
        "peak_mib": None,
        "cpu_seconds": None,
    }


if __name__ == "__main__":
    folder, stage, size, repeats = sys.argv[1:]
    print(json.dumps(measure(Path(folder), stage, int(size), int(repeats))))
